import HonePrompting

/// Prompts whose template is changed outside of the language, as `%edit prompt` does.
extension Session {
  /// The template of the prompt that `name` is bound to; nil where there is none.
  package func promptTemplate(named name: String) -> String? {
    guard case .object(let object)? = globals[name] ?? bindings[name] else { return nil }
    return (object as? PromptObject)?.made?.template.source
  }

  /// Binds `name` to the same prompt with another template, taken as it is.
  package func setPromptTemplate(named name: String, to source: String) throws {
    guard case .object(let object)? = globals[name] ?? bindings[name],
      var prompt = (object as? PromptObject)?.made
    else { return }
    prompt.template = try Template(source, dedent: false)
    globals[name] = .object(PromptObject(prompt))
  }
}
