import HoneData
import HoneEvaluation
import HonePrompting

/// What `evaluate()` found.
package final class ReportObject: DomainObject {
  package static let typeName = "Report"
  let report: Report
  let origin: Fingerprint
  /// Made once: each access gives a list of its own that shares their storage.
  private lazy var predictions: [Value] = report.items.map { .string($0.predicted) }
  private lazy var confusion = report.confusion

  /// Labels up to which the rendering shows the confusion table.
  private static let mostColumns = 8

  init(_ report: Report, origin: Fingerprint) { (self.report, self.origin) = (report, origin) }

  package var rendering: Rendering {
    let stopped = report.count < report.planned ? " (stopped; \(report.planned) were asked for)" : ""
    let head =
      "accuracy \(Figures.proportion(report.accuracy, report.interval)), \(report.right) of \(report.count) right"
      + stopped + ", \(report.tuning ?? "no adapter")"
    let speed =
      "\n\n\(Figures.fixed(report.examplesPerSecond, 1)) examples/s, \(Figures.duration(report.seconds))"
    let table = report.labels.count > Self.mostColumns ? nil : confusionTable
    @Sendable func text(_ page: Page) -> String { head + (table.map { "\n\n" + $0.text(columns: page.columns) } ?? "") }
    return Rendering(stable: text(.notebook)) { text($0) + speed }
  }

  private var confusionTable: TextTable {
    var table = TextTable([("actual", .left)] + report.labels.map { ("→ \($0)", .right) })
    for row in confusion.rows { table.add([row.actual] + row.predicted.map { String($0.count) }) }
    return table
  }

  static var rows: [Command] {
    [
      property("accuracy", returns: "float", "The share of right answers.") { .float($0.report.accuracy) },
      property("interval", returns: "tuple", "Wilson's 95 % interval of the accuracy: low, high.") {
        .tuple([.float($0.report.interval.low), .float($0.report.interval.high)])
      },
      property("count", returns: "int", "How many items were answered.") { .int($0.report.count) },
      property("confusion", returns: "dict", "How often each was predicted, {actual: {predicted: n}}.") { report in
        .record(
          report.confusion.rows.map { row in (row.actual, .record(row.predicted.map { ($0.label, .int($0.count)) })) })
      },
      property("predictions", returns: "list of str", "The answer to each item, in order.") { .list($0.predictions) },
      property("examples_per_second", returns: "float", "How many items were answered in a second.") {
        .float($0.report.examplesPerSecond)
      },
      method(
        "wrong", [Parameter("n", .int, .value(.int(10)), "how many")], returns: "list of dict",
        "Items answered wrongly, the surest mistakes first.",
        help: "index is the row of the data; confidence is the answer's share of the labels' probability.",
        example: "report.wrong(3)"
      ) { c, report in
        let mistakes = report.report.wrong(try c.int("n", in: 0...1_000_000_000))
        return .list(
          mistakes.map { index, item in
            .record([
              ("index", .int(index)), ("text", .string(item.title)), ("actual", .string(item.actual)),
              ("predicted", .string(item.predicted)), ("confidence", .float(item.confidence)),
            ])
          })
      },
      evaluate,
    ]
  }

  private static var evaluate: Command {
    Command(
      .function, "evaluate",
      [
        Parameter("model", .object("Model"), .bound("model")), Parameter("prompt", .object("Prompt"), .bound("prompt")),
        Parameter("data", .object("Dataset"), .text("dataset.test"), "what to answer"),
      ], returns: "Report", summary: "Let the model answer every item and count what is right.",
      help: """
        Each answer is the likeliest label by the log-probability of its tokens. \
        Ctrl-C stops and reports on what was answered until then.
        """,
      example: "evaluate(data=dataset.test)"
    ) { c in
      let object = try c.object("model", as: ModelObject.self), model = try object.model()
      let data =
        try c.optionalObject("data", as: DatasetObject.self) ?? c.bound("dataset", as: DatasetObject.self).part(.test)
      let prompt = try c.object("prompt", as: PromptObject.self), rows = try data.data()
      var recipe = Recipe(.evaluate)
      recipe.add(object, withTuning: true, in: c.session)
      recipe.add("data", data.fingerprint(in: c.session))
      recipe.add("prompt", prompt.fingerprint(in: c.session))
      let tuning = model.activeTuning.flatMap(model.title(of:))
      if let kept = c.session.kept(recipe, { (record: ReportRecord, _) in record.report(tuning: tuning) }) {
        return .object(ReportObject(kept, origin: recipe.origin))
      }
      let items = try ItemRenderer.items(rows, prompt: prompt.made, model: model)
      let report = try LabelEvaluation.run(items, model: model, tuningName: model.activeTuning, monitor: c.monitor)
      guard report.count > 0 else { throw LanguageError.interrupted }
      if report.count < report.planned {
        c.emit(.note("stopped after \(report.count) of \(report.planned) items; the report covers those"))
        recipe.set("items", report.count)
      } else {
        c.session.keep(ReportRecord(report), of: recipe)
      }
      return .object(ReportObject(report, origin: recipe.origin))
    }
  }
}
