/// What can be wrong with a notebook before anything in it runs.
package enum NotebookError: Error, Equatable {
  case notText
  /// A script that is not text.
  case notScript(path: String)
  /// `reason` is a clause: "line 2: mapping values are not allowed in this context".
  case frontMatter(reason: String)
  /// The front matter names a format that this version does not read.
  case version(String)
  case repeatedName(String, lines: [Int])
  case tooLong(path: String)
  /// The file is not the one that was read.
  case changed(path: String)
  /// A cell's attribute cannot be understood.
  case attribute(cell: String, key: String, value: String)
  /// A parameter of the front matter.
  case parameter(String, ParameterProblem)
  /// The file is not the one that `hone check` looked at.
  case changedSinceCheck(path: String)
}
