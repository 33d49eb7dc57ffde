import HoneTuning

/// `optimizer`: how training moves the weights.
package final class OptimizerObject: FactSource {
  package static let typeName = "Optimizer"
  let settings: AdamW

  package init(_ settings: AdamW) { self.settings = settings }

  package var rendering: Rendering {
    func number(_ value: Double) -> String { Value.float(value).repr }
    var parts = ["lr=\(number(settings.rate))", "weight_decay=\(number(settings.weightDecay))"]
    parts.append("schedule=\(ScheduleObject(settings.schedule).rendering.stable)")
    let usual = AdamW.standard
    if settings.betas.0 != usual.betas.0 { parts.append("beta1=\(number(settings.betas.0))") }
    if settings.betas.1 != usual.betas.1 { parts.append("beta2=\(number(settings.betas.1))") }
    if settings.epsilon != usual.epsilon { parts.append("eps=\(number(settings.epsilon))") }
    return Rendering("adamw(\(parts.joined(separator: ", ")))")
  }

  package func runFacts(in session: Session) -> [(name: String, value: String)] { [("optimizer", rendering.stable)] }

  static var rows: [Command] {
    [
      Command(
        .function, "adamw",
        [
          Parameter("lr", .float, .value(.float(2e-4)), "the highest learning rate"),
          Parameter("weight_decay", .float, .value(.float(0.01)), "decoupled from the gradient"),
          Parameter("schedule", .optional(.object(ScheduleObject.typeName)), .value(.none), "None: cosine(warmup=0.1)"),
          Parameter("beta1", .float, .value(.float(0.9)), "decay of the mean gradient"),
          Parameter("beta2", .float, .value(.float(0.999)), "decay of the mean square"),
          Parameter("eps", .float, .value(.float(1e-8)), "keeps the division finite"),
        ], returns: "Optimizer", summary: "AdamW (Loshchilov and Hutter 2019), bias-corrected.",
        example: "optimizer = adamw(lr=2e-4, weight_decay=0.01, schedule=cosine(warmup=0.1))"
      ) { c in
        let schedule = try c.optionalObject("schedule", as: ScheduleObject.self)?.schedule
        return .object(
          OptimizerObject(
            try AdamW(
              rate: c.float("lr"), weightDecay: c.float("weight_decay"), betas: (c.float("beta1"), c.float("beta2")),
              epsilon: c.float("eps"), schedule: schedule ?? Schedule(.cosine, warmup: 0.1))))
      },
      method(
        "plot", [Parameter("steps", .int, .value(.int(100)), "of the run")], returns: "None",
        "Draw the learning rate of each step.", example: "optimizer.plot(steps=200)"
      ) { c, optimizer in
        c.emit(.display(Plot(optimizer, steps: try c.int("steps", in: 1...1_000_000)).rendering))
        return .none
      },
    ]
  }
}

/// What `cosine(warmup=0.1)` and its like give.
package final class ScheduleObject: DomainObject {
  package static let typeName = "Schedule"
  let schedule: Schedule

  init(_ schedule: Schedule) { self.schedule = schedule }

  package var rendering: Rendering {
    Rendering("\(schedule.shape.rawValue)(warmup=\(Value.float(schedule.warmup).brief))")
  }

  static var rows: [Command] {
    let summaries: [Schedule.Shape: String] = [
      .constant: "Keep the learning rate.", .linear: "Lower the learning rate to zero in a straight line.",
      .cosine: "Lower the learning rate to zero along half a cosine.",
    ]
    return Schedule.Shape.allCases.map { shape in
      Command(
        .function, shape.rawValue,
        [Parameter("warmup", .float, .value(.float(0)), "the share of all steps in which the rate rises from zero")],
        returns: typeName, summary: summaries[shape] ?? "",
        example: "adamw(lr=2e-4, schedule=\(shape.rawValue)(warmup=0.1))"
      ) { c in
        let warmup = try c.float("warmup")
        guard warmup >= 0 && warmup < 1 else {
          throw ValueError("warmup must be 0 or more and below 1; received \(Value.float(warmup).repr)")
        }
        return .object(ScheduleObject(Schedule(shape, warmup: warmup)))
      }
    }
  }
}
