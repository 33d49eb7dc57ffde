import HoneCore
import HoneSession

extension Notebook {
  /// The file's bytes with the outputs of some cells and the footer replaced, and everything else as it was.
  /// - Parameters:
  ///   - outputs: by index into `cells`; the outputs of other cells stay. What is already recorded is not touched.
  ///   - hashes: by index, what the outputs depend on (`inputHash`); where none is given, on the source alone.
  ///   - charts: the folder that charts are linked in, as `ChartFiles.folder` gives it; nil to link to none.
  package func replacing(
    outputs: [Int: [RecordedOutput]], hashes: [Int: String] = [:], footer: Footer?, charts: String? = nil
  ) -> [UInt8] {
    var splice = Splice(lineEnd: lineEnd)
    for index in outputs.keys.sorted() {
      replace(outputs[index] ?? [], of: cells[index], hashes[index], charts, in: &splice)
    }
    let isTailClosed = openCell.map { outputs[$0] != nil } ?? false
    if let footer { replace(footer, before: isTailClosed ? nil : openTail, in: &splice) }
    return splice.applied(to: bytes)
  }

  private func replace(
    _ outputs: [RecordedOutput], of cell: NotebookCell, _ hash: String?, _ charts: String?, in splice: inout Splice
  ) {
    let hash = hash ?? inputHash(source: cell.source, reads: [])
    for (recorded, output) in zip(cell.outputs, outputs) {
      let isRecorded = recorded.records(output, charts: charts != nil)
      let isCurrent = isRecorded && recorded.attributes["in"] == hash && recorded.fence.isClosed
      if isCurrent, recorded.attributes["of"] == cell.name { continue }
      let lines = output.fenceLines(cell: cell.name, hash: hash, keeping: recorded.attributes, charts: charts)
      splice.replace(recorded.range, with: lines)
    }
    for extra in cell.outputs.dropFirst(outputs.count) { splice.replace(extra.range, with: []) }
    let end = (cell.outputs.last?.range ?? cell.fence.whole).upperBound
    if !cell.fence.isClosed {
      splice.insert(at: cell.fence.whole.upperBound, [String(repeating: cell.fence.mark, count: cell.fence.length)])
    }
    for output in outputs.dropFirst(cell.outputs.count) {
      splice.insert(at: end, output.fenceLines(cell: cell.name, hash: hash, keeping: nil, charts: charts))
    }
  }

  private func replace(_ new: Footer, before openTail: Int?, in splice: inout Splice) {
    let merged = new.keepingUnknown(of: footer)
    if let footerRange {
      if merged.facts.sorted(by: { $0.name < $1.name }) != footer?.facts {
        splice.replace(footerRange, with: merged.comment)
      }
    } else if let openTail {
      splice.insert(at: openTail, [merged.comment])
    } else {
      splice.insert(at: bytes.count, (endsInText ? [""] : []) + [merged.comment])
    }
  }
}

extension Fence {
  var mark: Character { Character(Unicode.Scalar(marker)) }
}

extension RecordedOutput {
  /// The lines of the fence that records this output, and of the link to its chart in the folder `charts`. Attributes of the
  /// fence it replaces that hone does not know stay.
  func fenceLines(cell: String?, hash: String, keeping earlier: FenceAttributes?, charts: String?) -> [String] {
    var info = "output " + FenceAttributes.ofOutput(cell: cell, kind: kind, hash: hash)
    for item in earlier?.items ?? [] where !["of", "kind", "in"].contains(item.key) {
      info += " \(item.key)" + (item.value.map { "=\(FenceAttributes.written($0))" } ?? "")
    }
    let link = drawing.flatMap { drawing in
      charts.map { ChartLink.line(folder: $0, hash: ChartLink.hash(of: drawing)) }
    }
    return Fence.lines(info: info, text: StableText.recorded(self)) + [link].compactMap(\.self)
  }
}

extension Fence {
  /// The lines of a fence that holds `text`.
  static func lines(info: String, text: String) -> [String] {
    // CommonMark allows no backtick in the info string of a backtick fence.
    let mark: UInt8 = info.utf8.contains(.backtick) ? .tilde : .backtick
    let marks = String(repeating: mark == .tilde ? "~" : "`", count: max(3, text.longestRun(of: mark) + 1))
    return [marks + info] + text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + [marks]
  }
}

extension FenceAttributes {
  /// What stands behind `output` on a fence that hone writes.
  static func ofOutput(cell: String?, kind: RecordedOutput.Kind, hash: String) -> String {
    (cell.map { "of=\(written($0)) " } ?? "") + "kind=\(kind.rawValue) in=\(hash)"
  }

  fileprivate static func written(_ value: String) -> String {
    value.contains(where: \.isWhitespace) ? "\"\(value)\"" : value
  }
}

extension String {
  func longestRun(of byte: UInt8) -> Int {
    var (run, longest) = (0, 0)
    for next in utf8 {
      run = next == byte ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}

/// Replacements of ranges that do not overlap, and insertions, which stay in the order made.
private struct Splice {
  let lineEnd: String
  private var edits: [(range: Range<Int>, bytes: [UInt8], isLines: Bool)] = []

  init(lineEnd: String) { self.lineEnd = lineEnd }

  mutating func replace(_ range: Range<Int>, with lines: [String]) {
    edits.append((range, joined(lines), !lines.isEmpty))
  }
  mutating func replace(_ range: Range<Int>, with text: String) { edits.append((range, Array(text.utf8), false)) }
  mutating func insert(at offset: Int, _ lines: [String]) { replace(offset..<offset, with: lines) }

  private func joined(_ lines: [String]) -> [UInt8] { lines.flatMap { Array(($0 + lineEnd).utf8) } }

  func applied(to bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    let ordered = edits.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }
    for (_, edit) in ordered {
      result += bytes[position..<edit.range.lowerBound]
      if edit.isLines, let last = result.last {
        let joins = last == .carriageReturn && edit.bytes.first == .lineFeed  // They would be one line end.
        if joins || (last != .lineFeed && last != .carriageReturn) { result += Array(lineEnd.utf8) }
      }
      result += edit.bytes
      position = edit.range.upperBound
    }
    return result + bytes[position...]
  }
}
