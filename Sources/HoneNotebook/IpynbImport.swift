import HoneData
import HoneSession

/// Writes cells of an ipynb file as a notebook in Markdown.
struct IpynbImport {
  /// Whether code cells are hone's; else they are fences of the notebook's language, which hone does not run.
  let isOwn: Bool
  let language: String
  /// The folder that charts are linked in.
  let charts: String
  let lineEnd: String

  /// Where a cell stands.
  struct Place {
    var isFirst: Bool
    /// The kind of the cell before.
    var before: IpynbCell.Kind?
    /// What the file ends in behind the last cell.
    var end: String?
  }

  struct Block {
    var text: String
    /// The charts that it links to.
    var drawings: [String] = []
  }

  /// The notebook's text, and the charts that it links to.
  static func markdown(_ file: IpynbFile, charts: String) -> (text: String, drawings: [String]) {
    let usual = markdown(file, charts: charts, keepsGaps: true)
    // A gap that was kept can be too narrow where cells have moved; then every gap is a blank line.
    if let notebook = try? Notebook(usual.text), codeIsKept(file, in: notebook) { return usual }
    return markdown(file, charts: charts, keepsGaps: false)
  }

  private static func codeIsKept(_ file: IpynbFile, in notebook: Notebook) -> Bool {
    let export = IpynbExport(isOwn: file.isOwn) { _ in nil }
    let cells = IpynbPieces(notebook).pieces.map { export.cell($0, in: notebook) }
    func sources(_ cells: [IpynbCell]) -> [String] { cells.filter { $0.kind != .markdown }.map(\.source) }
    return sources(cells) == sources(file.cells)
  }

  private static func markdown(_ file: IpynbFile, charts: String, keepsGaps: Bool) -> (text: String, drawings: [String])
  {
    let hone = file.metadata["hone"]?.members ?? [:]
    let lineEnd = hone["line_end"]?.string.flatMap { ["\r\n", "\r"].contains($0) ? $0 : nil } ?? "\n"
    let writer = IpynbImport(isOwn: file.isOwn, language: file.fenceLanguage, charts: charts, lineEnd: lineEnd)
    let end = writer.end(file)
    var text = hone["front_matter"]?.string.flatMap { isHead($0) ? $0 : nil } ?? ""
    var drawings: [String] = []
    for (index, cell) in file.cells.enumerated() {
      let needsLine = index > 0 || !["", "\u{FEFF}"].contains(text) && text.last?.isNewline != true
      let gap = cell.hone["before"]?.string.flatMap { gap in
        keepsGaps && isBlank(gap) && (!needsLine || gap.contains(where: \.isNewline)) ? gap : nil
      }
      let place = Place(
        isFirst: index == 0 && text.isEmpty && (gap ?? "").isEmpty,
        before: index == 0 ? nil : file.cells[index - 1].kind, end: index == file.cells.count - 1 ? end : nil)
      let block = writer.kept(cell, at: place) ?? writer.block(cell, at: place)
      text += gap ?? (needsLine ? lineEnd + (index > 0 ? lineEnd : "") : "")
      text += block.text
      drawings += block.drawings
    }
    if !isBlank(end.prefix { !$0.isNewline }), !text.isEmpty, text.last?.isNewline != true { text += lineEnd }
    return (text + end, drawings)
  }

  /// What stands before a cell that does not say it.
  func usualGap(_ place: Place) -> String { place.before == nil ? "" : lineEnd + lineEnd }

  /// What the file ends in if it does not say it: the comment that keeps the notebook's metadata.
  func usualEnd(_ file: IpynbFile, footer: String = "") -> String {
    let metadata = kept(file.metadata)
    let carrier = metadata.isEmpty ? "" : IpynbCarrier.notebook(["metadata": .dict(metadata)]) + lineEnd
    return (file.cells.isEmpty ? "" : lineEnd) + footer + carrier
  }

  private func kept(_ metadata: DataValue.Members) -> DataValue.Members {
    metadata.filter { $0.key != "hone" && !(isOwn && IpynbFile.kernel.keys.contains($0.key)) }
  }

  /// What the file ended in, if nothing has changed in it.
  private func end(_ file: IpynbFile) -> String {
    guard let text = file.metadata["hone"]?["end"]?.string, let notebook = try? Notebook("\n" + text) else {
      return usualEnd(file)
    }
    let pieces = IpynbPieces(notebook)
    guard pieces.pieces.isEmpty, pieces.head.isEmpty else { return usualEnd(file) }
    if DataValue.dict(pieces.metadata) == .dict(kept(file.metadata)) { return text }
    let footer = notebook.footerRange.map { String(decoding: notebook.bytes[$0], as: UTF8.self) + lineEnd }
    return usualEnd(file, footer: footer.map { lineEnd + $0 } ?? "")
  }

  private static func isBlank(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { $0.isBlank || $0.isLineEnd }
  }

  /// Whether `text` is nothing but a byte order mark and front matter.
  private static func isHead(_ text: String) -> Bool {
    guard let notebook = try? Notebook(text) else { return false }
    return text == "\u{FEFF}" || notebook.frontMatter?.range.upperBound == notebook.bytes.count
  }
}

extension IpynbFile {
  /// The language of the fences that code cells become.
  var fenceLanguage: String {
    guard !isOwn, let language else { return IpynbFile.ownLanguage }
    let isWord = language.utf8.allSatisfy { $0.isLetter || $0.isDigit || "+-_.#".utf8.contains($0) }
    return language.isEmpty || !isWord || ["hone", "output", "raw"].contains(language) ? "text" : language
  }
}
