import HoneData
import OrderedCollections

extension Value {
  /// A cell of a dataset as a value of the language.
  init(_ data: DataValue) {
    switch data {
    case .none: self = .none
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .float(let number): self = .float(number)
    case .string(let text): self = .string(text)
    case .list(let items): self = .list(ListObject(items.map(Value.init)))
    case .dict(let entries): self = Value(columns: Array(entries.keys), values: Array(entries.values))
    }
  }

  init(_ row: Row) { self.init(columns: row.columns, values: row.values) }

  private init(columns: [String], values: [DataValue]) {
    let dict = DictObject()
    for (name, value) in zip(columns, values) { dict[name] = Value(value) }
    self = .dict(dict)
  }
}

extension DataValue {
  /// A value of the language as a cell; an error for what no dataset holds.
  init(_ value: Value) throws {
    switch value {
    case .none: self = .none
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .float(let number): self = .float(number)
    case .string(let text): self = .string(text)
    case .list(let list): self = .list(try list.items.map(DataValue.init))
    case .tuple(let tuple): self = .list(try tuple.items.map(DataValue.init))
    case .dict(let dict): self = .dict(try Self.entries(dict))
    default:
      throw TypeError("a row of a dataset holds None, bool, int, float, str, list or dict; received \(value.brief)")
    }
  }

  static func entries(_ dict: DictObject) throws -> OrderedDictionary<String, DataValue> {
    var entries: OrderedDictionary<String, DataValue> = [:]
    for (key, value) in dict.entries {
      guard case .string(let name) = key.value else {
        throw TypeError("the keys of a row are column names; received \(key.value.brief)")
      }
      entries[name] = try DataValue(value)
    }
    return entries
  }
}

extension Row {
  /// A row given as a dict.
  init(_ dict: DictObject) throws {
    let entries = try DataValue.entries(dict)
    self.init(columns: Array(entries.keys), values: Array(entries.values))
  }
}
