extension SessionCommands {
  static var timeit: [Command] {
    let code = Parameter("code", .string, .required, "a statement or expression")
    return [
      Command(
        .session, "timeit", [code], returns: "None", summary: "Run code many times and say how long one takes.",
        example: "%timeit model.tokenize(text)"
      ) { c in
        try measure(c.argumentText, c)
      },
      Command(
        .session, "%timeit", returns: "None", summary: "Run the rest of the cell many times and say how long one takes."
      ) { c in
        try measure(c.bodyText ?? "", c)
      },
    ]
  }

  private static let runs = 7
  /// One run lasts about this long.
  private static let target = Duration.milliseconds(100)

  private static func measure(_ code: String, _ c: CallContext) throws -> Value {
    guard !code.isEmpty else { throw ValueError("%timeit needs code to run", hint: c.command.example) }
    let first = try elapsed(code, 1, c)
    let loops = max(1, Int(target / max(first, .nanoseconds(1))))
    let times = try (0..<runs).map { _ in try elapsed(code, loops, c) / loops }
    let mean = times.reduce(.zero, +) / runs
    let deviation =
      (times.reduce(0.0) { sum, time in
        let distance = (time - mean) / .seconds(1)
        return sum + distance * distance
      } / Double(runs)).squareRoot()
    c.emit(
      .note("\(spoken(mean)) ± \(spoken(.seconds(deviation))) per loop (\(runs) runs of \(counted(loops, "loop")))"))
    return .none
  }

  private static func elapsed(_ code: String, _ loops: Int, _ c: CallContext) throws -> Duration {
    let clock = ContinuousClock()
    let start = clock.now
    for _ in 0..<loops { _ = try c.session.evaluator.runNested(code, name: "%timeit") }
    return clock.now - start
  }
}
