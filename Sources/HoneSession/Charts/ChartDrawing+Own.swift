extension ChartDrawing {
  /// Whether `svg` is a drawing that `document(title:)` could have made, so that it can stand inside a page: no scripts, no
  /// addresses, no styles but its own.
  package static func isOwn(_ svg: String) -> Bool {
    var lines = svg.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
    guard svg.hasSuffix("\n"), lines.count >= 5, lines.popLast() == "", lines.popLast() == "</svg>" else {
      return false
    }
    guard let opening = lines.popFirst(), isOpening(opening) else { return false }
    guard let title = lines.popFirst(), isText(title, from: titleStart, to: titleEnd), lines.popFirst() == style else {
      return false
    }
    return lines.allSatisfy(isElement)
  }

  /// The title of a drawing that is one's own, as it stands there: without `<`, `>` and lone `&`.
  package static func escapedTitle(of own: String) -> Substring {
    own.firstRange(of: titleStart).flatMap { start in
      own[start.upperBound...].firstRange(of: titleEnd).map { own[start.upperBound..<$0.lowerBound] }
    } ?? ""
  }

  private static let titleStart = "<title>", titleEnd = "</title>"
  private static let shapes = ["line", "rect", "circle", "polyline"]

  private static func isOpening(_ line: String) -> Bool {
    let start = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"hone-chart\" ", end = " role=\"img\">"
    guard line.hasPrefix(start), line.hasSuffix(end), line.utf8.count > start.utf8.count + end.utf8.count else {
      return false
    }
    return areAttributes(
      line.utf8.dropFirst(start.utf8.count - 1).dropLast(end.utf8.count), ["viewBox", "width", "height"])
  }

  private static func isElement(_ line: String) -> Bool {
    if line.hasPrefix("<text "), let end = line.utf8.firstIndex(of: UInt8(ascii: ">")) {
      let attributes = line.utf8[..<end].dropFirst("<text".utf8.count)
      return areAttributes(attributes, ["class", "x", "y", "text-anchor"])
        && isText(String(line[line.index(after: end)...]), from: "", to: "</text>")
    }
    guard line.hasSuffix("/>"), let shape = shapes.first(where: { line.hasPrefix("<\($0) ") }) else { return false }
    return areAttributes(
      line.utf8.dropFirst(shape.utf8.count + 1).dropLast(2),
      ["class", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "points"])
  }

  /// Text between two marks that ends nothing and holds no reference but `&amp;`, `&lt;` and `&gt;`.
  private static func isText(_ line: String, from start: String, to end: String) -> Bool {
    guard line.hasPrefix(start), line.hasSuffix(end), line.utf8.count >= start.utf8.count + end.utf8.count else {
      return false
    }
    let text = line.utf8.dropFirst(start.utf8.count).dropLast(end.utf8.count)
    return !text.contains(UInt8(ascii: "<")) && !text.contains(UInt8(ascii: ">"))
  }

  /// Any number of ` name="value"` whose values are figures and words.
  private static func areAttributes(_ text: Substring.UTF8View, _ names: [String]) -> Bool {
    var rest = text
    while !rest.isEmpty {
      guard rest.first == UInt8(ascii: " "), let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { return false }
      let name = String(decoding: rest[rest.index(after: rest.startIndex)..<equals], as: UTF8.self)
      rest = rest[rest.index(after: equals)...]
      guard names.contains(name), rest.popFirst() == UInt8(ascii: "\"") else { return false }
      guard let end = rest.firstIndex(of: UInt8(ascii: "\"")), rest[..<end].allSatisfy(isPlain) else { return false }
      rest = rest[rest.index(after: end)...]
    }
    return true
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ","): true
    default: false
    }
  }
}
