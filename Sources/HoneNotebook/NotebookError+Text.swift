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
    }
  }
}
