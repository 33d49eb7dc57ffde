import Foundation
import HoneSession
import Yams

/// The value of a notebook's parameter: what a plain YAML value can be, by the core schema of YAML 1.2.
package enum ParameterValue: Equatable, Sendable {
  case int(Int)
  case float(Double)
  case bool(Bool)
  case text(String)
  /// All of one type. An empty list takes texts.
  case list([ParameterValue], of: ItemType)

  package enum ItemType: String, Sendable { case int, float, bool, str }

  /// Its type in words: "a float", "a list of str".
  var typeName: String {
    switch self {
    case .list(_, let type): "a list of \(type.rawValue)"
    default: itemType == .int ? "an int" : "a \(itemType.rawValue)"
    }
  }

  var value: Value {
    switch self {
    case .int(let number): .int(number)
    case .float(let number): .float(number)
    case .bool(let flag): .bool(flag)
    case .text(let text): .string(text)
    case .list(let items, _): .list(items.map(\.value))
    }
  }

  /// As it would be typed in a cell: `0.0002`, `'x'`, `['a', 'b']`.
  var text: String { value.repr }

  /// Of a list, the type of its items.
  var itemType: ItemType {
    switch self {
    case .int: .int
    case .float: .float
    case .bool: .bool
    case .text: .str
    case .list(_, let type): type
    }
  }
}

// What the front matter says.
extension ParameterValue {
  init(_ node: Node) throws(ParameterProblem) {
    switch node {
    case .scalar(let scalar): self = try ParameterValue.plain(scalar)
    case .sequence(let nodes):
      let items = try nodes.map { item throws(ParameterProblem) in
        guard let scalar = item.scalar else { throw .nested }
        return try ParameterValue.plain(scalar)
      }
      self = try ParameterValue.uniform(items)
    case .mapping, .alias: throw .mapping
    }
  }

  /// Ints among floats are floats; anything else must be of one type.
  private static func uniform(_ items: [ParameterValue]) throws(ParameterProblem) -> ParameterValue {
    let types = Set(items.map(\.itemType))
    if types == [.int, .float] {
      return .list(items.map(\.widened), of: .float)
    }
    guard types.count <= 1 else { throw .mixed }
    return .list(items, of: types.first ?? .str)
  }

  private var widened: ParameterValue {
    if case .int(let number) = self { .float(Double(number)) } else { self }
  }

  private static func plain(_ scalar: Node.Scalar) throws(ParameterProblem) -> ParameterValue {
    guard scalar.style == .plain else { return .text(scalar.string) }
    let word = scalar.string
    if ["", "~", "null", "Null", "NULL"].contains(word) { throw .nothing }
    if let flag = truth(word) { return .bool(flag) }
    if word.wholeMatch(of: /[-+]?[0-9]+/) != nil {
      guard let number = Int(word) else { throw .tooLarge(word) }
      return .int(number)
    }
    guard isFloat(word) else { return .text(word) }
    guard let number = Double(word), number.isFinite else { throw .tooLarge(word) }
    return .float(number)
  }

  private static func truth(_ word: String) -> Bool? {
    switch word {
    case "true", "True", "TRUE": true
    case "false", "False", "FALSE": false
    default: nil
    }
  }

  private static func isFloat(_ word: String) -> Bool {
    if word.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil { return true }
    return word.lowercased().wholeMatch(of: /[-+]?\.inf|\.nan/) != nil
  }
}

// What the command line says.
extension ParameterValue {
  /// `text` as a value of this one's type; nil if it is none. A list is given as `a,b` or as YAML, `[a, "b, c"]`.
  func replaced(by text: String) -> ParameterValue? {
    guard case .list(_, let type) = self else { return ParameterValue.item(text, itemType) }
    guard let words = ParameterValue.words(text) else { return nil }
    let items = words.compactMap { ParameterValue.item($0, type) }
    return items.count == words.count ? .list(items, of: type) : nil
  }

  private static func item(_ text: String, _ type: ItemType) -> ParameterValue? {
    switch type {
    case .str: return .text(text)
    case .bool: return truth(text).map { .bool($0) }
    case .int: return text.wholeMatch(of: /[-+]?[0-9]+/) == nil ? nil : Int(text).map { .int($0) }
    case .float:
      guard isFloat(text), let number = Double(text), number.isFinite else { return nil }
      return .float(number)
    }
  }

  private static func words(_ text: String) -> [String]? {
    guard text.hasPrefix("[") else {
      let words = text.split(separator: ",", omittingEmptySubsequences: false)
      return text.isEmpty ? [] : words.map { $0.trimmingCharacters(in: .whitespaces) }
    }
    guard let list = try? FrontMatter.compose(text), let nodes = list.sequence else { return nil }
    let words = nodes.compactMap(\.scalar?.string)
    return words.count == nodes.count ? words : nil
  }
}

/// What is wrong with a parameter in the front matter.
package enum ParameterProblem: Error, Equatable, Sendable {
  case nothing
  case mapping
  /// A list that holds lists or mappings.
  case nested
  /// A list of several types.
  case mixed
  /// A number that no 64-bit int or finite float is.
  case tooLarge(String)
  /// Its name is not one that a cell could assign.
  case name
  /// Its name is that of an object which every session starts with.
  case hidesObject
}
