/// `"{} {name!r:>8}".format(…)`
struct TemplateFormat {
  let evaluator: Evaluator
  let values: [Value]
  let names: DictObject

  /// How the fields of one template name the values: by turn or by number, never both.
  private struct Numbering {
    var next = 0
    var isManual = false
  }

  func filled(_ template: String) throws -> String {
    var numbering = Numbering()
    return try filled(Array(template.unicodeScalars), &numbering, depth: 0)
  }

  private func filled(_ template: [Unicode.Scalar], _ numbering: inout Numbering, depth: Int) throws -> String {
    guard depth < 3 else { throw ValueError("a format inside a format inside a format is too deep") }
    var text = String.UnicodeScalarView()
    var rest = template[...]
    while let scalar = rest.popFirst() {
      if scalar == "{" || scalar == "}", rest.first == scalar {
        rest.removeFirst()
        text.append(scalar)
      } else if scalar == "}" {
        throw ValueError("a single '}' stands in the format", hint: "'}}' is a brace")
      } else if scalar == "{" {
        text.append(contentsOf: try field(&rest, &numbering, depth).unicodeScalars)
        try SessionLimits.checkString(bytes: String(text).utf8.count)
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }

  private func field(_ rest: inout ArraySlice<Unicode.Scalar>, _ numbering: inout Numbering, _ depth: Int) throws
    -> String
  {
    var open = 1
    var inner: [Unicode.Scalar] = []
    while let scalar = rest.popFirst() {
      if scalar == "{" { open += 1 }
      if scalar == "}" { open -= 1 }
      if open == 0 { break }
      inner.append(scalar)
    }
    guard open == 0 else { throw ValueError("a '{' of the format is not closed", hint: "'{{' is a brace") }
    let nameEnd = inner.firstIndex { $0 == ":" || $0 == "!" } ?? inner.count
    var value = try lookUp(Array(inner[..<nameEnd]), &numbering)
    var tail = inner[nameEnd...]
    if tail.first == "!" {
      guard let letter = tail.dropFirst().first, "rsa".unicodeScalars.contains(letter) else {
        throw ValueError("'!' in a format is followed by r, s or a")
      }
      value = value.converted(by: Character(letter))
      tail = tail.dropFirst(2)
      guard tail.isEmpty || tail.first == ":" else {
        throw ValueError("':' or '}' must follow '!\(letter)' in a format")
      }
    }
    return try value.formatted(filled(Array(tail.dropFirst()), &numbering, depth: depth + 1))
  }

  /// `0`, `name`, `name.attribute`, `name[key]`, or nothing for the next value.
  private func lookUp(_ path: [Unicode.Scalar], _ numbering: inout Numbering) throws -> Value {
    let first = text(path.prefix { $0 != "." && $0 != "[" })
    var rest = path.dropFirst(first.unicodeScalars.count)
    var value = try base(first, &numbering)
    while let separator = rest.popFirst() {
      let isItem = separator == "["
      let part = text(rest.prefix { isItem ? $0 != "]" : $0 != "." && $0 != "[" })
      rest = rest.dropFirst(part.unicodeScalars.count + (isItem ? 1 : 0))
      value =
        isItem
        ? try value.item(Self.number(part).map { .int($0) } ?? .string(part)) : try evaluator.attribute(part, of: value)
    }
    return value
  }

  private func base(_ name: String, _ numbering: inout Numbering) throws -> Value {
    if !name.isEmpty, Self.number(name) == nil {
      guard let value = names[name] else { throw LanguageError.key(.string(name), among: names) }
      return value
    }
    if name.isEmpty {
      guard !numbering.isManual else { throw LanguageError.mixedFields }
      numbering.next += 1
    } else {
      guard numbering.next == 0 else { throw LanguageError.mixedFields }
      numbering.isManual = true
    }
    let index = Int(name) ?? numbering.next - 1
    guard values.indices.contains(index) else {
      throw LanguageError(kind: "IndexError", message: "the format needs value \(index); it was given \(values.count)")
    }
    return values[index]
  }

  /// Digits alone are a number; "-1" and "+1" are names, as in Python.
  private static func number(_ text: String) -> Int? { text.allSatisfy(\.isNumber) ? Int(text) : nil }

  private func text(_ scalars: some Sequence<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(scalars)) }
}

extension LanguageError {
  fileprivate static let mixedFields = ValueError(
    "a format cannot have both '{}' and '{0}'", hint: "number every field, or none")
}
