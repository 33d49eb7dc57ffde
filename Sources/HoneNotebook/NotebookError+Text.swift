import HoneCore

extension NotebookError: UserFacingError {
  package var message: String {
    switch self {
    case .notText: "this is not a notebook: it is not text in UTF-8."
    case .notScript(let path): "'\(path)' is not a script: it is not text in UTF-8."
    case .frontMatter(let reason): "the front matter cannot be read: \(reason)."
    case .version(let version):
      "the front matter says 'hone: \(version)'; this hone reads version \(FrontMatter.version)."
    case .repeatedName(let name, let lines):
      "\(lines.count) cells are named '\(name)', on lines \(lines.map(String.init).joined(separator: ", ")); a name is one cell's."
    case .tooLong(let path): "'\(path)' is longer than \(SourceFile.longest >> 20) MB, which no notebook or script is."
    case .changed(let path): "'\(path)' was changed by something else while its cells ran; nothing was written."
    case .attribute(let cell, let key, let value):
      "\(cell) says '\(key)=\(value)'; \(key) is \(key == "check" ? CheckRule.modes : "a number that is not negative, as 1e-3")."
    case .parameter(let name, let problem): "the front matter's parameter '\(name)' \(problem.clause)."
    case .changedSinceCheck(let path): "'\(path)' was changed after 'hone check' looked at it; nothing was written."
    }
  }

  package var hint: String? {
    switch self {
    case .notText: "name the .md file that %save wrote"
    case .notScript: "name a file of hone code"
    case .frontMatter: "mend the YAML between the two '---' lines, or take them out"
    case .version: "use a newer hone, or write 'hone: \(FrontMatter.version)'"
    case .repeatedName: "rename all but one"
    case .attribute(_, "check", let value):
      nearest(value, among: CheckRule.modeNames).map { "did you mean '\($0)'?" }
        ?? "leave 'check' out to compare exactly"
    case .attribute(_, let key, _): "change '\(key)' or leave it out"
    case .tooLong: "name the .md file that %save wrote"
    case .changed: "run it again"
    case .parameter(_, .name), .parameter(_, .hidesObject): "rename it"
    case .parameter(_, .tooLarge): "put it in quotes to have it as text"
    case .parameter: "a parameter is an int, a float, true or false, a text, or a list of one of these"
    case .changedSinceCheck: "check it again, or replay it"
    }
  }
}

extension ParameterProblem {
  /// What follows the parameter's name.
  fileprivate var clause: String {
    switch self {
    case .nothing: "has no value"
    case .mapping: "is a mapping"
    case .nested: "holds a list or a mapping in its list"
    case .mixed: "is a list of several types"
    case .tooLarge(let word): "is a number that is out of range: \(word)"
    case .name: "is not named as a variable can be"
    case .hidesObject: "has the name of an object that every session starts with"
    }
  }
}
