import Foundation

/// The functions that every template finds.
enum TemplateFunction: String {
  case range, dict, namespace
  case raiseException = "raise_exception"
  case strftimeNow = "strftime_now"
}

extension TemplateRun {
  func call(_ function: TemplateFunction, _ call: TemplateCall) throws(ChatTemplateError) -> TemplateValue {
    switch function {
    case .range: return try range(call)
    case .dict: return .dict(try dictionary(try pairs(call, function)))
    case .namespace:
      var attributes: [(name: String, value: TemplateValue)] = []
      for (key, value) in try pairs(call, function) { attributes.append((try text(of: key), value)) }
      return try namespace(attributes)
    case .raiseException:
      let message = try bind(call, to: ["message"], of: function.rawValue)[0]
      throw .raised(line: line, message: try text(of: message ?? .string("")))
    case .strftimeNow:
      guard case .string(let format) = try bind(call, to: ["format"], of: function.rawValue)[0] else {
        throw .wrongArguments(line: line, function: function.rawValue)
      }
      return .string(try formattedDate(format))
    }
  }

  private func range(_ call: TemplateCall) throws(ChatTemplateError) -> TemplateValue {
    var numbers: [Int] = []
    for value in call.positional {
      guard let number = value.asInt else { throw wrongOperands("range", value) }
      numbers.append(number)
    }
    guard (1...3).contains(numbers.count), call.keyword.isEmpty, numbers.count < 3 || numbers[2] != 0 else {
      throw .wrongArguments(line: line, function: "range")
    }
    let (start, end) = numbers.count == 1 ? (0, numbers[0]) : (numbers[0], numbers[1])
    let values = stride(from: start, to: end, by: numbers.count == 3 ? numbers[2] : 1)
    let items = values.prefix(TemplateLimits.rangeItems + 1).map { TemplateValue.int($0) }
    guard items.count <= TemplateLimits.rangeItems else { throw .tooMuch(line: line, .rangeItems) }
    return .list(try sequence(items))
  }

  /// What `dict(...)` takes: a dict or a list of pairs, and named values.
  private func pairs(
    _ call: TemplateCall, _ function: TemplateFunction
  ) throws(ChatTemplateError) -> [(key: TemplateValue, value: TemplateValue)] {
    guard call.positional.count <= 1 else { throw .wrongArguments(line: line, function: function.rawValue) }
    var pairs: [(key: TemplateValue, value: TemplateValue)] = []
    if case .dict(let entries) = call.positional.first {
      pairs = entries.entries
    } else if let source = call.positional.first {
      for item in try items(of: source) {
        let pair = try items(of: item)
        guard pair.count == 2 else { throw .wrongCount(line: line, expected: 2, found: pair.count) }
        pairs.append((pair[0], pair[1]))
      }
    }
    return pairs + call.keyword.map { (.string($0.name), $0.value) }
  }

  // MARK: Dates

  /// Python's `datetime.now().strftime(format)`: a local time without a zone, in English.
  private func formattedDate(_ format: String) throws(ChatTemplateError) -> String {
    guard format.utf8.count <= Self.longestDateFormat, !format.utf8.contains(0) else {
      throw .wrongArguments(line: line, function: TemplateFunction.strftimeNow.rawValue)
    }
    var seconds = time_t(now.timeIntervalSince1970.rounded(.down))
    var fields = tm()
    localtime_r(&seconds, &fields)
    let english = newlocale(1 << LC_TIME, "C", nil)
    defer { freelocale(english) }
    // No directive of Python's writes more than this many characters for each of its own.
    var buffer = [CChar](repeating: 0, count: 1 + 64 * format.utf8.count)
    let length = strftime_l(&buffer, buffer.count, zoneless(format), &fields, english)
    return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static let longestDateFormat = 1000

  /// Python fills in the microseconds itself, and leaves out the zone of a time that has none.
  private func zoneless(_ format: String) -> String {
    let fraction = now.timeIntervalSince1970 - now.timeIntervalSince1970.rounded(.down)
    let microseconds = String(String(Int(fraction * 1e6) + 1_000_000).dropFirst())
    var result = String.UnicodeScalarView()
    var scalars = format.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "%", let directive = scalars.next() else {
        result.append(scalar)
        continue
      }
      switch directive {
      case "z", "Z": break
      case "f": result.append(contentsOf: microseconds.unicodeScalars)
      default: result.append(contentsOf: ["%", directive])
      }
    }
    return String(result)
  }
}
