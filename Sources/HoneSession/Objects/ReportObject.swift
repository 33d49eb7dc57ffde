import HoneData
import HoneEvaluation
import HonePrompting

/// What `evaluate()` found.
package final class ReportObject: DomainObject {
  package static let typeName = "Report"
  let report: Report

  init(_ report: Report) { self.report = report }

  package var rendering: Rendering {
    let stopped = report.count < report.planned ? " (stopped; \(report.planned) were asked for)" : ""
    let head =
      "accuracy \(Figures.proportion(report.accuracy, report.interval)), \(report.right) of \(report.count) right"
      + stopped + ", \(report.adapter.map { "adapter \($0)" } ?? "no adapter")"
    let stable = head + "\n\n" + confusionTable
    return Rendering(
      stable: stable,
      live: stable + "\n\n\(Figures.fixed(report.examplesPerSecond, 1)) examples/s, \(Figures.duration(report.seconds))")
  }

  private var confusionTable: String {
    var table = TextTable([("actual", .left)] + report.labels.map { ("→ \($0)", .right) })
    for (actual, predicted) in report.confusion { table.add([actual] + predicted.map { String($0.count) }) }
    return table.text
  }

  static var rows: [Command] { properties + [evaluate, wrong] }

  private static func property(_ name: String, returns: String, _ summary: String, _ body: @escaping (Report) -> Value) -> Command {
    Command(.property(typeName), name, returns: returns, summary: summary) { c in body(try c.receiver(as: ReportObject.self).report) }
  }

  private static var properties: [Command] {
    [
      property("accuracy", returns: "float", "The share of right answers.") { .float($0.accuracy) },
      property("interval", returns: "tuple", "Wilson's 95 % interval of the accuracy: low, high.") { report in
        .tuple(TupleObject([.float(report.interval.low), .float(report.interval.high)]))
      },
      property("count", returns: "int", "How many items were answered.") { .int($0.count) },
      property("confusion", returns: "dict", "{actual: {predicted: n}}") { report in
        let confusion = DictObject()
        for (actual, predicted) in report.confusion {
          let row = DictObject()
          for (label, count) in predicted { row[label] = .int(count) }
          confusion[actual] = .dict(row)
        }
        return .dict(confusion)
      },
      property("predictions", returns: "list of str", "The answer to each item, in order.") { .strings($0.predictions) },
      property("examples_per_second", returns: "float", "Speed.") { .float($0.examplesPerSecond) },
    ]
  }

  private static var wrong: Command {
    Command(
      .method(typeName), "wrong", [Parameter("n", .int, .value(.int(10)), "how many")], returns: "list of dict",
      summary: "Items answered wrongly, the surest mistakes first.", example: "report.wrong(3)"
    ) { c in
      let items = try c.receiver(as: ReportObject.self).report.wrong(c.int("n"))
      return .list(
        ListObject(
          items.map { item in
            let dict = DictObject()
            dict["text"] = .string(item.title)
            dict["actual"] = .string(item.actual)
            dict["predicted"] = .string(item.predicted)
            dict["confidence"] = .float(item.confidence)
            return .dict(dict)
          }))
    }
  }

  private static var evaluate: Command {
    Command(
      .function, "evaluate",
      [
        Parameter("model", .object("Model"), .bound("model")), Parameter("prompt", .object("Prompt"), .bound("prompt")),
        Parameter("data", .object("Dataset"), .text("dataset.test"), "what to answer"),
      ], returns: "Report", summary: "Let the model answer every item and count what is right.",
      help: "Each answer is the likeliest label by the log-probability of its tokens. The prefix that all prompts share is computed once.",
      example: "evaluate(data=dataset.test)"
    ) { c in
      let model = try c.object("model", as: ModelObject.self).model()
      let data = try c.optionalObject("data", as: DatasetObject.self)?.data() ?? c.bound("dataset", as: DatasetObject.self).data().part(.test)
      let items = try ItemRenderer.items(data, prompt: c.object("prompt", as: PromptObject.self).made, model: model)
      return .object(
        ReportObject(try LabelEvaluation.run(items, model: model, adapterName: model.activeAdapter, monitor: c.monitor)))
    }
  }
}
