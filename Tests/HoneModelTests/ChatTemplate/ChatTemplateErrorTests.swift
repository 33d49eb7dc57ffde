import HoneModel
import Testing

@Suite struct ChatTemplateErrorTests {
  private func error(of source: String, contents: [String] = ["Hi"]) -> ChatTemplateError? {
    do throws(ChatTemplateError) {
      let messages = contents.map { ChatMessage(role: "user", content: $0) }
      _ = try ChatTemplate(source: source).render(
        messages: messages, addGenerationPrompt: true, specialTokens: (bos: "", eos: ""))
      return nil
    } catch {
      return error
    }
  }

  @Test func syntaxErrorsNameTheLine() {
    let cases = [
      ("a\n{{ 1", "the chat template opens {{ in line 2 and never closes it."),
      ("\n\n{% if true %}x", "the chat template opens 'if' in line 3, and elif or else or endif does not follow."),
      ("{{ 1 2 }}", "the chat template has a number in line 1 where '}}' is expected."),
      ("{{ (1] }}", "the chat template closes a bracket in line 1 with ']' where ')' is due."),
      ("{{ 1) }}", "the chat template closes a bracket in line 1 that it never opened: ')'."),
      ("{{ a ? b }}", "the chat template has a character in line 1 that no expression holds: '?'."),
      ("{{ '\\x4' }}", "the chat template has an escape in line 1 that stands for no character: '\\x4'."),
      (
        "{% include 'x' %}",
        "the chat template uses 'include' in line 1; the tags known here are for, if, set, with, macro, filter, raw, "
          + "generation, print, break and continue."
      ),
      (
        "{{ 99999999999999999999 }}",
        "the chat template has a number in line 1 that does not fit 64 bits: 99999999999999999999."
      ),
      ("{% endif %}", "the chat template has 'endif' without its opening tag in line 1 where another tag is expected."),
    ]
    for (source, message) in cases { #expect(error(of: source)?.message == message) }
  }

  @Test func renderingErrorsNameTheLineAndTheValue() {
    let cases = [
      ("\n{{ x.y }}", "the chat template uses 'x' in line 2, which is not defined."),
      ("{{ messages[0].tool.name }}", "the chat template uses 'tool' of a dict in line 1, which is not there."),
      ("{{ 'a' + 1 }}", "the chat template applies + in line 1 to str and int."),
      (
        "{% for m in messages %}\n\n{{ m.content() }}{% endfor %}", "the chat template applies a call in line 3 to str."
      ),
      ("{{ 1 / 0 }}", "the chat template divides by zero in line 1."),
      (
        "{{ 9223372036854775807 + 1 }}",
        "the chat template computes a number in line 1 that does not fit 64 bits."
      ),
      ("{% for a, b in ['xyz'] %}{% endfor %}", "the chat template unpacks 3 values into 2 names in line 1."),
      (
        "{% set messages.x = 1 %}",
        "the chat template assigns to 'messages.x' in line 1; it can be a name or a namespace's attribute."
      ),
      ("{{ ''.split('') }}", "the chat template calls split in line 1 with arguments that it does not take."),
      (
        "{{ raise_exception('Roles must alternate!') }}",
        "the chat template refuses this conversation: Roles must alternate!"
      ),
    ]
    for (source, message) in cases { #expect(error(of: source)?.message == message) }
  }

  @Test func unknownFiltersAndTestsListTheKnownOnes() {
    #expect(
      error(of: "{{ 'a' | shout }}")?.message
        == "the chat template uses the filter 'shout' in line 1; known here are abs, capitalize, count, d, default, "
        + "dictsort, first, float, indent, int, items, join, last, length, list, lower, map, reject, rejectattr, "
        + "replace, reverse, safe, select, selectattr, string, title, tojson, trim, unique, upper.")
    #expect(
      error(of: "{{ 'a' is loud }}")?.message
        == "the chat template uses the test 'loud' in line 1; known here are boolean, callable, defined, divisibleby, "
        + "eq, equalto, even, false, float, ge, greaterthan, gt, in, integer, iterable, le, lessthan, lt, mapping, ne, "
        + "none, number, odd, sameas, sequence, string, true, undefined.")
  }

  @Test func aMissingSpecialTokenIsUndefined() throws {
    let template = try ChatTemplate(source: "{{ bos_token is defined }}{{ eos_token }}")
    let text = try template.render(messages: [], addGenerationPrompt: false, specialTokens: (bos: "", eos: "</s>"))
    #expect(text == "False</s>")
  }
}
