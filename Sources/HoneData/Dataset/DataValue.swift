import OrderedCollections

/// One cell of a dataset, in the types that JSON has.
package indirect enum DataValue: Sendable, Hashable {
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case string(String)
  case list([DataValue])
  /// Two of them are equal whatever the order of their keys.
  case dict(OrderedDictionary<String, DataValue>)

  package static func == (left: DataValue, right: DataValue) -> Bool {
    switch (left, right) {
    case (.none, .none): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.float(let a), .float(let b)): a == b
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    case (.list(let a), .list(let b)): a == b
    case (.dict(let a), .dict(let b)): a.count == b.count && a.allSatisfy { b[$0.key] == $0.value }
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .none: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .int(let value): hasher.combine(value)
    case .float(let value): hasher.combine(value)
    case .string(let value): for byte in value.utf8 { hasher.combine(byte) }
    case .list(let values): hasher.combine(values)
    case .dict(let values): hasher.combine(values.count)
    }
  }

  /// The type's name in the language: "None", "bool", "int", "float", "str", "list", "dict".
  package var typeName: String {
    switch self {
    case .none: "None"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .string: "str"
    case .list: "list"
    case .dict: "dict"
    }
  }

  /// As a template shows it: a string as it is, everything else as Python's `str` writes it.
  package var text: String { if case .string(let value) = self { value } else { source } }

  /// As Python's `repr` writes it, strings in JSON's double quotes only where they hold a single quote.
  private var source: String {
    switch self {
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .int(let value): String(value)
    case .float(let value): value.description
    case .string(let value): quoted(value)
    case .list(let values): "[" + values.map(\.source).joined(separator: ", ") + "]"
    case .dict(let values): "{" + values.map { "\(quoted($0.key)): \($0.value.source)" }.joined(separator: ", ") + "}"
    }
  }

  private func quoted(_ value: String) -> String {
    let quote = value.contains("'") && !value.contains("\"") ? "\"" : "'"
    let escaped = value.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing(quote, with: "\\" + quote)
    return quote + escaped + quote
  }

  /// None, and the empty text that a table has for it.
  package var isMissing: Bool { self == .none || self == .string("") }
}

extension DataValue {
  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var list: [DataValue]? { if case .list(let values) = self { values } else { nil } }
  /// An int or a float, as a float.
  package var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .float(let value): value
    default: nil
    }
  }
}
