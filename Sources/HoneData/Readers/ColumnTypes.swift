import HoneCore

/// Gives the cells of a table their types, column by column: int where every cell that is not empty is written as a 64-bit
/// integer, float where every one is a decimal number, else str. An empty cell is None in a column of numbers and "" in one of
/// text. Numbers that would not be written back alike stay text: "007", "+1", "1e999", "nan".
/// Throws `Interrupted`.
func typed(_ records: [[String]], columnCount: Int, monitor: any Monitor) throws -> [[DataValue]] {
  let types = (0..<columnCount).map { column in ColumnType(cells: records.lazy.map { $0[column] }) }
  return try records.map { record in
    try monitor.check()
    return zip(types, record).map { $0.value(of: $1) }
  }
}

private enum ColumnType {
  case int, float, text

  init(cells: some Sequence<String>) {
    var type = ColumnType.int
    var hasNumbers = false
    for cell in cells where !cell.isEmpty {
      if type == .int, !isWrittenAsInt(cell) { type = .float }
      if type == .float, !isWrittenAsNumber(cell) {
        self = .text
        return
      }
      hasNumbers = true
    }
    self = hasNumbers ? type : .text
  }

  func value(of cell: String) -> DataValue {
    switch self {
    case .text: .string(cell)
    case .int: Int(cell).map(DataValue.int) ?? .none
    case .float: Double(cell).map(DataValue.float) ?? .none
    }
  }
}

private func isWrittenAsInt(_ cell: String) -> Bool {
  let digits = cell.utf8.drop { $0 == UInt8(ascii: "-") }
  return cell.utf8.count - digits.count <= 1 && isCanonicalWhole(digits) && Int(cell) != nil
}

/// `-? whole ( . digits )? ( e sign? digits )?`, finite.
private func isWrittenAsNumber(_ cell: String) -> Bool {
  var rest = cell.utf8[...]
  if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
  let whole = rest.prefix(while: isDigit)
  rest = rest[whole.endIndex...]
  guard isCanonicalWhole(whole) else { return false }
  if rest.first == UInt8(ascii: ".") {
    let fraction = rest.dropFirst().prefix(while: isDigit)
    guard !fraction.isEmpty else { return false }
    rest = rest[fraction.endIndex...]
  }
  if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
    rest = rest.dropFirst()
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
    guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return false }
    rest = rest.dropFirst(rest.count)
  }
  return rest.isEmpty && Double(cell)?.isFinite == true
}

private func isCanonicalWhole(_ digits: Substring.UTF8View) -> Bool {
  !digits.isEmpty && digits.allSatisfy(isDigit) && (digits.count == 1 || digits.first != UInt8(ascii: "0"))
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
