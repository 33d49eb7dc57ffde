import HoneSession

/// A `hone` fence, and the output fences that belong to it.
package struct NotebookCell: Sendable {
  package typealias Title = String

  /// 1 for the file's first cell; examples (`noeval`) count too.
  package var number: Int
  /// The line of the opening fence, from 1.
  package var line: Int
  package var attributes: FenceAttributes
  /// The code, with `\n` between lines and none after the last.
  package var source: String
  package var outputs: [OutputFence] = []
  var fence: Fence

  package var name: String? { attributes["name"] }
  /// False for an example, which is shown and not run.
  package var isRun: Bool { !attributes.has("noeval") }
  /// Whether it failed when the file was last written.
  var recordsError: Bool { outputs.contains { $0.kind == RecordedOutput.Kind.error.rawValue } }
  /// What stands above excerpts of it in errors.
  var label: String { name ?? "cell \(number)" }
  /// How messages call the cell: "cell 'train' (line 12)", "cell 3 (line 40)".
  package var title: Title { "cell \(name.map { "'\($0)'" } ?? String(number)) (line \(line))" }
}

/// An `output` fence: what a cell put out when the file was last written.
package struct OutputFence: Sendable {
  package var line: Int
  package var attributes: FenceAttributes
  package var text: String
  var fence: Fence
  /// The line behind the fence that shows its chart.
  var link: ChartLink?

  init(_ attributes: FenceAttributes, _ fence: Fence, line: Int, in bytes: [UInt8]) {
    (self.line, self.attributes, self.fence) = (line, attributes, fence)
    text = fence.text(in: bytes)
    link = fence.isClosed ? ChartLink(bytes, at: fence.whole.upperBound) : nil
  }

  /// The fence and what belongs to it.
  var range: Range<Int> { fence.whole.lowerBound..<(link?.range.upperBound ?? fence.whole.upperBound) }

  /// The kind as written; one that this version does not know matches nothing.
  package var kind: String { attributes["kind"] ?? RecordedOutput.Kind.result.rawValue }

  /// - Parameter charts: whether a drawing must be linked to.
  func records(_ output: RecordedOutput, charts: Bool) -> Bool {
    kind == output.kind.rawValue && text == StableText.recorded(output)
      && (!charts || link?.hash == output.drawing.map { ChartLink.hash(of: $0) })
  }
}
