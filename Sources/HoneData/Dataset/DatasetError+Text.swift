import HoneCore

extension DatasetError: UserFacingError {
  package var kind: String { if case .noColumn = self { "KeyError" } else { "ValueError" } }

  package var message: String {
    switch self {
    case .noColumn(let name, let columns):
      columns.isEmpty
        ? "there is no column '\(name)'; the dataset has no columns."
        : "there is no column '\(name)'; the columns are \(columns.joined(separator: ", "))."
    case .duplicateColumn(let name): "there are two columns '\(name)'; each needs a name of its own."
    case .noRole(let role, let columns):
      "no column is the \(role); the columns are \(columns.joined(separator: ", "))."
    case .notSplit(let part): "the dataset has no \(part.rawValue) rows: it was not split."
    case .tooFewRows(let count, let validation, let test):
      "validation=\(validation) and test=\(test) need \(validation + test) rows; the dataset has \(count)."
    case .badShare(let part, let value):
      "\(part.rawValue) must be a number of rows, or a share of at least 0 and below 1; received \(value)."
    case .negative(let what, let value): "\(what) must be 0 or more; received \(value)."
    case .unknownFormat(let path, let extensions):
      "hone cannot tell the format of '\(path)'; it reads \(extensions.map { "." + $0 }.joined(separator: ", "))."
    case .neitherFileNorEntry(let name, let entries):
      "'\(name)' is neither a file nor in the catalog, which has \(entries.joined(separator: ", "))."
    case .noHeader(let path): "'\(path)' has no header: its first line must name the columns."
    case .tooManyColumns(let path, let limit): "'\(path)' has more than \(limit) columns, which is the limit."
    case .line(let path, let number, let problem): "'\(path)', line \(number): \(problem.text)."
    }
  }

  package var hint: String? {
    switch self {
    case .noColumn(let name, let columns): nearest(name, among: columns).map { "did you mean '\($0)'?" }
    case .duplicateColumn: "rename one of them"
    case .noRole(let role, let columns): "name it: dataset.load(…, \(role)=\"\(columns.first ?? "text")\")"
    case .notSplit: "call dataset.split(validation=…, test=…) first"
    case .tooFewRows: "ask for fewer, or for shares such as test=0.2"
    case .badShare: "for example 200 or 0.2"
    case .negative: nil
    case .unknownFormat: "rename the file, or convert it"
    case .neitherFileNorEntry(let name, let entries):
      nearest(name, among: entries).map { "did you mean '\($0)'?" }
        ?? "check the spelling and the folder that hone was started in"
    case .noHeader: "write the names of the columns into the first line"
    case .tooManyColumns: "check the separator"
    case .line(_, _, let problem): problem.hint
    }
  }
}

extension DatasetError.LineProblem {
  var text: String {
    switch self {
    case .raggedRow(let values, let columns):
      "\(values) \(values == 1 ? "value" : "values") for \(columns.count) columns (\(columns.joined(separator: ", ")))"
    case .unclosedQuote: "the quote that opens here is never closed"
    case .textAfterQuote: "text follows a closing quote"
    case .notUTF8: "the text is not UTF-8"
    case .nulByte: "the line has a NUL byte, which no text has"
    case .notAnObject(let found): "found \(found); each line must be one JSON object {…}"
    case .json(let problem, let column): "\(problem.text) at column \(column)"
    }
  }

  var hint: String? {
    switch self {
    case .raggedRow: "put quotes around a value that holds the separator or a line break"
    case .unclosedQuote, .textAfterQuote: "inside a quoted value a quote is written twice"
    case .notUTF8: "convert the file, for example with iconv -f latin1 -t utf8"
    case .nulByte: "convert the file to UTF-8, or check that it is text"
    case .notAnObject: "write one object {\"column\": value, …} a line"
    case .json: nil
    }
  }
}

extension JSONProblem {
  /// A clause: "found '}' where ':' should be".
  package var text: String {
    switch self {
    case .unexpected(let found, let wanted): "found \(found) where \(wanted) should be"
    case .unexpectedEnd(let wanted): "the line ends where \(wanted) should be"
    case .nestedTooDeeply(let limit): "lists and objects are nested more than \(limit) deep"
    case .badEscape: "there is no such escape after a backslash"
    case .loneSurrogate: "half of a surrogate pair stands alone"
    case .controlCharacter: "a control character stands unescaped in a string"
    case .numberTooLarge(let number): "the number \(number) does not fit 64 bits"
    }
  }
}
