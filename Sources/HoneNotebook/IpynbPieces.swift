import HoneData

/// A notebook cut into what one cell of an ipynb file holds each, and what stands between.
struct IpynbPieces {
  enum Content {
    case prose(String)
    /// A cell of the notebook and those of its outputs that stand right behind it.
    case cell(NotebookCell, outputs: [OutputFence])
    /// A fence that a carrier says is a cell of the ipynb file, in another language than hone's.
    case fence(Fence, source: String, outputs: [OutputFence])
  }

  struct Piece {
    var content: Content
    var carrier: DataValue.Members?
    /// Everything between the piece before and this one: line ends and blank lines.
    var before: String
    /// The piece as it stands, its carrier too, without the end of its last line.
    var text: String
  }

  private(set) var pieces: [Piece] = []
  /// The byte order mark and the front matter.
  private(set) var head = ""
  /// What stands behind the last piece: line ends, the footer, the notebook's carrier.
  private(set) var tail = ""
  private(set) var notebookCarrier: IpynbCarrier?

  /// What the carrier keeps of the notebook's metadata.
  var metadata: DataValue.Members { notebookCarrier?.members["metadata"]?.members ?? [:] }

  private let notebook: Notebook
  private let bytes: [UInt8]
  private let blocks: [MarkdownScanner.Block]
  /// Up to where everything is in a piece, or between pieces.
  private var done: Int
  /// Where the next piece's content can begin.
  private var position: Int
  /// A carrier whose cell has not come yet.
  private var carrier: IpynbCarrier?
  private var nextCell = 0

  /// - Parameter hasTail: whether a footer at the end stands behind the last piece; else it is part of it.
  init(_ notebook: Notebook, hasTail: Bool = true) {
    self.notebook = notebook
    bytes = notebook.bytes
    let start = notebook.frontMatter?.range.upperBound ?? (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    blocks = MarkdownScanner(bytes, from: start).blocks
    (done, position) = (start, start)
    head = text(0..<start)
    let end = hasTail ? endOfProse() : bytes.count
    for (index, block) in blocks.enumerated() where block.range.lowerBound < end {
      guard block.range.lowerBound >= position else { continue }
      switch block {
      case .comment(let comment): read(comment)
      case .fence(let fence): read(fence, at: index)
      }
    }
    finishProse(before: end)
    tail = text(done..<bytes.count)
  }

  /// Where the last prose ends: before the footer and the notebook's carrier, if nothing stands behind them.
  private mutating func endOfProse() -> Int {
    var end = bytes.count
    for block in blocks.reversed() {
      guard case .comment(let comment) = block, isBlank(comment.upperBound..<end) else { break }
      if comment == notebook.footerRange {
        end = bytes[done..<comment.lowerBound].lastIndex { $0.isLineEnd }.map { $0 + 1 } ?? done
      } else if notebookCarrier == nil, let found = IpynbCarrier.notebook(comment, in: bytes) {
        (notebookCarrier, end) = (found, found.range.lowerBound)
      } else {
        break
      }
    }
    return end
  }

  private mutating func read(_ comment: Range<Int>) {
    guard let found = IpynbCarrier.cell(comment, in: bytes) else { return }
    finishProse(before: found.range.lowerBound)
    (carrier, position) = (found, found.range.upperBound)
    if found.isWhole { add(.prose(""), position..<position) }
  }

  private mutating func read(_ fence: Fence, at index: Int) {
    let start = fence.whole.lowerBound
    let isNext = carrier != nil && isBlank(position..<start)
    while nextCell < notebook.cells.count, notebook.cells[nextCell].fence.whole.lowerBound < start { nextCell += 1 }
    if nextCell < notebook.cells.count, notebook.cells[nextCell].fence.whole == fence.whole {
      let cell = notebook.cells[nextCell]
      guard cell.isRun else { return }
      if !isNext { finishProse(before: start) }
      let outputs = adjacent(cell.outputs, behind: fence.whole.upperBound)
      add(.cell(cell, outputs: outputs), start..<(outputs.last?.range ?? fence.whole).upperBound)
    } else if isNext, ["code", "raw"].contains(carrier?.members["cell_type"]?.string) {
      let outputs = adjacent(outputFences(behind: index), behind: fence.whole.upperBound)
      add(
        .fence(fence, source: fence.text(in: bytes), outputs: outputs),
        start..<(outputs.last?.range ?? fence.whole).upperBound)
    }
  }

  /// The output fences that come behind a block.
  private func outputFences(behind index: Int) -> [OutputFence] {
    var outputs: [OutputFence] = []
    for block in blocks[(index + 1)...] {
      guard case .fence(let fence) = block else { break }
      let attributes = FenceAttributes(text(fence.info))
      guard attributes.language == "output" else { break }
      outputs.append(OutputFence(attributes, fence, line: 0, in: bytes))
    }
    return outputs
  }

  /// Those of the outputs that follow `end` with nothing but blank lines between.
  private func adjacent(_ outputs: [OutputFence], behind end: Int) -> [OutputFence] {
    var (end, found) = (end, [OutputFence]())
    for output in outputs {
      guard output.range.lowerBound >= end, isBlank(end..<output.range.lowerBound) else { break }
      end = output.range.upperBound
      found.append(output)
    }
    return found
  }

  private mutating func finishProse(before end: Int) {
    guard position < end || carrier != nil else { return }
    var (start, last) = (end, position)
    var line = MarkdownLine.first(of: bytes, from: position)
    while let next = line, next.content.lowerBound < end {
      if !next.isBlank(in: bytes) { (start, last) = (min(start, next.content.lowerBound), next.content.upperBound) }
      line = MarkdownLine.first(of: bytes, from: next.end)
    }
    if start < last {
      add(.prose(text(start..<last)), start..<last)
    } else if carrier != nil {
      add(.prose(""), position..<position)
    }
  }

  /// - Parameter range: of the content without its carrier.
  private mutating func add(_ content: Content, _ range: Range<Int>) {
    let start = carrier?.range.lowerBound ?? range.lowerBound
    // The end of the last line is not the piece's, unless an open fence runs to the end of the file.
    let end = content.isOpen ? range.upperBound : lineEnd(before: range.upperBound, from: start)
    pieces.append(
      Piece(content: content, carrier: carrier?.members, before: text(done..<start), text: text(start..<end)))
    (done, position, carrier) = (end, range.upperBound, nil)
  }

  /// Where the terminator begins that the offset `end` is past, or `end`.
  private func lineEnd(before end: Int, from start: Int) -> Int {
    guard end > start, bytes[end - 1].isLineEnd else { return end }
    let isPair = bytes[end - 1] == .lineFeed && end - 1 > start && bytes[end - 2] == .carriageReturn
    return end - (isPair ? 2 : 1)
  }

  private func isBlank(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy { $0.isBlank || $0.isLineEnd } }
  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

extension IpynbPieces.Content {
  /// Whether its last fence is not closed.
  fileprivate var isOpen: Bool {
    switch self {
    case .prose: false
    case .cell(let cell, let outputs): !(outputs.last?.fence ?? cell.fence).isClosed
    case .fence(let fence, _, let outputs): !(outputs.last?.fence ?? fence).isClosed
    }
  }
}

extension MarkdownScanner.Block {
  fileprivate var range: Range<Int> {
    switch self {
    case .fence(let fence): fence.whole
    case .comment(let range): range
    }
  }
}

extension UInt8 {
  var isLineEnd: Bool { self == .lineFeed || self == .carriageReturn }
}
