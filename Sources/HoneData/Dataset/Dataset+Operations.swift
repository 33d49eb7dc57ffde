import HoneCore
import OrderedCollections

/// Each gives a new dataset and leaves this one as it is. Where rows change, the result is not split.
extension Dataset {
  /// The first `count` rows, or all if there are fewer.
  package func take(_ count: Int) throws(DatasetError) -> Dataset {
    guard count >= 0 else { throw .negative(what: "the number of rows", value: count) }
    return selecting(Array(values.indices.prefix(count)))
  }

  package func filter(_ isKept: (Row) throws -> Bool) rethrows -> Dataset {
    selecting(try values.indices.filter { try isKept(self[$0]) })
  }

  /// Every row replaced by the record made of it. The columns are those of all the records, in the order in which they
  /// first appear; a record without one of them has None there. Roles go to columns of the same name.
  package func map(_ transform: (Row) throws -> OrderedDictionary<String, DataValue>) throws -> Dataset {
    var records = RecordTable()
    for index in values.indices { try records.append(transform(self[index]), path: name) }
    let kept = { (role: String?) in role.flatMap { records.columns.contains($0) ? $0 : nil } }
    return try Dataset(
      name: name, columns: records.columns, values: records.rows(), input: kept(input), target: kept(target))
  }

  /// Columns under new names, by their old ones.
  package func rename(_ names: OrderedDictionary<String, String>) throws(DatasetError) -> Dataset {
    for old in names.keys { _ = try index(of: old) }
    return try replacing(columns: columns.map { names[$0] ?? $0 }, from: Array(columns.indices))
  }

  package func drop(_ names: [String]) throws(DatasetError) -> Dataset {
    for name in names { _ = try index(of: name) }
    let kept = columns.indices.filter { !names.contains(columns[$0]) }
    return try replacing(columns: kept.map { columns[$0] }, from: kept)
  }

  /// Without rows that repeat an earlier one, in all columns or in those named.
  package func dedupe(by names: [String]? = nil) throws(DatasetError) -> Dataset {
    var keys: [Int] = []
    for name in names ?? columns { keys.append(try index(of: name)) }
    var seen: Set<[DataValue]> = []
    return selecting(values.indices.filter { row in seen.insert(keys.map { values[row][$0] }).inserted })
  }

  package func shuffle(seed: UInt64) -> Dataset {
    var stream = RandomStream(seed: seed, purpose: "shuffle")
    return selecting(stream.permutation(count))
  }
}

/// Rows that come as records, which need not all have the same keys.
struct RecordTable {
  static let mostColumns = 4096
  private(set) var columns: [String] = []
  private var indices: [String: Int] = [:]
  /// Each as long as there were columns when it came.
  private var values: [[DataValue]] = []

  mutating func append(_ record: OrderedDictionary<String, DataValue>, path: String) throws(DatasetError) {
    var row = [DataValue](repeating: .none, count: columns.count)
    for (key, value) in record {
      if let index = indices[key] {
        row[index] = value
        continue
      }
      guard columns.count < RecordTable.mostColumns else {
        throw .tooManyColumns(path: path, limit: RecordTable.mostColumns)
      }
      indices[key] = columns.count
      columns.append(key)
      row.append(value)
    }
    values.append(row)
  }

  func rows() -> [[DataValue]] {
    values.map { row in
      row.count == columns.count ? row : row + [DataValue](repeating: .none, count: columns.count - row.count)
    }
  }
}
