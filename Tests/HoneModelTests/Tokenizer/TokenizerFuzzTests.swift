import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// Random texts and tokens: nothing ends the process, and texts come back.
@Suite struct TokenizerFuzzTests {
  private static let alphabet: [Unicode.Scalar] =
    Array(
      "aZstre1230'  \n\r\t!<>|#.éſ٣½日本한😀👩‍💻❤️\u{301}\u{300}\u{A0}\u{200B}\u{2028}\u{85}\u{3000}\u{0}\u{10FFFF}"
        .unicodeScalars)

  private func text(_ random: inout RandomStream) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<random.next(below: 60) {
      switch random.next(below: 8) {
      case 0: text.append(Unicode.Scalar(UInt32(random.next(below: 0x11_0000))) ?? "?")
      case 1:
        text.append(
          contentsOf: ["<|end|>", "<s>", "<unk>", "<0x41>", "\n\n", "'LL"][random.next(below: 6)].unicodeScalars)
      default: text.append(Self.alphabet[random.next(below: Self.alphabet.count)])
      }
    }
    return String(text)
  }

  @Test(arguments: ["llama3", "gemma", "prepend", "sentencepiece"]) func textsComeBack(name: String) throws {
    let fixture = try TokenizerFixture.read(name)
    let tokenizer = try Tokenizer(
      vocabulary: fixture.file == nil ? fixture.scoredVocabulary(prefix: .each) : fixture.vocabulary())
    var random = RandomStream(seed: 5, purpose: "tokenizer-texts", step: 0)
    for _ in 0..<3000 {
      let text = text(&random), ids = tokenizer.encode(text)
      let shown = name == "llama3" ? text : text.replacing("\u{2581}", with: " ")
      expectSame(tokenizer.decode(ids), shown, name)
      expectSame(streamed(tokenizer, ids), shown, name)
      // A text of any bytes that were repaired on the way in.
      let bytes = (0..<random.next(below: 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let repaired = String(decoding: bytes, as: UTF8.self)
      expectSame(tokenizer.decode(tokenizer.encode(repaired)), repaired, name)
    }
  }

  @Test(arguments: ["llama3", "qwen2", "gemma", "metaspace"]) func anyTokensAreDecodedAlikeAtOnceAndStreamed(
    name: String
  )
    throws
  {
    let tokenizer = try Tokenizer(vocabulary: TokenizerFixture.read(name).vocabulary())
    var random = RandomStream(seed: 5, purpose: "tokenizer-tokens", step: 0)
    for _ in 0..<2000 {
      let ids = (0..<random.next(below: 30)).map { _ in random.next(below: tokenizer.count) }
      expectSame(streamed(tokenizer, ids), tokenizer.decode(ids), name)
    }
  }
}
