import Foundation

/// Inputs near to the corpus, the same ones for the same seed.
package struct Mutator {
  private var state: UInt64
  private let corpus: [[Unicode.Scalar]]
  private static let pieces = [
    "(", ")", "[", "]", "{", "}", "'", "\"", "\"\"\"", "\\", "\n", "\r\n", "\t", "    ", " ", ":", ";", ",", ".", "=",
    "==", "!", "?", "??", "%", "%%", "*", "**", "@", "->", ":=", "#", "f\"", "{x", "lambda ", "if ", "else", "for ",
    " in ", "not ", "0", "1e5", "0x", "_", "é", "😀", "\u{0}", "\u{c}", "\u{feff}", "import ", "def f(", "%save x\n",
    "9223372036854775807",
    "-1", "10**18", "float('nan')", "None", "[]", "''", "(1,)", "{1: 2}", "print",
  ].map { Array($0.unicodeScalars) }

  package init(seed: UInt64, corpus: [String]) {
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

  /// How many mutated inputs a test runs: `usual`, or what HONE_MUTATIONS says for one long run.
  package static func count(usual: Int) -> Int {
    ProcessInfo.processInfo.environment["HONE_MUTATIONS"].flatMap(Int.init) ?? usual
  }

  package mutating func next() -> String {
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
