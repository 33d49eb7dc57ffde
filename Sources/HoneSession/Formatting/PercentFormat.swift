/// `"%d of %s" % (3, name)`, the older way to format.
struct PercentFormat {
  private let template: [Unicode.Scalar]

  init(_ template: String) { self.template = Array(template.unicodeScalars) }

  func filled(with argument: Value) throws -> String {
    var values = if case .tuple(let tuple) = argument { tuple.items[...] } else { [argument][...] }
    var usedNames = false
    var text = String.UnicodeScalarView()
    var rest = template[...]
    while let scalar = rest.popFirst() {
      guard scalar == "%" else {
        text.append(scalar)
        continue
      }
      var field = try Field(&rest)
      if field.conversion == "%" {
        text.append("%")
        continue
      }
      let value: Value
      if let name = field.name {
        usedNames = true
        guard case .dict = argument else {
          throw TypeError("'%(\(name))' takes its value from a dict; received \(argument.described)")
        }
        value = try argument.item(.string(name))
      } else {
        try field.takeStars(&values)
        guard let first = values.popFirst() else { throw TypeError("the format has more fields than values") }
        value = first
      }
      text.append(contentsOf: try field.formatted(value).unicodeScalars)
      try SessionLimits.checkString(bytes: String(text).utf8.count)
    }
    if case .dict = argument { usedNames = true }
    guard values.isEmpty || usedNames else { throw TypeError("the format has fewer fields than values") }
    return String(text)
  }
}

extension PercentFormat {
  /// One `%(name)-8.2f`.
  private struct Field {
    var name: String?
    var specification = FormatSpecification()
    var conversion: Unicode.Scalar = "s"
    private var leftAligned = false
    private var starredWidth = false
    private var starredPrecision = false

    init(_ rest: inout ArraySlice<Unicode.Scalar>) throws {
      if rest.first == "(" {
        let inner = rest.dropFirst().prefix { $0 != ")" }
        name = String(String.UnicodeScalarView(inner))
        rest = rest.dropFirst(inner.count + 2)
      }
      while let flag = rest.first, "-+ #0".unicodeScalars.contains(flag) {
        rest.removeFirst()
        switch flag {
        case "-": leftAligned = true
        case "#": specification.alternate = true
        case "0": (specification.zeroPadded, specification.fill) = (true, "0")
        default: specification.sign = specification.sign == "+" ? "+" : Character(flag)
        }
      }
      if rest.first == "*" {
        starredWidth = true
        rest.removeFirst()
      } else {
        specification.width = try Self.digits(&rest)
      }
      if rest.first == "." {
        rest.removeFirst()
        if rest.first == "*" {
          starredPrecision = true
          rest.removeFirst()
        } else {
          specification.precision = try Self.digits(&rest)
        }
      }
      guard let letter = rest.popFirst() else {
        throw ValueError("the format ends after '%'", hint: "'%%' is a percent sign")
      }
      conversion = letter
    }

    private static func digits(_ rest: inout ArraySlice<Unicode.Scalar>) throws -> Int {
      let digits = rest.prefix { ("0"..."9").contains($0) }
      rest = rest.dropFirst(digits.count)
      guard !digits.isEmpty else { return 0 }
      guard let number = Int(String(String.UnicodeScalarView(digits))), number <= SessionLimits.formatWidth else {
        throw ValueError("widths and precisions may be \(SessionLimits.formatWidth) at most")
      }
      return number
    }

    mutating func takeStars(_ values: inout ArraySlice<Value>) throws {
      if starredWidth {
        let width = try Self.star(&values)
        specification.width = abs(width)
        if width < 0 { leftAligned = true }
      }
      if starredPrecision { specification.precision = max(0, try Self.star(&values)) }
    }

    private static func star(_ values: inout ArraySlice<Value>) throws -> Int {
      guard let value = values.popFirst() else { throw TypeError("the format has more fields than values") }
      guard let number = value.asInt else {
        throw TypeError("'*' in a format needs an int; received \(value.described)")
      }
      guard number.magnitude <= SessionLimits.formatWidth else {
        throw ValueError("widths and precisions may be \(SessionLimits.formatWidth) at most; received \(number)")
      }
      return number
    }

    func formatted(_ value: Value) throws -> String {
      var format = specification
      if leftAligned { (format.alignment, format.fill, format.zeroPadded) = (.left, " ", false) }
      switch conversion {
      case "s", "r", "a":
        format.fill = " "
        let text = value.converted(by: Character(conversion)).str
        let shown = format.precision.map { String(String.UnicodeScalarView(text.unicodeScalars.prefix($0))) } ?? text
        return format.padded(shown, usual: .right)
      case "d", "i", "u":
        guard let number = try value.asInt ?? truncated(value) else { throw wrong(value) }
        let least = format.precision
        (format.type, format.precision) = ("d", nil)
        return try format.number(number, leastDigits: least ?? 0)
      case "x", "X", "o":
        guard let number = value.asInt else { throw wrong(value) }
        (format.type, format.precision) = (Character(conversion), nil)
        return try format.number(number)
      case "e", "E", "f", "F", "g", "G":
        guard let number = value.asDouble else { throw wrong(value) }
        format.type = Character(conversion)
        return try format.number(number)
      case "c":
        format.fill = " "
        if case .string(let text) = value, text.unicodeScalars.count == 1 { return format.padded(text, usual: .right) }
        guard let number = value.asInt else {
          throw TypeError("%c needs one character or a code point; received \(value.described)")
        }
        guard let code = UInt32(exactly: number), let scalar = Unicode.Scalar(code) else {
          throw LanguageError(kind: "OverflowError", message: "\(number) is no code point; valid are 0...1114111")
        }
        return format.padded(String(scalar), usual: .right)
      default: throw ValueError("'%\(conversion)' is no format; there are %s %r %d %f %e %g %x %o %c")
      }
    }

    private func truncated(_ value: Value) throws -> Int? {
      if case .float(let number) = value { try Builtins.whole(number, "%\(conversion)") } else { nil }
    }

    private func wrong(_ value: Value) -> LanguageError {
      TypeError("%\(conversion) needs a number; received \(value.described)")
    }
  }
}
