/// Reads the text of a paragraph, a heading or a table's cell: code, emphasis, links, images, line breaks. HTML is text.
///
/// Follows CommonMark 0.31's appendix; every step is linear in the text.
struct MarkdownInlines {
  /// A part of the text and the tags around it.
  struct Piece {
    var text: String
    /// Written as it is; else escaped.
    var isHTML = false
    /// Tags that end before the text.
    var before = ""
    /// Tags that begin behind it.
    var after = ""
  }

  /// A run of `*`, `_` or `~` that may open or close emphasis. Those that are left form a list.
  struct Delimiter {
    var piece: Int
    var mark: UInt8
    var count: Int
    var length: Int
    var opens: Bool
    var closes: Bool
    var previous: Int?
    var next: Int?
  }

  private struct Bracket {
    var piece: Int
    /// Behind the bracket.
    var start: Int
    var isImage: Bool
    /// The last run before it.
    var delimiter: Int?
  }

  let bytes: [UInt8]
  private let references: MarkdownReferences
  /// The address that an image is shown from in the page; nil where it is not shown.
  private let image: (String) -> String?

  var pieces: [Piece] = []
  var delimiters: [Delimiter] = []
  var firstDelimiter: Int?
  var lastDelimiter: Int?
  private var brackets: [Bracket] = []
  /// Brackets before this one open no links, as links do not stand in links.
  private var firstActive = 0
  private var at = 0
  private var text: [UInt8] = []
  private var ticks: BacktickRuns

  static func html(_ text: [UInt8], _ references: MarkdownReferences, image: @escaping (String) -> String?) -> String {
    var inlines = MarkdownInlines(text, references, image: image)
    inlines.read()
    return inlines.pieces.map { $0.before + ($0.isHTML ? $0.text : HtmlText.escaped($0.text)) + $0.after }.joined()
  }

  private init(_ text: [UInt8], _ references: MarkdownReferences, image: @escaping (String) -> String?) {
    bytes = Array(text[...].trimmedAtEnd)
    (self.references, self.image) = (references, image)
    ticks = BacktickRuns(bytes)
  }

  private mutating func read() {
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "\\"): readEscape()
      case .backtick: readCode()
      case UInt8(ascii: "*"), UInt8(ascii: "_"), .tilde: readDelimiter(byte)
      case UInt8(ascii: "["): openBracket(isImage: false)
      case UInt8(ascii: "!") where at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "["):
        openBracket(isImage: true)
      case UInt8(ascii: "]"): closeBracket()
      case UInt8(ascii: "<"): readAutolink()
      case UInt8(ascii: "&"): readReference()
      case .lineFeed: readLineEnd()
      default:
        text.append(byte)
        at += 1
      }
    }
    flush()
    matchDelimiters(behind: nil)
  }

  private mutating func flush() {
    guard !text.isEmpty else { return }
    pieces.append(Piece(text: String(decoding: text, as: UTF8.self)))
    text = []
  }

  private mutating func add(html: String) {
    flush()
    pieces.append(Piece(text: html, isHTML: true))
  }

  private mutating func readEscape() {
    let next = at + 1 < bytes.count ? bytes[at + 1] : 0
    if next == .lineFeed {
      add(html: "<br>\n")
      at += 2
      skipBlanks()
    } else if MarkdownText.isPunctuation(next) {
      text.append(next)
      at += 2
    } else {
      text.append(bytes[at])
      at += 1
    }
  }

  private mutating func readReference() {
    let found = MarkdownText.reference(bytes[...], at: at)
    text += found.map { Array($0.character.utf8) } ?? [bytes[at]]
    at = found?.end ?? at + 1
  }

  private mutating func readLineEnd() {
    let blanks = text.reversed().prefix { $0 == .space }.count
    text.removeLast(blanks)
    if blanks >= 2 { add(html: "<br>\n") } else { text.append(.lineFeed) }
    at += 1
    skipBlanks()
  }

  private mutating func skipBlanks() { while at < bytes.count, bytes[at].isBlank { at += 1 } }

  private mutating func readCode() {
    let run = bytes[at...].prefix { $0 == .backtick }.count
    guard let end = ticks.next(length: run, behind: at + run) else {
      text += Array(repeating: .backtick, count: run)
      at += run
      return
    }
    var code = bytes[(at + run)..<end].map { $0 == .lineFeed ? .space : $0 }
    if code.first == .space, code.last == .space, code.contains(where: { $0 != .space }) {
      code = Array(code.dropFirst().dropLast())
    }
    add(html: "<code>" + HtmlText.escaped(String(decoding: code, as: UTF8.self)) + "</code>")
    at = end + run
  }

  private static let longestAutolink = 2048

  /// `<https://…>` and `<name@host>`.
  private mutating func readAutolink() {
    let inside = bytes[(at + 1)...].prefix(Self.longestAutolink).prefix {
      $0 > 0x20 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">")
    }
    let shown = String(decoding: inside, as: UTF8.self)
    let isClosed = inside.endIndex < bytes.count && bytes[inside.endIndex] == UInt8(ascii: ">")
    let isMail = shown.wholeMatch(of: /[A-Za-z0-9.!#$%&'*+\/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*/) != nil
    guard isClosed, isMail || shown.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.-]{1,31}:/) != nil,
      let address = HtmlText.address(isMail ? "mailto:" + shown : shown)
    else {
      text.append(bytes[at])
      at += 1
      return
    }
    add(html: "<a href=\"\(address)\">\(HtmlText.escaped(shown))</a>")
    at = inside.endIndex + 1
  }

  private mutating func readDelimiter(_ mark: UInt8) {
    flush()
    let count = bytes[at...].prefix { $0 == mark }.count
    let (opens, closes) = MarkdownDelimiters.flanks(bytes, at..<(at + count))
    let isUsed = mark != .tilde || count <= 2
    delimiters.append(
      Delimiter(
        piece: pieces.count, mark: mark, count: count, length: count, opens: opens && isUsed, closes: closes && isUsed,
        previous: lastDelimiter, next: nil))
    let index = delimiters.count - 1
    if let lastDelimiter { delimiters[lastDelimiter].next = index } else { firstDelimiter = index }
    lastDelimiter = index
    pieces.append(Piece(text: String(repeating: Character(Unicode.Scalar(mark)), count: count)))
    at += count
  }

  private mutating func openBracket(isImage: Bool) {
    flush()
    let width = isImage ? 2 : 1
    brackets.append(Bracket(piece: pieces.count, start: at + width, isImage: isImage, delimiter: lastDelimiter))
    pieces.append(Piece(text: isImage ? "![" : "["))
    at += width
  }

  private mutating func closeBracket() {
    let bracket = brackets.popLast()
    let isActive = bracket?.isImage == true || brackets.count >= firstActive
    firstActive = min(firstActive, brackets.count)
    guard let bracket, isActive, let (target, end) = target(of: bracket) else {
      text.append(bytes[at])
      at += 1
      return
    }
    flush()
    matchDelimiters(behind: bracket.delimiter)
    if bracket.isImage {
      let words = pieces[(bracket.piece + 1)...].map { $0.isHTML ? $0.text.withoutTags : HtmlText.escaped($0.text) }
      pieces.removeSubrange(bracket.piece...)
      pieces.append(Piece(text: imageTag(target, words: words.joined()), isHTML: true))
    } else {
      if let address = HtmlText.address(target.address) {
        let title = target.title.map { " title=\"\(HtmlText.escaped($0))\"" } ?? ""
        pieces[bracket.piece] = Piece(text: "<a href=\"\(address)\"\(title)>", isHTML: true)
        pieces.append(Piece(text: "</a>", isHTML: true))
      } else {
        pieces[bracket.piece] = Piece(text: "", isHTML: true)
      }
      firstActive = brackets.count
    }
    at = end
  }

  /// - Parameter words: what stands for the image, escaped.
  private func imageTag(_ target: MarkdownReferences.Target, words: String) -> String {
    if let shown = image(target.address) {
      return "<img src=\"\(HtmlText.escaped(shown))\" alt=\"\(words)\">"
    }
    // A page that fetches nothing can lead to an image elsewhere.
    guard HtmlText.isRemote(target.address), let address = HtmlText.address(target.address) else { return words }
    return "<a href=\"\(address)\">\(words.isEmpty ? address : words)</a>"
  }

  /// Where the link leads that ends at `]`, and where it ends.
  private func target(of bracket: Bracket) -> (MarkdownReferences.Target, end: Int)? {
    let rest = bytes[(at + 1)...]
    var scan = MarkdownLinkScanner(rest)
    if scan.take("(") {
      scan.skipSpace()
      if let address = scan.address() {
        let title = scan.skipSpace() ? scan.title() : nil
        scan.skipSpace()
        if scan.take(")") { return (MarkdownReferences.Target(address: address, title: title), scan.at) }
      }
    }
    scan = MarkdownLinkScanner(rest)
    if let label = scan.label() { return references[label].map { ($0, scan.at) } }
    let isCollapsed = scan.take("[") && scan.take("]")
    var own = MarkdownLinkScanner(bytes[(bracket.start - 1)...at])
    guard let label = own.label(), own.at == at + 1 else { return nil }
    return references[label].map { ($0, isCollapsed ? scan.at : at + 1) }
  }
}

extension String {
  /// What is left of our own tags: an image stands for its words.
  fileprivate var withoutTags: String { replacing(/<[^>]*>/, with: "") }
}

/// Where runs of backticks are, by their length.
private struct BacktickRuns {
  private var starts: [Int: [Int]] = [:]
  private var passed: [Int: Int] = [:]

  init(_ bytes: [UInt8]) {
    var at = 0
    while let start = bytes[at...].firstIndex(of: .backtick) {
      at = start + bytes[start...].prefix { $0 == .backtick }.count
      starts[at - start, default: []].append(start)
    }
  }

  /// The first run of that length from an offset on; offsets come in rising order.
  mutating func next(length: Int, behind offset: Int) -> Int? {
    guard let all = starts[length] else { return nil }
    var index = passed[length] ?? 0
    while index < all.count, all[index] < offset { index += 1 }
    passed[length] = index
    return index < all.count ? all[index] : nil
  }
}
