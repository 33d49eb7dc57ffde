/// What can be wrong with a dataset or with what is asked of it.
package enum DatasetError: Error, Equatable {
  case noColumn(String, columns: [String])
  case duplicateColumn(String)
  /// `role` is "input" or "target".
  case noRole(String, columns: [String])
  case notSplit(Dataset.Part)
  case tooFewRows(count: Int, validation: Int, test: Int)
  /// A share that is not in 0..<1, or a count below 0.
  case badShare(part: Dataset.Part, value: String)
  case negative(what: String, value: Int)
  case unknownFormat(path: String, extensions: [String])
  case neitherFileNorEntry(String, entries: [String])
  case noHeader(path: String)
  case tooManyColumns(path: String, limit: Int)
  case line(path: String, number: Int, LineProblem)

  /// What can be wrong with one line of a file.
  package enum LineProblem: Error, Equatable {
    case raggedRow(values: Int, columns: [String])
    case unclosedQuote
    case textAfterQuote
    case notUTF8
    case nulByte
    case notAnObject(found: String)
    /// `column` counts bytes from 1.
    case json(JSONProblem, column: Int)
  }
}

package enum JSONProblem: Error, Equatable {
  case unexpected(found: String, wanted: String)
  case unexpectedEnd(wanted: String)
  case nestedTooDeeply(limit: Int)
  case badEscape
  case loneSurrogate
  case controlCharacter
  case numberTooLarge(String)
}
