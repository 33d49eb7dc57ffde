/// `value | name`.
enum TemplateFilters {
  static let names: Set<String> = ofText.union(ofItems).union([
    "default", "d", "length", "count", "tojson", "string", "safe", "int", "float", "abs",
  ])

  static let ofText: Set<String> = ["trim", "upper", "lower", "title", "capitalize", "replace", "indent"]

  static let ofItems: Set<String> = [
    "join", "first", "last", "list", "items", "dictsort", "reverse", "unique", "map", "select", "reject", "selectattr",
    "rejectattr",
  ]
}

extension TemplateRun {
  func filter(_ name: String, _ value: TemplateValue, _ call: TemplateCall) throws(ChatTemplateError) -> TemplateValue {
    if TemplateFilters.ofText.contains(name) {
      let text = try text(of: value)
      try charge(text)
      return .string(try textFilter(name, text, call))
    }
    if TemplateFilters.ofItems.contains(name) { return try itemFilter(name, value, call) }
    switch name {
    case "default", "d":
      let arguments = try bind(call, to: ["default_value", "boolean"], of: name)
      let isMissing = value.isUndefined || (arguments[1]?.isTruthy == true && !value.isTruthy)
      return isMissing ? arguments[0] ?? .string("") : value
    case "tojson": return .string(try json(call, value))
    case "int", "float": return try number(name, value, call)
    default: break
    }
    guard TemplateFilters.names.contains(name) else { throw .unknownFilter(line: line, name: name) }
    _ = try bind(call, to: [], of: name)
    switch name {
    case "length", "count": return .int(try length(of: value))
    case "abs": return try isLess(value, .int(0)) ? try negate(value) : value
    default: return .string(try text(of: value))
    }
  }

  func length(of value: TemplateValue) throws(ChatTemplateError) -> Int {
    switch value {
    case .undefined: return 0
    case .list(let items), .tuple(let items): return items.items.count
    case .dict(let entries): return entries.entries.count
    case .loop(let state): return state.items.count
    case .string(let text):
      try charge(text)
      return text.unicodeScalars.count
    default: throw wrongOperands("length", value)
    }
  }

  // MARK: Text

  private func textFilter(_ name: String, _ text: String, _ call: TemplateCall) throws(ChatTemplateError) -> String {
    switch name {
    case "trim":
      let characters = try bind(call, to: ["chars"], of: name)[0]
      guard case .string(let set)? = characters else { return text.stripped(of: nil) }
      return text.stripped(of: set)
    case "replace": return try replace(text, call, asFilter: true)
    case "indent": return try indent(text, call)
    default:
      _ = try bind(call, to: [], of: name)
      switch name {
      case "upper": return text.uppercased()
      case "lower": return text.lowercased()
      case "title": return text.titledByWords
      default: return text.capitalizedOnce
      }
    }
  }

  private func indent(_ text: String, _ call: TemplateCall) throws(ChatTemplateError) -> String {
    let arguments = try bind(call, to: ["width", "first", "blank"], of: "indent")
    let margin = try self.margin(arguments[0] ?? .int(4), of: "indent")
    let includesFirst = arguments[1]?.isTruthy ?? false
    let includesBlank = arguments[2]?.isTruthy ?? false
    let lines = (text + "\n").lines(keepingEnds: false)
    let (growth, overflows) = lines.count.multipliedReportingOverflow(by: margin.utf8.count)
    try charge(overflows ? Int.max : growth)
    let indented = lines.enumerated().map { index, line in
      if index == 0 { return includesFirst ? margin + line : line }
      return line.isEmpty && !includesBlank ? line : margin + line
    }
    return indented.joined(separator: "\n")
  }

  /// So many spaces, or the text itself.
  private func margin(_ width: TemplateValue, of function: String) throws(ChatTemplateError) -> String {
    if case .string(let text) = width { return text }
    guard let count = width.asInt else { throw .wrongArguments(line: line, function: function) }
    try charge(max(count, 0))
    return String(repeating: " ", count: max(count, 0))
  }

  private func json(_ call: TemplateCall, _ value: TemplateValue) throws(ChatTemplateError) -> String {
    let arguments = try bind(call, to: ["ensure_ascii", "indent", "separators", "sort_keys"], of: "tojson")
    var style = JSONStyle()
    style.escapesNonASCII = arguments[0]?.isTruthy ?? false
    if let indent = arguments[1], !indent.isNone {
      style.indentation = try margin(indent, of: "tojson")
      style.itemSeparator = ","
    }
    if let separators = arguments[2], !separators.isNone {
      let parts = try items(of: separators)
      guard parts.count == 2, case .string(let item) = parts[0], case .string(let key) = parts[1] else {
        throw .wrongArguments(line: line, function: "tojson")
      }
      (style.itemSeparator, style.keySeparator) = (item, key)
    }
    style.sortsKeys = arguments[3]?.isTruthy ?? false
    return try json(value, style)
  }

  // MARK: Numbers

  private func number(
    _ name: String, _ value: TemplateValue, _ call: TemplateCall
  ) throws(ChatTemplateError) -> TemplateValue {
    let fallback = try bind(call, to: ["default"], of: name)[0]
    try refuseUndefined(value)
    var parsed = value.asDouble
    if name == "int", let whole = value.asInt { return .int(whole) }
    if case .string(let text) = value {
      try charge(text)
      let digits = text.stripped(of: nil)
      if name == "int", let whole = Int(digits) { return .int(whole) }
      parsed = Double(digits)
    }
    if name == "float" { return parsed.map { .float($0) } ?? fallback ?? .float(0) }
    guard let parsed, parsed.isFinite else { return fallback ?? .int(0) }
    guard let whole = Int(exactly: parsed.rounded(.towardZero)) else { throw .overflow(line: line) }
    return .int(whole)
  }
}
