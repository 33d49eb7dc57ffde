import HoneData
import HoneSession

/// Makes cells of an ipynb file from a notebook in Markdown.
///
/// Prose becomes markdown cells, a `hone` fence and the outputs right behind it a code cell; examples (`noeval`) stay prose.
/// What Jupyter has no place for goes to `metadata.hone`, so that the way back gives the same bytes.
struct IpynbExport {
  /// Whether the notebook's code is hone's; else `hone` fences are marked, as other fences are the notebook's cells.
  let isOwn: Bool
  /// The chart that a link shows.
  let drawing: (ChartLink) -> String?

  /// - Parameters:
  ///   - charts: the folder that charts are linked in.
  ///   - drawing: the chart that a link shows; nil where there is none.
  static func file(_ notebook: Notebook, charts: String, drawing: @escaping (ChartLink) -> String?) -> IpynbFile {
    let pieces = IpynbPieces(notebook)
    var file = IpynbFile()
    file.metadata = pieces.metadata
    let isOwn = file.isOwn
    if isOwn { file.metadata.merge(IpynbFile.kernel) { _, kernel in kernel } }
    let export = IpynbExport(isOwn: isOwn, drawing: drawing)
    let writer = IpynbImport(isOwn: isOwn, language: file.fenceLanguage, charts: charts, lineEnd: notebook.lineEnd)
    for (index, piece) in pieces.pieces.enumerated() {
      var cell = export.cell(piece, in: notebook)
      let place = IpynbImport.Place(
        isFirst: index == 0 && pieces.head.isEmpty && piece.before.isEmpty, before: file.cells.last?.kind,
        end: index == pieces.pieces.count - 1 ? pieces.tail : nil)
      if writer.block(cell, at: place).text != piece.text { cell.hone["text"] = .string(piece.text) }
      if piece.before != writer.usualGap(place) { cell.hone["before"] = .string(piece.before) }
      file.cells.append(cell)
    }
    var hone: DataValue.Members = isOwn ? ["version": .int(FrontMatter.version)] : [:]
    if !pieces.head.isEmpty { hone["front_matter"] = .string(pieces.head) }
    if notebook.lineEnd != "\n" { hone["line_end"] = .string(notebook.lineEnd) }
    if pieces.tail != writer.usualEnd(file) { hone["end"] = .string(pieces.tail) }
    if !hone.isEmpty { file.metadata["hone"] = .dict(hone) }
    return file
  }

  func cell(_ piece: IpynbPieces.Piece, in notebook: Notebook) -> IpynbCell {
    var cell: IpynbCell
    switch piece.content {
    case .prose(let text): cell = IpynbCell(.markdown, source: StableText.unixLines(text))
    case .cell(let code, let outputs): cell = self.cell(code, outputs, in: notebook.bytes)
    case .fence(let fence, let source, let outputs):
      let kind = piece.carrier?["cell_type"]?.string.flatMap(IpynbCell.Kind.init) ?? .code
      cell = IpynbCell(kind, source: source)
      if kind == .code { record(outputs, behind: nil, in: notebook.bytes, &cell) }
      let attributes = IpynbExport.rest(of: fence, in: notebook.bytes)
      if !attributes.isEmpty { cell.hone["attributes"] = .string(attributes) }
    }
    if let carrier = piece.carrier { IpynbExport.apply(carrier, to: &cell) }
    return cell
  }

  private func cell(_ code: NotebookCell, _ outputs: [OutputFence], in bytes: [UInt8]) -> IpynbCell {
    var cell = IpynbCell(.code, source: code.source)
    let attributes = IpynbExport.rest(of: code.fence, in: bytes)
    if !attributes.isEmpty { cell.hone["attributes"] = .string(attributes) }
    if !isOwn { cell.hone["language"] = .string(IpynbFile.ownLanguage) }
    if let number = code.name?.wholeMatch(of: /In\[(\d{1,9})\]/)?.1 {
      cell.others["execution_count"] = .int(Int(number) ?? 0)
    }
    record(outputs, behind: code.name, in: bytes, &cell)
    return cell
  }

  private func record(_ fences: [OutputFence], behind name: String?, in bytes: [UInt8], _ cell: inout IpynbCell) {
    let hash = inputHash(source: cell.source, reads: [])
    let count = cell.others["execution_count"] ?? DataValue.none
    cell.outputs = fences.map {
      IpynbOutput.output(kind: $0.kind, text: $0.text, drawing: $0.link.flatMap(drawing), count: count)
    }
    let attributes = fences.map { IpynbExport.rest(of: $0.fence, in: bytes) }
    let usual = cell.outputs.map { FenceAttributes.ofOutput(cell: name, kind: IpynbOutput.kind($0), hash: hash) }
    if attributes != usual { cell.hone["outputs"] = .list(attributes.map { .string($0) }) }
  }

  /// What stands behind the language on a fence's opening line.
  private static func rest(of fence: Fence, in bytes: [UInt8]) -> String {
    let info = bytes[fence.info].drop { !$0.isBlank }.drop(while: \.isBlank)
    return String(decoding: info, as: UTF8.self)
  }

  /// Puts what a carrier holds into the cell that the Markdown behind it gives.
  private static func apply(_ carrier: DataValue.Members, to cell: inout IpynbCell) {
    for (key, value) in carrier {
      switch key {
      case "cell_type" where carrier["source"] == nil: continue  // The Markdown says it.
      case "cell_type": cell.kind = value.string.flatMap(IpynbCell.Kind.init) ?? cell.kind
      case "metadata": cell.metadata = value.members ?? [:]
      case "hone": cell.hone.merge(value.members ?? [:]) { _, new in new }
      case "blank":
        let around = value.list?.compactMap(\.string) ?? []
        if around.count == 2 { cell.source = around[0] + cell.source + around[1] }
      case "source": cell.source = value.string ?? ""
      case "outputs" where carrier["source"] != nil: cell.outputs = value.list ?? []
      case "outputs": cell.outputs = IpynbOutput.merged(cell.outputs, with: value.list ?? [])
      default: cell.others[key] = value
      }
    }
  }
}

extension StableText {
  /// Every line end as `\n`.
  static func unixLines(_ text: String) -> String {
    guard text.utf8.contains(.carriageReturn) else { return text }
    var bytes: [UInt8] = []
    var last: UInt8 = 0
    for byte in text.utf8 {
      if byte != .lineFeed || last != .carriageReturn { bytes.append(byte == .carriageReturn ? .lineFeed : byte) }
      last = byte
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
