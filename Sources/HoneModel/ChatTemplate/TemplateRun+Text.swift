extension TemplateRun {
  /// Python's `str(value)`; nothing for what is undefined.
  func text(of value: TemplateValue) throws(ChatTemplateError) -> String {
    switch value {
    case .string(let text): text
    case .undefined: ""
    default: try representation(of: value)
    }
  }

  /// Python's `repr(value)`.
  func representation(of value: TemplateValue) throws(ChatTemplateError) -> String {
    try enter()
    defer { leave() }
    try step()
    switch value {
    case .undefined: return "Undefined"
    case .none: return "None"
    case .bool(let value): return value ? "True" : "False"
    case .int(let value): return String(value)
    case .float(let value): return value.pythonDescription
    case .string(let text): return try quoted(text)
    case .list(let items): return "[\(try representations(items.items))]"
    case .tuple(let items): return "(\(try representations(items.items))\(items.items.count == 1 ? "," : ""))"
    case .dict(let entries): return try representation(of: entries.entries)
    case .namespace(let namespace):
      let entries = namespace.attributes.map { (key: TemplateValue.string($0.name), value: $0.value) }
      return "<Namespace \(try representation(of: entries))>"
    case .loop(let state): return "<LoopContext \(state.index + 1)/\(state.items.count)>"
    case .macro(let macro): return "<Macro \(try quoted(macro.definition.name))>"
    case .method(let method): return "<built-in method \(method.name)>"
    case .function(let function): return "<function \(function.rawValue)>"
    }
  }

  private func representations(_ items: [TemplateValue]) throws(ChatTemplateError) -> String {
    try listed(items.count) { index throws(ChatTemplateError) in try representation(of: items[index]) }
  }

  private func representation(
    of entries: [(key: TemplateValue, value: TemplateValue)]
  ) throws(ChatTemplateError) -> String {
    let inside = try listed(entries.count) { index throws(ChatTemplateError) in
      "\(try representation(of: entries[index].key)): \(try representation(of: entries[index].value))"
    }
    return "{\(inside)}"
  }

  /// `count` parts with ", " between them.
  private func listed(
    _ count: Int, _ part: (Int) throws(ChatTemplateError) -> String
  ) throws(ChatTemplateError) -> String {
    var result = ""
    for index in 0..<count {
      let text = try part(index)
      try charge(text.utf8.count + 2)
      result += (index == 0 ? "" : ", ") + text
    }
    return result
  }

  private func quoted(_ text: String) throws(ChatTemplateError) -> String {
    try charge(text)
    let quote: Unicode.Scalar = text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
    var result = String(quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case quote, "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if scalar.isPythonPrintable { result.unicodeScalars.append(scalar) } else { result += scalar.pythonEscape }
      }
    }
    return result + String(quote)
  }

  // MARK: JSON

  /// How `tojson` lays out what it writes.
  struct JSONStyle {
    var indentation: String?
    var itemSeparator = ", "
    var keySeparator = ": "
    var escapesNonASCII = false
    var sortsKeys = false
  }

  /// Python's `json.dumps`; `level` counts the containers around the value.
  func json(_ value: TemplateValue, _ style: JSONStyle, level: Int = 0) throws(ChatTemplateError) -> String {
    try enter()
    defer { leave() }
    try step()
    switch value {
    case .none: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .int(let value): return String(value)
    case .float(let value):
      if value.isNaN { return "NaN" }
      return value.isFinite ? value.pythonDescription : value < 0 ? "-Infinity" : "Infinity"
    case .string(let text): return try jsonQuoted(text, style)
    case .list(let sequence), .tuple(let sequence):
      return try jsonContainer("[", "]", sequence.items.count, style, level) { index throws(ChatTemplateError) in
        try json(sequence.items[index], style, level: level + 1)
      }
    case .dict(let dictionary):
      let entries = try jsonEntries(dictionary, style)
      return try jsonContainer("{", "}", entries.count, style, level) { index throws(ChatTemplateError) in
        let key = try jsonQuoted(entries[index].key, style)
        return key + style.keySeparator + (try json(entries[index].value, style, level: level + 1))
      }
    default: throw .wrongTypes(line: line, operation: "tojson", types: [value.typeName])
    }
  }

  private func jsonEntries(
    _ dictionary: TemplateDictionary, _ style: JSONStyle
  ) throws(ChatTemplateError) -> [(key: String, value: TemplateValue)] {
    var entries: [(key: String, value: TemplateValue)] = []
    for (key, value) in dictionary.entries {
      switch key {
      case .string(let text): entries.append((text, value))
      case .none, .bool, .int, .float: entries.append((try json(key, style), value))
      default: throw .wrongTypes(line: line, operation: "tojson", types: ["a key of type \(key.typeName)"])
      }
    }
    return style.sortsKeys ? entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } : entries
  }

  private func jsonContainer(
    _ opening: String, _ closing: String, _ count: Int, _ style: JSONStyle, _ level: Int,
    _ part: (Int) throws(ChatTemplateError) -> String
  ) throws(ChatTemplateError) -> String {
    guard count > 0 else { return opening + closing }
    let lineStart = style.indentation.map { "\n" + String(repeating: $0, count: level + 1) } ?? ""
    var result = opening
    for index in 0..<count {
      let text = try part(index)
      try charge(text.utf8.count + lineStart.utf8.count + style.itemSeparator.utf8.count)
      result += (index == 0 ? "" : style.itemSeparator) + lineStart + text
    }
    return result + (lineStart.isEmpty ? "" : String(lineStart.dropLast(style.indentation?.count ?? 0))) + closing
  }

  private func jsonQuoted(_ text: String, _ style: JSONStyle) throws(ChatTemplateError) -> String {
    try charge(text)
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      default:
        let isPlain = scalar.value >= 32 && (scalar.value < 127 || !style.escapesNonASCII)
        if isPlain || scalar.value == 127 { result.unicodeScalars.append(scalar) } else { result += scalar.jsonEscape }
      }
    }
    return result + "\""
  }
}

extension Unicode.Scalar {
  /// Python's `str.isprintable`.
  fileprivate var isPythonPrintable: Bool {
    if isASCII { return (32..<127).contains(value) }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  fileprivate var pythonEscape: String {
    value < 0x100 ? "\\x" + hex(value, 2) : value < 0x10000 ? "\\u" + hex(value, 4) : "\\U" + hex(value, 8)
  }

  fileprivate var jsonEscape: String { String(self).utf16.map { "\\u" + hex(UInt32($0), 4) }.joined() }

  private func hex(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: width - digits.count) + digits
  }
}

extension Double {
  /// Python's `repr`, which writes whole numbers out up to 10¹⁶, where Swift goes on to 2⁵⁴.
  fileprivate var pythonDescription: String {
    guard magnitude >= 1e16, isFinite, !description.contains("e") else { return description }
    let digits = String(String(magnitude.description.dropLast(2)))
    let fraction = String(digits.dropFirst()).stripped(of: "0", leading: false)
    return (self < 0 ? "-" : "") + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "e+\(digits.count - 1)"
  }
}
