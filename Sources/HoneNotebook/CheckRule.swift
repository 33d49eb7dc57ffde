import Foundation

/// How a cell's outputs are compared with the recorded ones: its attributes `check`, `rtol` and `atol`.
///
/// `check=accuracy>=0.85` compares with nothing that is recorded: the numbers that it names must keep their bounds.
package struct CheckRule: Equatable, Sendable {
  package enum Mode: String, CaseIterable, Sendable {
    /// Character for character.
    case exact
    /// Numbers within the tolerances; everything between them exactly.
    case num
    /// Any numbers; everything between them exactly, but for the white space that pads columns.
    case shape
    /// Not compared. A cell that fails still fails.
    case none
  }

  package var mode: Mode
  /// A number may move by `atol + rtol × |recorded|`, as in NumPy's `allclose`.
  package var rtol: Double
  package var atol: Double
  /// What numbers of the cell must hold; the mode is then `none`.
  package var bounds: [MetricBound] = []

  static let defaultRelative = 1e-5
  static let defaultAbsolute = 1e-8

  package init(mode: Mode = .exact, rtol: Double = defaultRelative, atol: Double = defaultAbsolute) {
    (self.mode, self.rtol, self.atol) = (mode, rtol, atol)
  }

  package init(_ cell: NotebookCell) throws(NotebookError) {
    let text = cell.attributes["check"] ?? Mode.exact.rawValue
    if let mode = Mode(rawValue: text) {
      self.init(mode: mode)
    } else if let bounds = MetricBound.list(text) {
      self.init(mode: .none)
      self.bounds = bounds
    } else {
      throw .attribute(cell: cell.title, key: "check", value: text)
    }
    rtol = try CheckRule.tolerance("rtol", of: cell) ?? rtol
    atol = try CheckRule.tolerance("atol", of: cell) ?? atol
  }

  package func allows(_ recorded: Double, _ now: Double) -> Bool {
    recorded == now || abs(now - recorded) <= allowance(at: recorded)
  }

  package func allowance(at recorded: Double) -> Double { atol + rtol * abs(recorded) }

  static let modeNames = Mode.allCases.map(\.rawValue)
  static let modes = "exact, num, shape, none or bounds as accuracy>=0.85"

  private static func tolerance(_ key: String, of cell: NotebookCell) throws(NotebookError) -> Double? {
    guard let text = cell.attributes[key] else { return nil }
    guard let value = Double(text), value.isFinite, value >= 0 else {
      throw .attribute(cell: cell.title, key: key, value: text)
    }
    return value
  }
}
