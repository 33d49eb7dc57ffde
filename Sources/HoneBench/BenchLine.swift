import Foundation

/// What a case found, as `hone bench` prints it: one JSON object on one line.
package struct BenchLine: Sendable {
  package enum Unit: String, Sendable {
    case tokens = "tok/s", examples = "examples/s", seconds = "s", arithmetic = "GFLOP/s", bytes = "GB/s"
  }

  package enum Value: Sendable {
    case integer(Int)
    case number(Double)
    case numbers([Double])
    case text(String)
  }

  package let name: String
  package let size: Int
  package let figure: Double
  package let unit: Unit
  package let kernels: String
  /// Further keys, in order.
  package let more: [(key: String, value: Value)]

  package init(
    name: String, size: Int, figure: Double, unit: Unit, kernels: String, more: [(key: String, value: Value)] = []
  ) {
    self.name = name
    self.size = size
    self.figure = figure
    self.unit = unit
    self.kernels = kernels
    self.more = more
  }

  package var json: String {
    let first: [(key: String, value: Value)] = [
      ("name", .text(name)), ("size", .integer(size)), ("figure", .number(figure)), ("unit", .text(unit.rawValue)),
      ("kernels", .text(kernels)),
    ]
    return "{" + (first + more).map { "\(Self.quoted($0.key)):\(Self.text($0.value))" }.joined(separator: ",") + "}"
  }

  private static func text(_ value: Value) -> String {
    switch value {
    case .integer(let number): String(number)
    case .number(let number): text(number)
    case .numbers(let numbers): "[" + numbers.map(text).joined(separator: ",") + "]"
    case .text(let text): quoted(text)
    }
  }

  /// Six significant digits; more would be noise. JSON has no word for what is not finite but null.
  private static func text(_ number: Double) -> String { number.isFinite ? String(format: "%.6g", number) : "null" }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20: String(format: "\\u%04x", scalar.value)
      default: String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}

/// The middle of the figures in order; the mean of the two middle ones where their number is even.
package func median(_ figures: [Double]) -> Double {
  precondition(!figures.isEmpty)
  let sorted = figures.sorted(), half = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
