import Foundation
import HoneModel
import HoneTestSupport
import Testing

@Suite struct RealTokenizerTests {
  private struct Item: Decodable {
    var text: String
    var ids: [Int]
    /// Under GPT-2's splitting rule, where that differs.
    var gpt2: [Int]?
  }

  /// The bytes that occur in valid UTF-8 and for which SmolLM2 has no token.
  private static let lacking: Set<UInt8> = [0xF1, 0xF2, 0x04, 0x06, 0x13, 0x14, 0x16, 0x1D]
  private let items: [Item]
  private let vocabulary: Vocabulary

  init() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let fixture = folder.appending(path: "Fixtures/tokenizer-smollm2.json")
    items = try JSONDecoder().decode([Item].self, from: Data(contentsOf: fixture))
    vocabulary = try Vocabulary(GGUF(path: realModelFile()))
  }

  @Test func tokensEqualTransformers() throws {
    let tokenizer = try Tokenizer(vocabulary: vocabulary)
    #expect(items.count >= 240 && vocabulary.preTokenizer == "smollm")
    for item in items { #expect(tokenizer.encode(item.text) == item.ids, "\(item.text.debugDescription)") }
  }

  @Test func underGPT2sRuleTooTokensEqualTransformers() throws {
    var vocabulary = vocabulary
    vocabulary.preTokenizer = "gpt-2"
    let tokenizer = try Tokenizer(vocabulary: vocabulary)
    #expect(items.contains { $0.gpt2 != nil })
    for item in items { #expect(tokenizer.encode(item.text) == item.gpt2 ?? item.ids, "\(item.text.debugDescription)") }
  }

  @Test func textsWithoutUnknownBytesComeBackWhole() throws {
    let tokenizer = try Tokenizer(vocabulary: vocabulary)
    let known = items.filter { !$0.text.utf8.contains(where: RealTokenizerTests.lacking.contains) }
    #expect(known.count >= 240)
    for item in known {
      #expect(tokenizer.decode(item.ids) == item.text)
      var decoder = StreamingDecoder(tokenizer)
      let streamed = item.ids.map { decoder.append($0) }.joined() + decoder.finish()
      #expect(streamed == item.text)
    }
  }
}
