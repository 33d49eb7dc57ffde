import HoneLanguage
import HoneTestSupport
import Testing

@Suite struct MutationTests {
  /// HONE_MUTATIONS=10000000 runs ten million.
  @Test func noMutationCrashesOrEscapesItsSource() throws {
    let corpus = try Reference.snippets("accepted.txt") + Reference.snippets("refused.txt")
    var mutator = Mutator(seed: 7, corpus: corpus)
    for _ in 0..<Mutator.count(usual: 100_000) {
      let source = mutator.next()
      let completeness = Parser.completeness(of: source)
      do throws(Diagnostic) {
        _ = try Parser.parse(source)
        if completeness == .invalid { Issue.record("parsed, but held to be invalid: \(source)") }
      } catch {
        let isInside =
          0 <= error.range.start && error.range.start <= error.range.end && error.range.end <= source.utf8.count
        if !isInside { Issue.record("the caret is outside of \(source)") }
        let text = error.rendered(in: source, name: "In[1]")
        if !text.contains("^") { Issue.record("no caret for \(source)") }
      }
    }
  }
}
