import HoneCore

typealias Table = (columns: [String], rows: [[DataValue]])

/// Reads separated values with a header, after RFC 4180 and as Python's csv module writes them: a value may stand in quotes,
/// and then holds separators, line breaks and, doubled, quotes. Lines end in LF, CRLF or CR; blank lines are passed over.
/// A column whose header is empty (an index that pandas wrote) is called by its place, as "column1".
/// Throws `DatasetError` and `Interrupted`.
func readDelimited(
  _ text: UnsafeRawBufferPointer, separator: Unicode.Scalar, path: String, monitor: any Monitor
) throws -> Table {
  var reader = DelimitedReader(text: text, separator: UInt8(separator.value))
  func next() throws(DatasetError) -> [String]? {
    do { return try reader.nextRecord() } catch { throw .line(path: path, number: reader.recordLine, error) }
  }
  guard let header = try next() else { throw DatasetError.noHeader(path: path) }
  guard header.count <= RecordTable.mostColumns else {
    throw DatasetError.tooManyColumns(path: path, limit: RecordTable.mostColumns)
  }
  let columns = header.enumerated().map { $1.isEmpty ? "column\($0 + 1)" : $1 }
  var records: [[String]] = []
  while let record = try next() {
    try monitor.check()
    guard record.count == columns.count else {
      throw DatasetError.line(path: path, number: reader.recordLine, .raggedRow(values: record.count, columns: columns))
    }
    records.append(record)
  }
  return (columns, try typed(records, columnCount: columns.count, monitor: monitor))
}

private struct DelimitedReader {
  let text: UnsafeRawBufferPointer
  let separator: UInt8
  private var offset = 0
  private var line = 1
  /// Where the record (or, after an error, what is wrong in it) begins; the first line is 1.
  private(set) var recordLine = 1

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(text: UnsafeRawBufferPointer, separator: UInt8) {
    self.text = text
    self.separator = separator
  }

  mutating func nextRecord() throws(DatasetError.LineProblem) -> [String]? {
    while skipLineEnd() {}
    guard offset < text.count else { return nil }
    recordLine = line
    var record: [String] = []
    while true {
      let isQuoted = offset < text.count && text[offset] == DelimitedReader.quote
      record.append(isQuoted ? try quotedValue() : try plainValue())
      if skipLineEnd() || offset == text.count { return record }
      offset += 1  // the separator
    }
  }

  private mutating func plainValue() throws(DatasetError.LineProblem) -> String {
    let start = offset
    while offset < text.count, !endsValue(text[offset]) { offset += 1 }
    return try validText(text[start..<offset])
  }

  private mutating func quotedValue() throws(DatasetError.LineProblem) -> String {
    recordLine = line
    var bytes: [UInt8] = []
    offset += 1
    while true {
      let start = offset
      while offset < text.count, text[offset] != DelimitedReader.quote {
        if text[offset] == DelimitedReader.lineFeed { line += 1 }
        offset += 1
      }
      guard offset < text.count else { throw .unclosedQuote }
      bytes.append(contentsOf: text[start..<offset])
      offset += 1
      guard offset < text.count, text[offset] == DelimitedReader.quote else { break }
      bytes.append(DelimitedReader.quote)
      offset += 1
    }
    guard offset == text.count || endsValue(text[offset]) else {
      recordLine = line
      throw .textAfterQuote
    }
    return try validText(bytes)
  }

  private func endsValue(_ byte: UInt8) -> Bool {
    byte == separator || byte == DelimitedReader.lineFeed || byte == DelimitedReader.carriageReturn
  }

  /// Steps over one LF, CRLF or CR.
  private mutating func skipLineEnd() -> Bool {
    guard offset < text.count else { return false }
    if text[offset] == DelimitedReader.carriageReturn {
      offset += offset + 1 < text.count && text[offset + 1] == DelimitedReader.lineFeed ? 2 : 1
    } else if text[offset] == DelimitedReader.lineFeed {
      offset += 1
    } else {
      return false
    }
    line += 1
    return true
  }
}
