import HoneLanguage
import Testing

@Suite struct LimitTests {
  private func message(_ source: String) -> String? {
    do throws(Diagnostic) {
      _ = try Parser.parse(source)
      return nil
    } catch {
      return error.message
    }
  }

  private static let deep = "this is nested too deeply; at most 150 levels are accepted."
  private static let long = "this expression chains too many operations; at most 1000 are accepted."
  private static let blocks =
    "too many levels of indentation; at most 99 blocks are accepted inside each other, "
    + "and 200 with their 'elif' branches."

  @Test(arguments: ["(", "[", "f(", "{1:", "a[", "lambda:", "-", "not ", "2**", "1 if 1 else "])
  func nestingIsBounded(opening: String) {
    for count in [Limits.nesting + 2, 100_000] {
      #expect(message(String(repeating: opening, count: count) + "1") == Self.deep)
    }
  }

  @Test func nestingUpToTheLimitParses() {
    let count = Limits.nesting
    #expect(message(String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count)) == nil)
    #expect(message(String(repeating: "-", count: count) + "1") == nil)
  }

  @Test(arguments: [("1", "+1"), ("a", ".b"), ("a", "()"), ("a", "[0]")])
  func chainsAreBounded(first: String, link: String) {
    #expect(message(first + String(repeating: link, count: Limits.height - 1)) == nil)
    #expect(message(first + String(repeating: link, count: Limits.height)) == Self.long)
    #expect(message(first + String(repeating: link, count: 100_000)) == Self.long)
  }

  @Test func listsAndBooleanChainsAreNot() {
    #expect(message("[" + String(repeating: "1+1, ", count: 50_000) + "]") == nil)
    #expect(message(String(repeating: "a and ", count: 50_000) + "b") == nil)
  }

  /// Time grows with the length alone: with its square, each of these would take minutes.
  @Test(arguments: ["[*a],", "'a' ", "f(x)\n", "x = [1, 2]\n", "\\\n", "if x: y\n", "a[0], ", "f'{x}{y}' "])
  func longSourcesTakeNoLongerThanTheirLength(piece: String) {
    let source = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
    let elapsed = ContinuousClock().measure { _ = Parser.completeness(of: source) }
    #expect(elapsed < .seconds(5))
  }

  @Test func theSourceIsBounded() {
    let most = String(repeating: " ", count: Limits.source)
    #expect(message(most) == nil)
    #expect(
      message(most + " ") == "the source has \(Limits.source + 1) bytes; at most \(Limits.source) are accepted.")
  }

  @Test func blocksAreBounded() {
    func nest(_ count: Int) -> String {
      (0..<count).map { String(repeating: " ", count: $0) + "if 1:\n" }.joined()
        + String(repeating: " ", count: count) + "pass"
    }
    #expect(message(nest(Limits.blocks)) == nil)
    #expect(message(nest(Limits.blocks + 1)) == Self.blocks)
    let branches = String(repeating: "elif 1:\n pass\n", count: 10_000)
    #expect(message("if 1:\n pass\n" + branches) == Self.blocks)
  }
}
