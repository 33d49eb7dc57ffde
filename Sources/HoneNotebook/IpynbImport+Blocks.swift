import HoneData
import HoneSession

extension IpynbImport {
  /// The cell as it stood in Markdown, where it still says the same.
  func kept(_ cell: IpynbCell, at place: Place) -> Block? {
    guard let text = cell.hone["text"]?.string, let read = read(text, at: place, cell)
    else { return nil }
    let now = read.cell
    guard now.kind == cell.kind, now.source == cell.source, now.hone["attributes"] == cell.hone["attributes"],
      now.outputs.count == cell.outputs.count, differences(cell, from: now).isEmpty
    else { return nil }
    guard read.hasCarrier || !needsCarrier(cell, at: place) else { return nil }
    return Block(text: text, drawings: cell.outputs.compactMap { IpynbOutput.drawing($0) })
  }

  /// The cell in Markdown, with a carrier before it where it holds more.
  func block(_ whole: IpynbCell, at place: Place) -> Block {
    let drawings = whole.outputs.compactMap { IpynbOutput.drawing($0) }
    let (before, cell, after) = parted(whole)
    let plain = lines(cell)
    let code = place.before == .code && cell.kind == .markdown ? "```hone\n```\n\n" : ""
    let type = plain.isForeign ? IpynbCarrier.cell(["cell_type": .string(cell.kind.rawValue)]) + "\n" : ""
    guard
      let said = read(code + type + plain.text, at: place, cell, skipping: code),
      said.cell.kind == cell.kind, said.cell.source == cell.source, said.cell.outputs.count == cell.outputs.count
    else { return carried(whole) }
    var members = differences(cell, from: said.cell)
    if !before.isEmpty || !after.isEmpty { members["blank"] = .list([.string(before), .string(after)]) }
    if plain.isForeign || (members.isEmpty && needsCarrier(cell, at: place)) {
      members["cell_type"] = .string(cell.kind.rawValue)
    }
    let text = (members.isEmpty ? "" : IpynbCarrier.cell(members) + "\n") + plain.text
    return Block(text: inFile(text), drawings: drawings)
  }

  /// Prose without the blank lines around it, which Markdown does not tell from those between cells.
  private func parted(_ cell: IpynbCell) -> (before: String, IpynbCell, after: String) {
    guard cell.kind == .markdown else { return ("", cell, "") }
    let bytes = Array(cell.source.utf8)
    let lines = MarkdownLine.split(bytes).filter { !$0.isBlank(in: bytes) }
    guard let first = lines.first, let last = lines.last else { return ("", cell, "") }
    var inside = cell
    inside.source = String(decoding: bytes[first.content.lowerBound..<last.content.upperBound], as: UTF8.self)
    return (
      String(decoding: bytes[..<first.content.lowerBound], as: UTF8.self), inside,
      String(decoding: bytes[last.content.upperBound...], as: UTF8.self)
    )
  }

  /// The cell as one comment, where no Markdown says the same.
  func carried(_ cell: IpynbCell) -> Block {
    var members = differences(cell, from: IpynbCell(.markdown, source: ""))
    members["cell_type"] = .string(cell.kind.rawValue)
    members["source"] = .string(cell.source)
    if !cell.outputs.isEmpty { members["outputs"] = .list(cell.outputs) }
    return Block(text: IpynbCarrier.cell(members))
  }

  /// Nothing else parts prose from the prose before it.
  private func needsCarrier(_ cell: IpynbCell, at place: Place) -> Bool {
    cell.kind == .markdown && place.before == .markdown
  }

  private func inFile(_ text: String) -> String { lineEnd == "\n" ? text : text.replacing("\n", with: lineEnd) }

  /// The one cell that `text` is, read by itself; nil where it is none or several, or leaves a fence open that would swallow
  /// what comes behind it.
  private func read(
    _ text: String, at place: Place, _ cell: IpynbCell, skipping prefix: String = ""
  ) -> (cell: IpynbCell, hasCarrier: Bool)? {
    // Behind an empty line `---` begins no front matter.
    let file = (place.isFirst && prefix.isEmpty ? "" : "\n") + text + (place.end ?? "")
    guard let notebook = try? Notebook(file) else { return nil }
    guard place.end != nil || (notebook.openTail == nil && notebook.openCell == nil) else { return nil }
    let pieces = IpynbPieces(notebook, hasTail: place.end != nil)
    guard pieces.pieces.count == (prefix.isEmpty ? 1 : 2), let piece = pieces.pieces.last, pieces.head.isEmpty,
      pieces.tail.utf8.elementsEqual((place.end ?? "").utf8)
    else { return nil }
    let export = IpynbExport(isOwn: isOwn) { [charts] link in
      cell.outputs.lazy.compactMap { IpynbOutput.drawing($0) }
        .first { link.folder == charts && ChartLink.hash(of: $0) == link.hash }
    }
    return (export.cell(piece, in: notebook), piece.carrier != nil)
  }

  /// The members in which a cell is not what its Markdown says.
  private func differences(_ cell: IpynbCell, from said: IpynbCell) -> DataValue.Members {
    var members: DataValue.Members = [:]
    for (key, value) in cell.others where said.others[key] != value {
      if isOwn && ["id", "execution_count"].contains(key) || key == "execution_count" && value == DataValue.none {
        continue
      }
      members[key] = value
    }
    let metadata = DataValue.dict(cell.metadata), hone = DataValue.dict(unknown(cell.hone))
    if metadata != .dict(said.metadata) { members["metadata"] = metadata }
    if hone != .dict(unknown(said.hone)) { members["hone"] = hone }
    if let outputs = IpynbOutput.differences(cell.outputs, from: said.outputs, isOwn: isOwn) {
      members["outputs"] = outputs
    }
    return members
  }

  /// The members of `metadata.hone` that this version does not know.
  private func unknown(_ hone: DataValue.Members) -> DataValue.Members {
    hone.filter { !["attributes", "outputs", "before", "text", "language"].contains($0.key) }
  }

  /// The cell without a carrier. A cell that is not hone's is known again only behind one.
  private func lines(_ cell: IpynbCell) -> (text: String, isForeign: Bool) {
    guard cell.kind != .markdown else { return (cell.source, false) }
    let isHone = cell.kind == .code && (isOwn || cell.hone["language"] == .string(IpynbFile.ownLanguage))
    let word = cell.kind == .raw ? "raw" : isHone ? IpynbFile.ownLanguage : language
    let attributes = self.attributes(cell, word)
    let name = FenceAttributes(word + " " + attributes)["name"]
    let info = attributes.isEmpty ? word : word + " " + attributes
    var lines = Fence.lines(info: info, text: cell.source)
    let kept = cell.hone["outputs"]?.list ?? []
    for (index, output) in cell.outputs.enumerated() {
      lines += outputLines(output, index < kept.count ? kept[index].string : nil, isHone ? name : nil, of: cell.source)
    }
    return (lines.joined(separator: "\n"), !isHone)
  }

  /// What stands behind the language on the fence's line: what was there, if the fence is still what it was.
  private func attributes(_ cell: IpynbCell, _ word: String) -> String {
    guard let text = cell.hone["attributes"]?.string, !text.contains(where: \.isNewline) else { return "" }
    let trimmed = text.trimmed
    return FenceAttributes(word + " " + trimmed).language == word ? trimmed : ""
  }

  /// - Parameter kept: what stood behind `output` on its fence's line.
  private func outputLines(_ output: DataValue, _ kept: String?, _ name: String?, of source: String) -> [String] {
    let kind = IpynbOutput.kind(output)
    var info = FenceAttributes.ofOutput(cell: name, kind: kind, hash: inputHash(source: source, reads: []))
    if let kept, !kept.contains(where: \.isNewline) {
      let earlier = FenceAttributes("output " + kept)["kind"] ?? RecordedOutput.Kind.result.rawValue
      if (RecordedOutput.Kind(rawValue: earlier) ?? .display) == kind { info = kept.trimmed }
    }
    let lines = Fence.lines(info: info.isEmpty ? "output" : "output " + info, text: IpynbOutput.text(output))
    guard let drawing = IpynbOutput.drawing(output) else { return lines }
    return lines + [ChartLink.line(folder: charts, hash: ChartLink.hash(of: drawing))]
  }
}

extension String {
  var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
