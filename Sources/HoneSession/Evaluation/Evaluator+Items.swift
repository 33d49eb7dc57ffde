import HoneLanguage

extension Evaluator {
  @inline(never) func item(_ expression: Expression) throws -> Value {
    guard case .item(let owner, let key) = expression.kind else { wrongNode() }
    let container = try evaluate(owner)
    if case .slice(let start, let stop, let step) = key.kind {
      return try container.slice(slice(start, stop, step))
    }
    let keyValue = try evaluate(key)
    return try container.item(keyValue)
  }

  func slice(_ start: Expression?, _ stop: Expression?, _ step: Expression?) throws -> Slice {
    Slice(start: try bound(start), stop: try bound(stop), step: try bound(step) ?? 1)
  }

  private func bound(_ expression: Expression?) throws -> Int? {
    guard let expression else { return nil }
    let value = try evaluate(expression)
    if case .none = value { return nil }
    guard let number = value.asInt else { throw raised(LanguageError.badSlice(value), at: expression.range) }
    return number
  }
}

extension LanguageError {
  fileprivate static func badSlice(_ value: Value) -> LanguageError {
    TypeError("a slice goes from one int to another, or None; received \(value.described)")
  }
}
