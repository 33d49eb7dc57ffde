import HoneStore

extension SessionCommands {
  static var cache: Command {
    Command(
      .session, "cache", [Parameter("action", .oneOf(["clear", "on", "off"]), .text("what is kept is shown"))],
      returns: "None", summary: "Show the kept results of training, evaluating and generating, or clear them.",
      help: """
        Replaying a notebook reuses the results of finetune, evaluate, generate, chat and prompt.run whose model, data, \
        prompt and settings are the same, and keeps new ones. At the prompt everything runs and is kept, for \
        %resume and for the notebook that %save writes; scripts keep nothing. %cache on reuses results in this session too, \
        %cache off neither reuses nor keeps any. Beyond the limit (cache in config.yaml, in \
        megabytes) those go that were not used for longest.
        """,
      example: "%cache"
    ) { c in
      let session = c.session
      switch c.argumentText {
      case "": c.emit(.display(try shown(session)))
      case "clear":
        guard session.writableFolder == nil else { throw LanguageError.clearForbidden }
        let (count, bytes) = try session.ownResults.clear(), unfinished = session.unfinishedRuns.clear()
        let runs = unfinished.count > 0 ? " and \(Figures.counted(unfinished.count, "unfinished training run"))" : ""
        let size = Figures.bytes(bytes + unfinished.bytes)
        c.emit(.note("removed \(Figures.counted(count, "result"))\(runs), \(size)"))
      case "on", "off": turn(on: c.argumentText == "on", c)
      default: throw LanguageError.unknownAction(c.argumentText)
      }
      return .none
    }
  }

  private static func turn(on isOn: Bool, _ c: CallContext) {
    // `hone check` computes everything, whatever the notebook says.
    guard c.session.cells.last?.mode != .notebook else {
      return c.emit(.note("%cache \(c.argumentText) means nothing in a notebook: whoever runs it says what is reused"))
    }
    if isOn { c.session.useResults() } else { c.session.results = nil }
    c.emit(.note("results are \(isOn ? "reused and kept" : "neither reused nor kept") from here on"))
  }

  /// What a notebook records says nothing of this machine.
  private static func shown(_ session: Session) throws -> Rendering {
    let results = session.ownResults, shares = try results.shares()
    let count = shares.reduce(0) { $0 + $1.count }, bytes = shares.reduce(0) { $0 + $1.bytes }
    let state =
      session.results == nil
      ? "results are not kept" : results.isFresh ? "results are kept" : "results are kept and reused"
    var table = TextTable([("kind", .left), ("results", .right), ("size", .right)])
    for share in shares { table.add([share.kind.noun, Figures.grouped(share.count), Figures.bytes(share.bytes)]) }
    let head =
      "\(state) in this session, \(results.hits) reused so far\n"
      + "\(Figures.counted(count, "result")), \(Figures.bytes(bytes)) of at most \(Figures.bytes(results.limit))"
    return Rendering(stable: "what is kept differs between machines and is not recorded") { [table] page in
      shares.isEmpty ? head : head + "\n\n" + table.text(columns: page.columns)
    }
  }
}

extension LanguageError {
  fileprivate static let clearForbidden = LanguageError(
    kind: "PermissionError", message: "kept results are not cleared here: this notebook is not trusted",
    hint: "--trust lets a notebook clear them")

  fileprivate static func unknownAction(_ text: String) -> LanguageError {
    ValueError("%cache takes clear, on or off; received '\(text)'", hint: suggestion(text, ["clear", "on", "off"]))
  }
}
