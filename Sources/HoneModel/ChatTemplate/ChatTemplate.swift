import Foundation

/// One turn of a conversation as a template sees it: `message['role']` and `message['content']`.
package struct ChatMessage: Equatable, Sendable {
  /// "system", "user", "assistant", or whatever else the template knows.
  package var role: String
  package var content: String

  package init(role: String, content: String) {
    self.role = role
    self.content = content
  }
}

/// A model's own chat template: the part of Jinja that such templates use, read once and rendered many times.
///
/// Renders what transformers' `apply_chat_template` renders, whose environment has `trim_blocks`, `lstrip_blocks`
/// and `break`/`continue`. A template is text from strangers: `TemplateLimits` bounds the time and the memory it takes.
package struct ChatTemplate: Sendable {
  private let statements: [TemplateStatement]

  package init(source: String) throws(ChatTemplateError) {
    var parser = TemplateParser(tokens: try TemplateLexer.tokens(of: source))
    statements = try parser.parse()
  }

  /// The conversation as the text that the model was trained on.
  ///
  /// - Parameter specialTokens: an empty string says that the tokenizer has no such token; the template then finds
  ///   `bos_token` or `eos_token` undefined, as in transformers.
  /// - Parameter now: what `strftime_now` tells, in the time zone of this process.
  package func render(
    messages: [ChatMessage], addGenerationPrompt: Bool, specialTokens: (bos: String, eos: String), now: Date = Date()
  ) throws(ChatTemplateError) -> String {
    let run = TemplateRun(now: now)
    defer { run.release() }
    let globals = run.globals
    let conversation = messages.map { message in
      TemplateValue.dict(
        TemplateDictionary(fields: [("role", .string(message.role)), ("content", .string(message.content))]))
    }
    globals["messages"] = .list(TemplateSequence(conversation, depth: 2))
    globals["add_generation_prompt"] = .bool(addGenerationPrompt)
    globals["tools"] = TemplateValue.none
    globals["documents"] = TemplateValue.none
    if !specialTokens.bos.isEmpty { globals["bos_token"] = .string(specialTokens.bos) }
    if !specialTokens.eos.isEmpty { globals["eos_token"] = .string(specialTokens.eos) }
    _ = try run.execute(statements, in: TemplateScope(parent: globals))
    return run.output
  }
}
