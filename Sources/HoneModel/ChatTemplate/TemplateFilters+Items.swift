extension TemplateRun {
  func itemFilter(
    _ name: String, _ value: TemplateValue, _ call: TemplateCall
  ) throws(ChatTemplateError) -> TemplateValue {
    switch name {
    case "join": return .string(try joinFilter(value, call))
    case "map": return .list(try sequence(try map(try items(of: value), call)))
    case "select", "reject", "selectattr", "rejectattr":
      return .list(try sequence(try select(name, try items(of: value), call)))
    default: break
    }
    _ = try bind(call, to: [], of: name)
    switch name {
    case "first": return try items(of: value).first ?? .undefined(name: "first", owner: value.typeName)
    case "last": return try items(of: value).last ?? .undefined(name: "last", owner: value.typeName)
    case "list": return .list(try sequence(try items(of: value)))
    case "reverse":
      if case .string(let text) = value {
        try charge(text)
        return .string(String(text.unicodeScalars.reversed()))
      }
      return .list(try sequence(try items(of: value).reversed()))
    case "unique": return .list(try sequence(try unique(try items(of: value))))
    default: return .list(try sequence(try pairs(of: value, sorted: name == "dictsort")))
    }
  }

  private func joinFilter(_ value: TemplateValue, _ call: TemplateCall) throws(ChatTemplateError) -> String {
    let arguments = try bind(call, to: ["d", "attribute"], of: "join")
    var parts = try items(of: value)
    if let path = arguments[1], !path.isNone { parts = try attributes(path, of: parts) }
    return try join(parts, with: try text(of: arguments[0] ?? .string("")), onlyText: false)
  }

  /// As `unique`, text that differs only in case is the same.
  private func unique(_ items: [TemplateValue]) throws(ChatTemplateError) -> [TemplateValue] {
    var kept: [TemplateValue] = []
    var keys: [TemplateValue] = []
    for item in items {
      let key = try caseless(item)
      if try contains(key, in: .list(TemplateSequence(keys, depth: 1))) { continue }
      keys.append(key)
      kept.append(item)
    }
    return kept
  }

  private func caseless(_ value: TemplateValue) throws(ChatTemplateError) -> TemplateValue {
    guard case .string(let text) = value else { return value }
    try charge(text)
    return .string(text.lowercased())
  }

  private func pairs(of value: TemplateValue, sorted: Bool) throws(ChatTemplateError) -> [TemplateValue] {
    if value.isUndefined, !sorted { return [] }
    guard case .dict(let dictionary) = value else { throw wrongOperands(sorted ? "dictsort" : "items", value) }
    guard sorted else { return try entries(dictionary, as: "items") }
    var keyed: [(key: TemplateValue, entry: (key: TemplateValue, value: TemplateValue))] = []
    for entry in dictionary.entries {
      let key = try caseless(entry.key)
      var place = keyed.count
      while place > 0, try isLess(key, keyed[place - 1].key) { place -= 1 }
      keyed.insert((key, entry), at: place)
    }
    return try entries(TemplateDictionary(keyed.map(\.entry), depth: dictionary.depth), as: "items")
  }

  // MARK: map, select and reject

  private func map(_ items: [TemplateValue], _ call: TemplateCall) throws(ChatTemplateError) -> [TemplateValue] {
    if let path = call.keyword.first(where: { $0.name == "attribute" })?.value, call.positional.isEmpty {
      let fallback = call.keyword.first { $0.name == "default" }?.value
      return try attributes(path, of: items).map { $0.isUndefined ? fallback ?? $0 : $0 }
    }
    guard case .string(let name) = call.positional.first else { throw .wrongArguments(line: line, function: "map") }
    let inner = TemplateCall(positional: Array(call.positional.dropFirst()), keyword: call.keyword)
    var results: [TemplateValue] = []
    for item in items {
      try step()
      results.append(try filter(name, item, inner))
    }
    return results
  }

  private func select(
    _ name: String, _ items: [TemplateValue], _ call: TemplateCall
  ) throws(ChatTemplateError) -> [TemplateValue] {
    var arguments = call.positional[...]
    let looksAtAttribute = name.hasSuffix("attr")
    guard let path = looksAtAttribute ? arguments.popFirst() : TemplateValue.none else {
      throw .wrongArguments(line: line, function: name)
    }
    let test = arguments.popFirst()
    let inner = TemplateCall(positional: Array(arguments), keyword: call.keyword)
    var kept: [TemplateValue] = []
    for item in items {
      try step()
      let value = looksAtAttribute ? try attributes(path, of: [item])[0] : item
      var passes = value.isTruthy
      if let test { passes = try self.test(try text(of: test), value, inner) }
      if passes == name.hasPrefix("select") { kept.append(item) }
    }
    return kept
  }

  /// Follows a path as "function.name" or "0.role" from each item.
  private func attributes(
    _ path: TemplateValue, of items: [TemplateValue]
  ) throws(ChatTemplateError) -> [TemplateValue] {
    let parts: [TemplateValue]
    if case .string(let text) = path {
      parts = text.split(byBytesOf: ".", limit: .max).map { part in Int(part).map { .int($0) } ?? .string(part) }
    } else {
      parts = [path]
    }
    var results: [TemplateValue] = []
    for item in items {
      var value = item
      for part in parts {
        try step()
        value = try self.item(part, of: value)
      }
      results.append(value)
    }
    return results
  }
}
