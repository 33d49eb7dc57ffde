extension SessionCommands {
  static var time: [Command] {
    let code = Parameter("code", .string, .required, "a statement or expression")
    return [
      Command(
        .session, "time", [code], returns: "its value", summary: "Run code and say how long it took.",
        example: "%time evaluate()"
      ) { c in
        try timed(c.argumentText, c)
      },
      Command(.session, "%time", returns: "its value", summary: "Run the rest of the cell and say how long it took.") {
        c in
        try timed(c.bodyText ?? "", c)
      },
    ]
  }

  private static func timed(_ code: String, _ c: CallContext) throws -> Value {
    guard !code.isEmpty else { throw ValueError("%time needs code to run", hint: c.command.example) }
    let clock = ContinuousClock()
    let start = clock.now
    defer { c.emit(.note("time: \(spoken(clock.now - start))")) }
    return try c.session.evaluator.runNested(code, name: "%time")
  }

  /// A duration in the unit that suits it: "1.53 s", "12.1 ms".
  static func spoken(_ duration: Duration) -> String {
    let seconds = duration / .seconds(1)
    let units: [(Double, String)] = [(1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]
    let (scale, unit) = units.first { seconds >= $0.0 } ?? (1e-9, "ns")
    return "\(threeDigits(seconds / scale)) \(unit)"
  }

  private static func threeDigits(_ number: Double) -> String {
    var format = FormatSpecification()
    (format.type, format.precision) = ("f", number < 10 ? 2 : number < 100 ? 1 : 0)
    return (try? format.number(number)) ?? String(number)
  }
}
