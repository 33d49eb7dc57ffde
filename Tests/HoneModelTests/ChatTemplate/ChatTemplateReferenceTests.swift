import Foundation
import HoneModel
import HoneTestSupport
import Testing

/// Against what transformers renders (Fixtures/make_chat_templates.py).
@Suite struct ChatTemplateReferenceTests {
  private struct Reference: Decodable {
    struct Message: Decodable { let role, content: String }
    struct Case: Decodable {
      let template, messages: String
      let generation: Bool
      /// nil where transformers refuses.
      let rendered: String?
    }
    let templates: [String: String]
    let conversations: [String: [Message]]
    let cases: [Case]
  }

  /// Noon on 15 June 2020 in the time zone of this process, as on the script's clock.
  private static let noon = Calendar(identifier: .gregorian).date(
    from: DateComponents(year: 2020, month: 6, day: 15, hour: 12))

  @Test func everyTemplateRendersWhatTransformersRenders() throws {
    let reference: Reference = try fixture("chat-templates", in: .module)
    #expect(reference.cases.count > 200)
    for example in reference.cases {
      let source = try #require(reference.templates[example.template])
      let messages = try #require(reference.conversations[example.messages])
        .map { ChatMessage(role: $0.role, content: $0.content) }
      let rendered: String? = try? ChatTemplate(source: source).render(
        messages: messages, addGenerationPrompt: example.generation, specialTokens: (bos: "<s>", eos: "</s>"),
        now: try #require(Self.noon))
      let isSame = rendered.map { Array($0.utf8) } == example.rendered.map { Array($0.utf8) }
      #expect(
        isSame,
        "\(example.template), \(example.messages): \(rendered ?? "refused"), not \(example.rendered ?? "refused")")
    }
  }
}
