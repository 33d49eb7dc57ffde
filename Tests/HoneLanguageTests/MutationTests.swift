import HoneLanguage
import Testing

/// Inputs near to the corpus, the same ones for the same seed.
struct Mutator {
  private var state: UInt64
  private let corpus: [[Unicode.Scalar]]
  private static let pieces = [
    "(", ")", "[", "]", "{", "}", "'", "\"", "\"\"\"", "\\", "\n", "\r\n", "\t", "    ", " ", ":", ";", ",", ".", "=",
    "==", "!", "?", "??", "%", "%%", "*", "**", "@", "->", ":=", "#", "f\"", "{x", "lambda ", "if ", "else", "for ",
    " in ", "not ", "0", "1e5", "0x", "_", "é", "😀", "\u{0}", "\u{c}", "\u{feff}", "import ", "def f(", "%save x\n",
  ].map { Array($0.unicodeScalars) }

  init(seed: UInt64, corpus: [String]) {
    state = seed
    self.corpus = corpus.filter { $0.utf8.count < 300 }.map { Array($0.unicodeScalars) }
  }

  /// SplitMix64.
  private mutating func random(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }

  mutating func next() -> String {
    var text = corpus[random(corpus.count)]
    for _ in 0...random(3) {
      let at = random(text.count + 1)
      switch random(5) {
      case 0 where at < text.count: text.remove(at: at)
      case 1: text.insert(contentsOf: Self.pieces[random(Self.pieces.count)], at: at)
      case 2 where at < text.count: text.removeSubrange(at..<min(text.count, at + 1 + random(5)))
      case 3:
        let other = corpus[random(corpus.count)]
        let from = random(other.count + 1)
        text.insert(contentsOf: other[from..<min(other.count, from + 1 + random(12))], at: at)
      default:
        let end = min(text.count, at + 1 + random(4))
        text.insert(contentsOf: text[at..<end], at: at)
      }
    }
    return String(String.UnicodeScalarView(text))
  }
}

@Suite struct MutationTests {
  @Test func noMutationCrashesOrEscapesItsSource() throws {
    var mutator = Mutator(
      seed: 7, corpus: try Reference.snippets("accepted.txt") + Reference.snippets("refused.txt"))
    for _ in 0..<20_000 {
      let source = mutator.next()
      let completeness = Parser.completeness(of: source)
      do throws(Diagnostic) {
        _ = try Parser.parse(source)
        #expect(completeness != .invalid, "\(source)")
      } catch {
        let isInside =
          0 <= error.range.start && error.range.start <= error.range.end
          && error.range.end <= source.utf8.count
        #expect(isInside, "\(source)")
        #expect(error.rendered(in: source, name: "In[1]").contains("^"), "\(source)")
      }
    }
  }
}
