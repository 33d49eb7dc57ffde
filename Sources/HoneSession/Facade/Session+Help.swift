import HoneCore
import HoneLanguage

extension Session {
  /// What `help(x)` shows; nil asks for the overview. A str that could be a name is taken for one.
  func helpText(about topic: Value?) throws -> String {
    guard let topic else { return quickReference }
    if case .string(let name) = topic, Self.isName(name) { return try helpText(forName: name, detailed: false) }
    return helpText(for: topic, detailed: false)
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count < 80 && text.allSatisfy { $0.isLetter || $0.isNumber || "_.%".contains($0) }
      && text.first?.isNumber == false && !text.hasPrefix(".")
  }

  private func helpText(for topic: Value, detailed: Bool) -> String {
    switch topic {
    case .command(let command): return command.helpText
    case .method(let method): return method.command.helpText
    case .function(let function): return function.helpText(detailed: detailed)
    case .type(let type):
      let constructor =
        commands[.function, type.name].map { [$0.helpText] } ?? [
          "\(type.name), \(type.isException ? "an exception" : "a type")"
        ]
      return (constructor + members(of: type.name)).joined(separator: "\n")
    case .object(let object):
      return (["\(topic.typeName): \(object.rendering.stable)"] + members(of: topic.typeName)).joined(separator: "\n")
    default:
      return (["\(topic.typeName): \(topic.brief)"] + members(of: topic.typeName)).joined(separator: "\n")
    }
  }

  private func members(of type: String) -> [String] {
    let rows = commands.members(of: type)
    return rows.isEmpty ? [] : ["", Self.listing(rows)]
  }

  /// What `name?` shows: a name, a dotted name or a `%` command.
  func helpText(forName name: String, detailed: Bool) throws -> String {
    if name.isEmpty { return quickReference }
    if name.hasPrefix("%") {
      let rows = commands.commands(of: .session)
      guard let command = commands[.session, String(name.dropFirst())] else {
        throw LanguageError(
          kind: "NameError", message: "there is no command \(name)",
          hint: suggestion(String(name.dropFirst()), rows.map(\.name)) ?? "%quickref lists them")
      }
      return command.helpText
    }
    let parts = name.split(separator: ".").map(String.init)
    var value = try evaluator.lookUp(parts[0])
    for (index, part) in parts.enumerated().dropFirst() {
      // The last part is described by its row, so that a property explains itself rather than its value.
      if index == parts.count - 1, let row = commands.member(part, of: value.typeName) { return row.helpText }
      value = try evaluator.attribute(part, of: value)
    }
    return helpText(for: value, detailed: detailed)
  }
}

extension Function {
  fileprivate func helpText(detailed: Bool) -> String {
    let parameters = zip(code.parameters, defaultTexts).map { $0 + $1 }
    let signature = "\(name)(\(parameters.joined(separator: ", ")))"
    guard detailed else {
      return "\(signature)\ndefined at \(code.source.name), line \(code.source.line(at: code.range.start).number)"
    }
    let bytes = Array(code.source.text.utf8)[code.range.start..<min(code.range.end, code.source.text.utf8.count)]
    return signature + "\n" + String(decoding: bytes, as: UTF8.self)
  }

  private var defaultTexts: [String] { defaults.map { $0.map { "=" + $0.repr } ?? "" } }
}
