import HoneLanguage

/// Writes a tree in the form that `Reference/dump.py` writes Python's, offsets included.
struct TreeDump {
  private var formatted = 0

  static func dump(_ program: Program) -> String {
    var dump = TreeDump()
    return dump.body(program.statements)
  }

  /// Whether the program has a line that only hone knows.
  static func hasSessionLine(_ statements: [Statement]) -> Bool {
    statements.contains { statement in
      switch statement.kind {
      case .command, .shell, .help: true
      case .if(_, let body, let otherwise), .while(_, let body, let otherwise), .for(_, _, let body, let otherwise):
        hasSessionLine(body) || hasSessionLine(otherwise)
      case .function(_, _, let body): hasSessionLine(body)
      case .try(let body, let handlers, let otherwise, let finally):
        hasSessionLine(body + otherwise + finally + handlers.flatMap(\.body))
      default: false
      }
    }
  }

  private func at(_ range: SourceRange) -> String { formatted > 0 ? "" : "@\(range.start)-\(range.end)" }

  private func form(_ range: SourceRange, _ parts: String...) -> String {
    "(" + parts.joined(separator: " ") + ")" + at(range)
  }

  private func quoted(_ text: String) -> String {
    let body = text.unicodeScalars.map { scalar in
      (" "..."~").contains(scalar) && scalar != "\"" && scalar != "\\"
        ? String(scalar) : "\\" + String(scalar.value, radix: 16) + ";"
    }
    return "\"" + body.joined() + "\""
  }

  private mutating func many(_ nodes: [Expression]) -> String {
    var texts: [String] = []
    for node in nodes { texts.append(expression(node)) }
    return "[" + texts.joined(separator: " ") + "]"
  }

  private mutating func maybe(_ node: Expression?) -> String { node.map { expression($0) } ?? "-" }

  private mutating func body(_ statements: [Statement]) -> String {
    var texts: [String] = []
    for node in statements { texts.append(statement(node)) }
    return "{" + texts.joined(separator: " ") + "}"
  }

  private mutating func parts(_ parts: [FormattedPart]) -> String {
    var texts: [String] = []
    for part in parts {
      switch part {
      case .text(let text): texts.append(quoted(text))
      case .field(let value, let conversion, let specification):
        texts.append("{\(expression(value)) \(conversion ?? "-") \(self.parts(specification))}")
      }
    }
    return "[" + texts.joined(separator: " ") + "]"
  }

  private mutating func clauses(_ clauses: [ComprehensionClause]) -> String {
    var texts: [String] = []
    for clause in clauses {
      texts.append("(for \(expression(clause.target)) \(expression(clause.source)) \(many(clause.conditions)))")
    }
    return texts.joined(separator: " ")
  }

  private mutating func parameters(_ list: ParameterList) -> String {
    var texts: [String] = []
    for parameter in list.parameters {
      texts.append("\(quoted(parameter.name.name))\(at(parameter.name.range)) \(maybe(parameter.defaultValue))")
    }
    return "[" + texts.joined(separator: " ") + "]"
  }

  private mutating func expression(_ node: Expression) -> String {
    let range = node.range
    switch node.kind {
    case .none: return form(range, "none")
    case .bool(let value): return form(range, "bool", "\(value)")
    case .integer(let value): return form(range, "integer", "\(value)")
    case .float(let value): return form(range, "float", String(value.bitPattern, radix: 16))
    case .string(let value): return form(range, "string", quoted(value))
    case .formatted(let pieces):
      formatted += 1
      let text = parts(pieces)
      formatted -= 1
      return form(range, "formatted", text)
    case .name(let name): return form(range, "name", quoted(name))
    case .list(let elements): return form(range, "list", many(elements))
    case .tuple(let elements): return form(range, "tuple", many(elements))
    case .set(let elements): return form(range, "set", many(elements))
    case .dictionary(let entries):
      var texts = ["dictionary"]
      for entry in entries { texts.append("\(expression(entry.key)):\(expression(entry.value))") }
      return form(range, texts.joined(separator: " "))
    case .starred(let value): return form(range, "starred", expression(value))
    case .unary(let operation, let operand): return form(range, "unary", operation.rawValue, expression(operand))
    case .binary(let left, let operation, let right):
      return form(range, "binary", operation.rawValue, expression(left), expression(right))
    case .boolean(let operation, let values): return form(range, "boolean", operation.rawValue, many(values))
    case .comparison(let first, let links):
      var texts = ["comparison", expression(first)]
      for (operation, operand) in links { texts.append("\(operation.rawValue) \(expression(operand))") }
      return form(range, texts.joined(separator: " "))
    case .conditional(let test, let then, let otherwise):
      return form(range, "conditional", expression(test), expression(then), expression(otherwise))
    case .lambda(let list, let value): return form(range, "lambda", parameters(list), expression(value))
    case .call(let function, let arguments):
      var texts = ["call", expression(function)]
      for argument in arguments {
        texts.append((argument.keyword.map { quoted($0.name) + "=" } ?? "") + expression(argument.value))
      }
      return form(range, texts.joined(separator: " "))
    case .attribute(let value, let name): return form(range, "attribute", expression(value), quoted(name.name))
    case .item(let value, let item): return form(range, "item", expression(value), expression(item))
    case .slice(let lower, let upper, let step): return form(range, "slice", maybe(lower), maybe(upper), maybe(step))
    case .comprehension(let kind, let element, let list):
      return form(range, "\(kind.rawValue)-comprehension", expression(element), clauses(list))
    case .dictionaryComprehension(let key, let value, let list):
      return form(range, "dictionary-comprehension", expression(key), expression(value), clauses(list))
    }
  }

  private mutating func statement(_ node: Statement) -> String {
    let range = node.range
    switch node.kind {
    case .expression(let value, hidden: _): return form(range, "expression", expression(value))
    case .assignment(let targets, let value): return form(range, "assignment", many(targets), expression(value))
    case .augmented(let target, let operation, let value):
      return form(range, "augmented", expression(target), operation.rawValue, expression(value))
    case .if(let test, let then, let otherwise): return form(range, "if", expression(test), body(then), body(otherwise))
    case .for(let target, let source, let statements, let otherwise):
      return form(range, "for", expression(target), expression(source), body(statements), body(otherwise))
    case .while(let test, let statements, let otherwise):
      return form(range, "while", expression(test), body(statements), body(otherwise))
    case .function(let name, let list, let statements):
      return form(range, "function", quoted(name.name), parameters(list), body(statements))
    case .return(let value): return form(range, "return", maybe(value))
    case .break: return form(range, "break")
    case .continue: return form(range, "continue")
    case .pass: return form(range, "pass")
    case .delete(let targets): return form(range, "delete", many(targets))
    case .assert(let test, let message): return form(range, "assert", expression(test), maybe(message))
    case .raise(let error, let cause): return form(range, "raise", maybe(error), maybe(cause))
    case .try(let statements, let handlers, let otherwise, let finally):
      let tried = body(statements)
      var texts: [String] = []
      for handler in handlers {
        let name = handler.name.map { quoted($0.name) } ?? "-"
        texts.append(form(handler.range, "except", maybe(handler.type), name, body(handler.body)))
      }
      return form(range, "try", tried, "[\(texts.joined(separator: " "))]", body(otherwise), body(finally))
    case .command(let name, let argument, let body):
      return form(range, "command", quoted(name.name), quoted(argument), body.map { quoted($0) } ?? "-")
    case .shell(let line): return form(range, "shell", quoted(line))
    case .help(let topic, let detailed): return form(range, "help", quoted(topic), "\(detailed)")
    }
  }
}
