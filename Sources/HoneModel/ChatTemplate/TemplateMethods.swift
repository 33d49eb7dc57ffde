extension TemplateMethod {
  static let ofStrings: Set<String> = [
    "strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "startswith", "endswith", "upper", "lower", "title",
    "capitalize", "replace", "find", "rfind", "count", "join", "partition", "rpartition", "removeprefix",
    "removesuffix",
    "isdigit", "isalpha", "isalnum", "isspace",
  ]
  static let ofSequences: Set<String> = ["index", "count"]
  static let ofDicts: Set<String> = ["items", "keys", "values", "get"]
}

extension TemplateRun {
  func call(_ method: TemplateMethod, _ call: TemplateCall) throws(ChatTemplateError) -> TemplateValue {
    switch method.receiver {
    case .string(let text):
      try charge(text)
      return try self.call(method.name, of: text, call)
    case .list(let items), .tuple(let items): return try self.call(method.name, of: items.items, call)
    case .dict(let entries): return try self.call(method.name, of: entries, call)
    case .loop(let state):
      guard !call.positional.isEmpty, call.keyword.isEmpty else {
        throw .wrongArguments(line: line, function: method.name)
      }
      return call.positional[state.index % call.positional.count]
    }
  }

  // MARK: Lists and dicts

  private func call(
    _ name: String, of items: [TemplateValue], _ call: TemplateCall
  ) throws(ChatTemplateError) -> TemplateValue {
    guard let wanted = try bind(call, to: ["value"], of: name)[0] else {
      throw .wrongArguments(line: line, function: name)
    }
    var count = 0
    for (index, item) in items.enumerated() where try areEqual(item, wanted) {
      if name == "index" { return .int(index) }
      count += 1
    }
    if name == "index" { throw .undefined(line: line, name: try representation(of: wanted), owner: "list") }
    return .int(count)
  }

  private func call(
    _ name: String, of dictionary: TemplateDictionary, _ call: TemplateCall
  ) throws(ChatTemplateError) -> TemplateValue {
    if name == "get" {
      let arguments = try bind(call, to: ["key", "default"], of: name)
      guard let key = arguments[0] else { throw .wrongArguments(line: line, function: name) }
      let index = try entryIndex(of: key, in: dictionary.entries)
      return index.map { dictionary.entries[$0].value } ?? arguments[1] ?? TemplateValue.none
    }
    _ = try bind(call, to: [], of: name)
    return .list(try sequence(try entries(dictionary, as: name)))
  }

  func entries(_ dictionary: TemplateDictionary, as part: String) throws(ChatTemplateError) -> [TemplateValue] {
    var result: [TemplateValue] = []
    for (key, value) in dictionary.entries {
      switch part {
      case "keys": result.append(key)
      case "values": result.append(value)
      default: result.append(.tuple(try sequence([key, value])))
      }
    }
    return result
  }

  // MARK: Strings

  private func call(
    _ name: String, of text: String, _ call: TemplateCall
  ) throws(ChatTemplateError) -> TemplateValue {
    switch name {
    case "strip", "lstrip", "rstrip":
      let characters = try optionalText(try bind(call, to: ["chars"], of: name)[0], of: name)
      return .string(text.stripped(of: characters, leading: name != "rstrip", trailing: name != "lstrip"))
    case "split", "rsplit": return try split(text, call, fromEnd: name == "rsplit")
    case "splitlines":
      let keepsEnds = try bind(call, to: ["keepends"], of: name)[0]?.isTruthy ?? false
      return .list(try sequence(text.lines(keepingEnds: keepsEnds).map { .string($0) }))
    case "startswith", "endswith":
      let affixes = try affixes(try bind(call, to: ["affix"], of: name)[0], of: name)
      return .bool(affixes.contains { name == "startswith" ? text.hasBytePrefix($0) : text.hasByteSuffix($0) })
    case "replace": return .string(try replace(text, call, asFilter: false))
    case "join":
      guard let items = try bind(call, to: ["items"], of: name)[0] else {
        throw .wrongArguments(line: line, function: name)
      }
      return .string(try join(try self.items(of: items), with: text, onlyText: true))
    case "find", "rfind", "count", "partition", "rpartition", "removeprefix", "removesuffix":
      guard let part = try optionalText(try bind(call, to: ["part"], of: name)[0], of: name) else {
        throw .wrongArguments(line: line, function: name)
      }
      return try search(name, part, in: text)
    default:
      _ = try bind(call, to: [], of: name)
      return try convert(text, name)
    }
  }

  private func convert(_ text: String, _ name: String) throws(ChatTemplateError) -> TemplateValue {
    let scalars = text.unicodeScalars
    switch name {
    case "upper": return .string(text.uppercased())
    case "lower": return .string(text.lowercased())
    case "title": return .string(text.titled)
    case "capitalize": return .string(text.capitalizedOnce)
    case "isdigit":
      return .bool(!text.isEmpty && scalars.allSatisfy { [.digit, .decimal].contains($0.properties.numericType) })
    case "isalpha": return .bool(!text.isEmpty && scalars.allSatisfy(\.isPythonLetter))
    case "isalnum":
      return .bool(!text.isEmpty && scalars.allSatisfy { $0.isPythonLetter || $0.properties.numericType != nil })
    case "isspace": return .bool(!text.isEmpty && scalars.allSatisfy(\.isPythonSpace))
    default: preconditionFailure("'\(name)' is not among the methods of strings")
    }
  }

  private func search(_ name: String, _ part: String, in text: String) throws(ChatTemplateError) -> TemplateValue {
    try charge(part)
    switch name {
    case "removeprefix":
      return .string(text.hasBytePrefix(part) ? text.bytes(part.utf8.count..<text.utf8.count) : text)
    case "removesuffix":
      return .string(text.hasByteSuffix(part) ? text.bytes(0..<text.utf8.count - part.utf8.count) : text)
    case "count":
      return .int(part.isEmpty ? text.unicodeScalars.count + 1 : text.byteOffsets(of: part).count)
    case "find", "rfind":
      if part.isEmpty { return .int(name == "find" ? 0 : text.unicodeScalars.count) }
      let offset = name == "find" ? text.byteOffsets(of: part, limit: 1).first : lastOffset(of: part, in: text)
      return .int(offset.map { text.bytes(0..<$0).unicodeScalars.count } ?? -1)
    default:
      guard !part.isEmpty else { throw .wrongArguments(line: line, function: name) }
      let isFirst = name == "partition"
      let offset = isFirst ? text.byteOffsets(of: part, limit: 1).first : lastOffset(of: part, in: text)
      guard let offset else { return try tuple(isFirst ? [text, "", ""] : ["", "", text]) }
      return try tuple([text.bytes(0..<offset), part, text.bytes(offset + part.utf8.count..<text.utf8.count)])
    }
  }

  /// Occurrences may overlap, so the last one is looked for from the end.
  private func lastOffset(of part: String, in text: String) -> Int? {
    let tail = text.splitFromEnd(byBytesOf: part, limit: 1)
    return tail.count == 2 ? tail[0].utf8.count : nil
  }

  private func tuple(_ parts: [String]) throws(ChatTemplateError) -> TemplateValue {
    .tuple(try sequence(parts.map { .string($0) }))
  }

  private func split(_ text: String, _ call: TemplateCall, fromEnd: Bool) throws(ChatTemplateError) -> TemplateValue {
    let name = fromEnd ? "rsplit" : "split"
    let arguments = try bind(call, to: ["sep", "maxsplit"], of: name)
    let separator = try optionalText(arguments[0], of: name)
    guard let limit = (arguments[1] ?? .int(-1)).asInt, separator != "" else {
      throw .wrongArguments(line: line, function: name)
    }
    let count = limit < 0 ? Int.max : limit
    let pieces: [String]
    if let separator {
      pieces =
        fromEnd
        ? text.splitFromEnd(byBytesOf: separator, limit: count) : text.split(byBytesOf: separator, limit: count)
    } else {
      pieces = fromEnd ? text.splitByWhitespaceFromEnd(limit: count) : text.splitByWhitespace(limit: count)
    }
    return .list(try sequence(pieces.map { .string($0) }))
  }

  private func affixes(_ value: TemplateValue?, of name: String) throws(ChatTemplateError) -> [String] {
    guard case .tuple(let choices) = value else {
      guard let only = try optionalText(value, of: name) else { throw .wrongArguments(line: line, function: name) }
      return [only]
    }
    var affixes: [String] = []
    for choice in choices.items { affixes.append(try optionalText(choice, of: name) ?? "") }
    return affixes
  }

  /// nil for an argument that is missing or None.
  private func optionalText(_ value: TemplateValue?, of name: String) throws(ChatTemplateError) -> String? {
    switch value {
    case nil, .some(.none): return nil
    case .string(let text): return text
    case .some(let other): throw wrongOperands(name, other)
    }
  }

  // MARK: Shared with filters

  /// `replace(old, new, count)`; the filter takes values of any type for their text.
  func replace(_ text: String, _ call: TemplateCall, asFilter: Bool) throws(ChatTemplateError) -> String {
    let arguments = try bind(call, to: ["old", "new", "count"], of: "replace")
    guard let oldValue = arguments[0], let newValue = arguments[1] else {
      throw .wrongArguments(line: line, function: "replace")
    }
    let old = asFilter ? try self.text(of: oldValue) : try optionalText(oldValue, of: "replace")
    let new = asFilter ? try self.text(of: newValue) : try optionalText(newValue, of: "replace")
    guard let old, let new else { throw .wrongArguments(line: line, function: "replace") }
    let count = arguments[2].flatMap(\.asInt) ?? -1
    let limit = count < 0 ? Int.max : count
    let places = old.isEmpty ? text.unicodeScalars.count + 1 : text.byteOffsets(of: old, limit: limit).count
    let (growth, overflows) = min(places, limit).multipliedReportingOverflow(by: new.utf8.count)
    try charge(overflows ? Int.max : growth)
    try charge(text)
    return text.replacingBytes(of: old, with: new, limit: limit)
  }

  /// With `onlyText`, anything else is refused, as by `str.join`.
  func join(
    _ items: [TemplateValue], with separator: String, onlyText: Bool
  ) throws(ChatTemplateError) -> String {
    var result = ""
    for (index, item) in items.enumerated() {
      if onlyText { guard case .string = item else { throw wrongOperands("join", item) } }
      let text = try text(of: item)
      try charge(text.utf8.count + separator.utf8.count)
      if index > 0 { result += separator }
      result += text
    }
    return result
  }
}

extension Unicode.Scalar {
  fileprivate var isPythonLetter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
