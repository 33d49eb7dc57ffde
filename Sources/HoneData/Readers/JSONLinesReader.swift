import HoneCore

/// Reads one JSON object a line; blank lines are passed over. The columns are the keys in the order in which they first
/// appear; a row without one of them has None there. Throws `DatasetError` and `Interrupted`.
func readJSONLines(_ text: UnsafeRawBufferPointer, path: String, monitor: any Monitor) throws -> Table {
  var records = RecordTable()
  var start = 0
  var number = 0
  while start < text.count {
    try monitor.check()
    number += 1
    let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
    let line = UnsafeRawBufferPointer(rebasing: text[start..<end])
    start = end + 1
    if line.allSatisfy(JSONReader.isSpace) { continue }
    let value: DataValue
    do { value = try parsed(line) } catch { throw DatasetError.line(path: path, number: number, error) }
    guard case .dict(let record) = value else {
      throw DatasetError.line(path: path, number: number, .notAnObject(found: described(value)))
    }
    try records.append(record, path: path)
  }
  guard !records.columns.isEmpty else { throw DatasetError.noHeader(path: path) }
  return (records.columns, records.rows())
}

private func parsed(_ line: UnsafeRawBufferPointer) throws(DatasetError.LineProblem) -> DataValue {
  _ = try validText(line)
  var reader = JSONReader(line)
  do { return try reader.readDocument() } catch { throw .json(error, column: reader.column) }
}

private func described(_ value: DataValue) -> String {
  switch value {
  case .none: "null"
  case .list: "a list"
  case .string: "a string"
  default: value.text.lowercased()
  }
}
