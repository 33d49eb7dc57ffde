import HoneData

/// A comment that keeps what a Jupyter notebook has and Markdown has no place for.
///
/// `<!-- hone:cell {…} -->` on a line of its own stands before a cell and holds, as JSON, the members in which the cell of the
/// ipynb file differs from what the Markdown below says; `<!-- hone:ipynb {…} -->` at the end holds the notebook's metadata.
struct IpynbCarrier: Sendable {
  var members: DataValue.Members
  /// The comment's line, with its terminator.
  var range: Range<Int>

  /// Whether the comment holds the whole cell, as no Markdown says the same.
  var isWhole: Bool { members["source"] != nil }

  private static let cellMark = "<!-- hone:cell ", notebookMark = "<!-- hone:ipynb ", end = " -->"

  static func cell(_ members: DataValue.Members) -> String { cellMark + IpynbText.inComment(.dict(members)) + end }
  static func notebook(_ members: DataValue.Members) -> String {
    notebookMark + IpynbText.inComment(.dict(members)) + end
  }

  /// The carrier that a comment is; nil where it is another comment, or does not stand alone.
  static func cell(_ comment: Range<Int>, in bytes: [UInt8]) -> IpynbCarrier? { carrier(cellMark, comment, bytes) }
  static func notebook(_ comment: Range<Int>, in bytes: [UInt8]) -> IpynbCarrier? {
    carrier(notebookMark, comment, bytes)
  }

  private static func carrier(_ mark: String, _ comment: Range<Int>, _ bytes: [UInt8]) -> IpynbCarrier? {
    let text = bytes[comment]
    guard text.starts(with: mark.utf8), text.count > mark.utf8.count + end.utf8.count else { return nil }
    guard text.suffix(end.utf8.count).elementsEqual(end.utf8) else { return nil }
    let json = Array(text.dropFirst(mark.utf8.count).dropLast(end.utf8.count))
    guard let members = (try? DataValue(json: json))?.members else { return nil }
    let line = MarkdownLine.first(of: bytes, from: comment.upperBound)
    guard bytes[comment.upperBound..<(line?.content.upperBound ?? comment.upperBound)].allSatisfy(\.isBlank) else {
      return nil
    }
    var start = comment.lowerBound
    while start > 0, bytes[start - 1].isBlank { start -= 1 }
    return IpynbCarrier(members: members, range: start..<(line?.end ?? comment.upperBound))
  }
}

extension MarkdownLine {
  /// The line that begins at `start`; nil at the end of the file.
  static func first(of bytes: [UInt8], from start: Int) -> MarkdownLine? {
    guard start < bytes.count else { return nil }
    let end = bytes[start...].firstIndex(where: \.isLineEnd) ?? bytes.count
    let isPair = bytes[end...].starts(with: [.carriageReturn, .lineFeed])
    return MarkdownLine(content: start..<end, end: min(bytes.count, end + (isPair ? 2 : 1)))
  }
}
