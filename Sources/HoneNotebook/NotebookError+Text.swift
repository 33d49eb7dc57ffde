import HoneCore

extension NotebookError: UserFacingError {
  package var message: String {
    switch self {
    case .notText: "this is not a notebook: it is not text in UTF-8."
    case .frontMatter(let reason): "the front matter cannot be read: \(reason)."
    case .version(let version): "the front matter says 'hone: \(version)'; this hone reads version \(FrontMatter.version)."
    case .repeatedName(let name, let lines):
      "\(lines.count) cells are named '\(name)', on lines \(lines.map(String.init).joined(separator: ", ")); a name is one cell's."
    case .attribute(let cell, let key, let value):
      "\(cell) says '\(key)=\(value)'; \(key) is \(key == "check" ? CheckRule.modes : "a number that is not negative, as 1e-3")."
    }
  }

  package var hint: String? {
    switch self {
    case .notText: "name the .md file that %save wrote"
    case .frontMatter: "mend the YAML between the two '---' lines, or take them out"
    case .version: "use a newer hone, or write 'hone: \(FrontMatter.version)'"
    case .repeatedName: "rename all but one"
    case .attribute(_, let key, let value): key == "check" ? nearest(value, CheckRule.modeNames) : "change or remove '\(key)'"
    }
  }

  private func nearest(_ value: String, _ names: [String]) -> String {
    HoneCore.nearest(to: value, in: names).map { "did you mean '\($0)'?" } ?? "remove 'check' to compare exactly"
  }
}
