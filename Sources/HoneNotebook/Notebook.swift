import HoneCore
import HoneSession

/// A Markdown file with `hone` cells: its bytes, and where in them stand the parts that hone reads and replaces.
///
/// Nothing else is ever rewritten: `bytes` of a notebook that was read are the file's, and `replacing` splices.
package struct Notebook: Sendable {
  package let bytes: [UInt8]
  package private(set) var frontMatter: FrontMatter?
  package private(set) var cells: [NotebookCell] = []
  /// Output fences that name a cell which is not there.
  package private(set) var orphans: [OutputFence] = []
  package private(set) var footer: Footer?
  private(set) var footerRange: Range<Int>?
  /// Where the prose that swallows the end of the file begins: a fence or an HTML block without an end.
  private(set) var openTail: Int?
  /// The cell whose fence, or whose output's, that is; running the cell closes it.
  private(set) var openCell: Int?
  private(set) var endsInText = false

  /// Reads a notebook. Only what is not text at all is refused: a file that is cut short, or odd, still loads.
  package init(bytes: [UInt8]) throws(NotebookError) {
    guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else { throw .notText }
    self.bytes = bytes
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    frontMatter = FrontMatter(bytes, from: start)
    let scanner = MarkdownScanner(bytes, from: frontMatter?.range.upperBound ?? start)
    (openTail, endsInText) = (scanner.openTail, scanner.endsInText)
    assemble(scanner.blocks)
  }

  package init(_ text: String) throws(NotebookError) { try self.init(bytes: Array(text.utf8)) }

  /// The line end that the file uses, for what is put into it.
  var lineEnd: String {
    guard let first = bytes.firstIndex(of: .lineFeed) else { return "\n" }
    return first > 0 && bytes[first - 1] == .carriageReturn ? "\r\n" : "\n"
  }

  private mutating func assemble(_ blocks: [MarkdownScanner.Block]) {
    let names = Set(blocks.compactMap { cellName($0) })
    var lines = LineCounter(bytes)
    /// The cell or output fence right before, if nothing but blank lines has come since.
    var adjacent: (cell: Int?, end: Int)?
    for block in blocks {
      guard case .fence(let fence) = block else {
        if case .comment(let range) = block, let found = Footer(comment: text(range)) {
          (footer, footerRange) = (found, range)
          if isAdjacent(adjacent?.end, range.lowerBound) { adjacent?.end = range.upperBound }
        }
        continue
      }
      let attributes = FenceAttributes(text(fence.info))
      let line = lines.line(of: fence.whole.lowerBound)
      if attributes.language == "hone" {
        let source = fence.text(in: bytes)
        let cell = NotebookCell(
          number: cells.count + 1, line: line, attributes: attributes, source: source, fence: fence)
        cells.append(cell)
        adjacent = (cells.count - 1, fence.whole.upperBound)
      } else if attributes.language == "output" {
        let output = OutputFence(attributes, fence, line: line, in: bytes)
        let previous = isAdjacent(adjacent?.end, fence.whole.lowerBound) ? adjacent?.cell : nil
        let owner = owner(of: output, behind: previous, names: names)
        if let owner { cells[owner].outputs.append(output) }
        adjacent = (owner, output.range.upperBound)
      } else {
        adjacent = nil
      }
      if !fence.isClosed { openCell = adjacent?.cell }
    }
  }

  /// Whether nothing but white space stands between the offsets.
  private func isAdjacent(_ end: Int?, _ start: Int) -> Bool {
    end.map { bytes[$0..<start].allSatisfy(\.isWhite) } ?? false
  }

  /// The cell an output fence belongs to: the one it names, else the one right before it. An example's are prose.
  private mutating func owner(of output: OutputFence, behind cell: Int?, names: Set<String>) -> Int? {
    if let name = output.attributes["of"] {
      if let cell, cells[cell].name == name, cells[cell].isRun { return cell }
      if names.contains(name) { return cells.lastIndex { $0.name == name && $0.isRun } }
      if cell == nil { orphans.append(output) }
    }
    guard let cell, cells[cell].isRun, output.attributes["of"] != nil || output.attributes["kind"] != nil else {
      return nil
    }
    return cell
  }

  private func cellName(_ block: MarkdownScanner.Block) -> String? {
    guard case .fence(let fence) = block else { return nil }
    let attributes = FenceAttributes(text(fence.info))
    return attributes.language == "hone" ? attributes["name"] : nil
  }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

extension UInt8 {
  fileprivate var isWhite: Bool { isBlank || self == .lineFeed || self == .carriageReturn }
}

/// Line numbers of offsets that come in rising order.
private struct LineCounter {
  private let ends: [Int]
  private var passed = 0

  init(_ bytes: [UInt8]) { ends = MarkdownLine.split(bytes).map(\.end) }

  mutating func line(of offset: Int) -> Int {
    while passed < ends.count, ends[passed] <= offset { passed += 1 }
    return passed + 1
  }
}
