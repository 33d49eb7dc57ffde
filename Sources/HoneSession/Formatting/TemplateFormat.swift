/// `"{} {name!r:>8}".format(…)`
struct TemplateFormat {
  let evaluator: Evaluator
  let values: [Value]
  let names: DictObject

  func filled(_ template: String) throws -> String {
    var next = 0
    return try filled(Array(template.unicodeScalars), &next, depth: 0)
  }

  private func filled(_ template: [Unicode.Scalar], _ next: inout Int, depth: Int) throws -> String {
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
        text.append(contentsOf: try field(&rest, &next, depth).unicodeScalars)
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }

  private func field(_ rest: inout ArraySlice<Unicode.Scalar>, _ next: inout Int, _ depth: Int) throws -> String {
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
    var value = try lookUp(Array(inner[..<nameEnd]), &next)
    var tail = inner[nameEnd...]
    if tail.first == "!" {
      value = value.converted(by: tail.dropFirst().first.map(Character.init))
      tail = tail.dropFirst(2)
    }
    return try value.formatted(filled(Array(tail.dropFirst()), &next, depth: depth + 1))
  }

  /// `0`, `name`, `name.attribute`, `name[key]`, or nothing for the next value.
  private func lookUp(_ path: [Unicode.Scalar], _ next: inout Int) throws -> Value {
    let first = text(path.prefix { $0 != "." && $0 != "[" })
    var rest = path.dropFirst(first.unicodeScalars.count)
    var value = try base(first, &next)
    while let separator = rest.popFirst() {
      let isItem = separator == "["
      let part = text(rest.prefix { isItem ? $0 != "]" : $0 != "." && $0 != "[" })
      rest = rest.dropFirst(part.unicodeScalars.count + (isItem ? 1 : 0))
      value =
        isItem ? try value.item(Int(part).map { .int($0) } ?? .string(part)) : try evaluator.attribute(part, of: value)
    }
    return value
  }

  private func base(_ name: String, _ next: inout Int) throws -> Value {
    if !name.isEmpty, Int(name) == nil {
      guard let value = names[name] else { throw LanguageError.key(.string(name), among: names) }
      return value
    }
    let index = Int(name) ?? next
    if name.isEmpty { next += 1 }
    guard values.indices.contains(index) else {
      throw LanguageError(kind: "IndexError", message: "the format needs value \(index); it was given \(values.count)")
    }
    return values[index]
  }

  private func text(_ scalars: some Sequence<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(scalars)) }
}
