/// A table of examples: columns in order, rows in order, and which column is asked about and which one answers.
package struct Dataset: Sendable {
  /// What it was loaded as: a catalog name, or a file's name without its extension.
  package var name: String
  package private(set) var columns: [String]
  /// One value per column in each.
  package private(set) var values: [[DataValue]]
  package private(set) var schema: Schema
  /// The column that a prompt is about; nil where none was named or recognised.
  package private(set) var input: String?
  /// The column that holds the right answer.
  package private(set) var target: String?
  /// Nil until `split`.
  package private(set) var parts: Parts?

  /// What a row means.
  package enum Schema: Sendable, Equatable {
    /// A table; a prompt makes the text of an item.
    case columns
    /// `prompt` and `completion`: used as they are, without a prompt or template.
    case promptCompletion
  }

  /// Row numbers of each part.
  package struct Parts: Sendable, Equatable {
    package var train: [Int]
    package var validation: [Int]
    package var test: [Int]
  }

  package enum Part: String, Sendable, CaseIterable { case train, validation, test }

  /// Each of `values` has one value per column. Columns called `prompt` and `completion`, or `text` and `label`, are the
  /// input and target unless others are named. Throws `DatasetError` for a column that is not there or is there twice.
  package init(
    name: String, columns: [String], values: [[DataValue]], input: String? = nil, target: String? = nil
  ) throws(DatasetError) {
    precondition(values.allSatisfy { $0.count == columns.count })
    for (i, column) in columns.enumerated() where columns[..<i].contains(column) { throw .duplicateColumn(column) }
    self.name = name
    self.columns = columns
    self.values = values
    schema = columns.contains("prompt") && columns.contains("completion") ? .promptCompletion : .columns
    let usual = schema == .promptCompletion ? ("prompt", "completion") : ("text", "label")
    self.input = columns.first { $0 == usual.0 }
    self.target = columns.first { $0 == usual.1 }
    try use(input: input, target: target)
  }

  /// Names the input and target columns; nil leaves one as it is. Rows that are cut into parts stay so.
  package mutating func use(input: String? = nil, target: String? = nil) throws(DatasetError) {
    let columns = columns
    for name in [input, target] { if let name, !columns.contains(name) { throw .noColumn(name, columns: columns) } }
    self.input = input ?? self.input
    self.target = target ?? self.target
    if input != nil && input != "prompt" || target != nil && target != "completion" { schema = .columns }
  }

  package var count: Int { values.count }

  /// Row `index`, in `0..<count`.
  package subscript(index: Int) -> Row { Row(columns: columns, values: values[index]) }
  package var rows: some RandomAccessCollection<Row> { values.indices.lazy.map { self[$0] } }

  package func index(of column: String) throws(DatasetError) -> Int {
    guard let index = columns.firstIndex(of: column) else { throw .noColumn(column, columns: columns) }
    return index
  }

  package func column(_ name: String) throws(DatasetError) -> [DataValue] {
    let index = try index(of: name)
    return values.map { $0[index] }
  }

  /// The name of the input column; an error that says how to name one where there is none.
  package func requireInput() throws(DatasetError) -> String {
    guard let input else { throw .noRole("input", columns: columns) }
    return input
  }

  package func requireTarget() throws(DatasetError) -> String {
    guard let target else { throw .noRole("target", columns: columns) }
    return target
  }

  /// The rows of one part as a dataset of their own; `DatasetError.notSplit` before `split`.
  package func part(_ part: Part) throws(DatasetError) -> Dataset {
    guard let parts else { throw .notSplit(part) }
    switch part {
    case .train: return selecting(parts.train)
    case .validation: return selecting(parts.validation)
    case .test: return selecting(parts.test)
    }
  }

  package func selecting(_ rows: [Int]) -> Dataset { replacing(values: rows.map { values[$0] }) }

  /// The same columns with other rows; no parts.
  func replacing(values: [[DataValue]]) -> Dataset {
    var result = self
    result.values = values
    result.parts = nil
    return result
  }

  /// The same rows with some columns under other names, in another order or left out (nil). Roles and parts follow.
  func replacing(columns: [String], from old: [Int]) throws(DatasetError) -> Dataset {
    func renamed(_ role: String?) -> String? {
      guard let role, let index = self.columns.firstIndex(of: role), let new = old.firstIndex(of: index) else {
        return nil
      }
      return columns[new]
    }
    var result = try Dataset(
      name: name, columns: columns, values: values.map { row in old.map { row[$0] } }, input: renamed(input),
      target: renamed(target))
    result.parts = parts
    return result
  }

  mutating func setParts(_ parts: Parts) { self.parts = parts }
}

/// One example: its values by column name.
package struct Row: Sendable {
  package let columns: [String]
  package let values: [DataValue]

  package init(columns: [String], values: [DataValue]) {
    precondition(columns.count == values.count)
    self.columns = columns
    self.values = values
  }

  /// Throws `DatasetError.noColumn`.
  package func value(_ column: String) throws(DatasetError) -> DataValue {
    guard let index = columns.firstIndex(of: column) else { throw .noColumn(column, columns: columns) }
    return values[index]
  }

  package subscript(column: String) -> DataValue? { columns.firstIndex(of: column).map { values[$0] } }
}
