import HoneCore

// Rows of the command table whose receiver is the object itself.
extension DomainObject {
  static func method(
    _ name: String, _ parameters: [Parameter] = [], returns: String, _ summary: String, help: String = "",
    example: String, body: @escaping (CallContext, Self) throws -> Value
  ) -> Command {
    Command(.method(typeName), name, parameters, returns: returns, summary: summary, help: help, example: example) {
      c in
      try body(c, c.receiver(as: Self.self))
    }
  }

  static func property(
    _ name: String, returns: String, _ summary: String, body: @escaping (Self) throws -> Value
  ) -> Command {
    Command(.property(typeName), name, returns: returns, summary: summary) { c in try body(c.receiver(as: Self.self)) }
  }
}

// Arguments that several objects take.
extension CallContext {
  /// A seed argument: the session's where it was left out, nil where it is None.
  func seed(_ name: String) throws -> UInt64? {
    guard value(name) != nil else { return UInt64(try bound("session", as: SessionObject.self).seed) }
    return try optionalInt(name).map { UInt64(try checkedSeed($0, name)) }
  }

  func strings(_ name: String) throws -> [String] {
    try list(name).map { value in
      guard case .string(let text) = value else {
        throw TypeError("\(name) must be a list of str; it holds \(value.described)")
      }
      return text
    }
  }

  func optionalStrings(_ name: String) throws -> [String]? { try optionalList(name) == nil ? nil : strings(name) }

  func int(_ name: String, in range: ClosedRange<Int>) throws -> Int { try checked(int(name), name, range) }

  func optionalInt(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    try optionalInt(name).map { try checked($0, name, range) }
  }

  private func checked(_ number: Int, _ name: String, _ range: ClosedRange<Int>) throws -> Int {
    guard range.contains(number) else {
      throw ValueError("\(name) must be \(range.lowerBound)...\(range.upperBound); received \(number)")
    }
    return number
  }
}

func checkedSeed(_ seed: Int, _ name: String = "seed") throws -> Int {
  guard seed >= 0 else { throw ValueError("\(name) must be 0 or more; received \(seed)") }
  return seed
}
