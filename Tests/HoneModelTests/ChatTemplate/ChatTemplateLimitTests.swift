import Foundation
import HoneModel
import Testing

/// A template is text from strangers: none may crash or hang.
@Suite struct ChatTemplateLimitTests {
  private func error(of source: String, content: String = "Hi") -> ChatTemplateError? {
    do throws(ChatTemplateError) {
      _ = try ChatTemplate(source: source).render(
        messages: [ChatMessage(role: "user", content: content)], addGenerationPrompt: true,
        specialTokens: (bos: "<s>", eos: "</s>"))
      return nil
    } catch {
      return error
    }
  }

  private func nested(_ opening: String, _ inside: String, _ closing: String, _ count: Int) -> String {
    String(repeating: opening, count: count) + inside + String(repeating: closing, count: count)
  }

  @Test func nestingInTheSourceIsBounded() {
    let deep = ChatTemplateError.nestingTooDeep(line: 1)
    #expect(error(of: "{{ \(nested("(", "1", ")", 90)) }}") == nil)
    for count in [101, 100_000] {
      #expect(error(of: "{{ \(nested("(", "1", ")", count)) }}") == deep)
      #expect(error(of: "{{ \(nested("[", "1", "]", count)) }}") == deep)
      #expect(error(of: "{{ \(nested("-", "1", "", count)) }}") == deep)
      #expect(error(of: "{{ \(nested("not ", "1", "", count)) }}") == deep)
      #expect(error(of: "{{ 1\(nested("+1", "", "", count)) }}") == deep)
      #expect(error(of: "{{ x\(nested(".y", "", "", count)) }}") == deep)
      #expect(error(of: "{{ x\(nested("|trim", "", "", count)) }}") == deep)
      #expect(error(of: "{% set \(nested("(", "x", ")", count)) = 1 %}") == deep)
    }
    for count in [101, 30_000] {
      #expect(error(of: nested("{% if true %}", "1", "{% endif %}", count)) == deep)
    }
  }

  @Test func aLongSourceIsRefused() {
    #expect(error(of: String(repeating: "a", count: 1_048_577)) == .sourceTooLong(bytes: 1_048_577))
  }

  @Test func recursionAndDeepValuesAreBounded() {
    let deep = ChatTemplateError.tooMuch(line: 1, .depth)
    #expect(error(of: "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}") == deep)
    let growing = "{% set ns = namespace(x=[]) %}{% for i in range(100000) %}"
    #expect(error(of: growing + "{% set ns.x = [ns.x] %}{% endfor %}") == deep)
    #expect(error(of: growing + "{% set ns.x = {'a': ns.x} %}{% endfor %}") == deep)
    #expect(error(of: growing + "{% set ns.x = [ns.x].index %}{% set ns.x = [ns.x] %}{% endfor %}") == deep)
    #expect(error(of: "{% set ns = namespace() %}{% set ns.ns = ns %}{{ ns }}") == deep)
    #expect(error(of: growing + "{% set ns.x = namespace(x=ns.x) %}{% endfor %}") == nil)
  }

  /// Threads have stacks of this size on some systems; the deepest trees and recursions must fit one.
  @Test func theDeepestTemplatesFitASmallStack() {
    let deepest = [
      "{{ \(nested("(", "1", ")", 97)) }}",
      "{{ \(nested("[", "1", "]", 97)) }}",
      "{{ \(nested("not ", "1", "", 97)) }}",
      nested("{% if true %}", "1", "{% endif %}", 97),
      nested("{% for a in [1] %}", "1", "{% endfor %}", 97),
      "{% macro f() %}{% for a in [1] %}{% if a %}{{ [f()] | join | trim }}{% endif %}{% endfor %}{% endmacro %}"
        + "{{ f() }}",
      "{% set ns = namespace(x=[]) %}{% for i in range(290) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x | tojson }}",
    ]
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      for source in deepest { _ = error(of: source) }
      done.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    #expect(done.wait(timeout: .now() + 60) == .success)
  }

  @Test func timeIsBounded() {
    let loop = "{% for a in range(10000) %}"
    #expect(error(of: loop + loop + "{% endfor %}{% endfor %}") == .tooMuch(line: 1, .steps))
    let doubling = "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}"
    #expect(error(of: doubling + "{{ ns.x == ns.x }}") == .tooMuch(line: 1, .steps))
    #expect(error(of: doubling + "{{ ns.x }}") == .tooMuch(line: 1, .steps))
    #expect(error(of: doubling + "{{ ns.x | tojson }}") == .tooMuch(line: 1, .steps))
    #expect(error(of: "{{ [1] * 9223372036854775807 }}") == .tooMuch(line: 1, .steps))
    #expect(error(of: "{{ range(0, 9223372036854775807) }}") == .tooMuch(line: 1, .rangeItems))
    let search = "{% for a in range(1000) %}{{ messages[0].content.find('\(String(repeating: "a", count: 500))b') }}"
    let text = String(repeating: "a", count: 1 << 20)
    #expect(error(of: search + "{% endfor %}", content: text) == .tooMuch(line: 1, .bytes))
  }

  @Test func memoryIsBounded() {
    let bytes = ChatTemplateError.tooMuch(line: 1, .bytes)
    let growing = "{% set ns = namespace(x='ab') %}{% for i in range(100) %}"
    #expect(error(of: growing + "{% set ns.x = ns.x + ns.x %}{% endfor %}") == bytes)
    #expect(error(of: growing + "{% set ns.x = ns.x ~ ns.x %}{% endfor %}") == bytes)
    #expect(error(of: growing + "{% set ns.x = ns.x | replace('a', ns.x) %}{% endfor %}") == bytes)
    #expect(error(of: "{{ 'ab' * 9223372036854775807 }}") == bytes)
    #expect(error(of: "{{ 'a\\nb' | indent(9223372036854775807) }}") == bytes)
    #expect(error(of: "{{ [1] | tojson(indent=9223372036854775807) }}") == bytes)
  }

  /// Errors are welcome, crashes and hangs are not. The seed is fixed, so that a failure comes back.
  @Test func mutatedTemplatesNeitherCrashNorHang() {
    let source = Self.everything
    let pieces = [
      "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "(", ")", "[", "]", "{", "}", "'", "\"", "\\", "|", ".", ",", "=",
      "~", "*", " not ", " is ", " in ", " if ", " else ", "ns", "loop", "messages", "999999999", "-1", "\n", "é",
      "\u{0}", "range", "{% endfor %}", "{% endif %}", "{% raw %}", "{% break %}", "**", "%", "::",
    ].map { Array($0.unicodeScalars) }
    var generator = SplitMix(state: 20_200_615)
    var rendered = 0
    for _ in 0..<4000 {
      var scalars = Array(source.unicodeScalars)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let start = Int.random(in: 0..<scalars.count, using: &generator)
        let end = min(scalars.count, start + Int.random(in: 0...6, using: &generator))
        let piece = pieces.randomElement(using: &generator) ?? []
        scalars.replaceSubrange(start..<end, with: Bool.random(using: &generator) ? piece : [])
      }
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      if error(of: text) == nil { rendered += 1 }
    }
    #expect((1...3999).contains(rendered))
  }

  private static let everything = """
    {%- set ns = namespace(n=0, text='') -%}
    {% macro show(m, k='v') %}{{ m.role | upper }}{{ m['content'][::-1] | trim }}{{ k }}{% endmacro %}
    {% for message in messages if message.role in ['user', "system"] -%}
      {# a note #}{% set ns.n = ns.n + loop.index0 * 2 - 1 %}
      {% if loop.first and not message.tool_calls is defined %}{{ show(message, k=1) }}
      {%- elif loop.last %}{{ raise_exception('no') }}{% else %}{% continue %}{% endif %}
      {{ message.content.split(' ')[0] ~ [1, 2.5, none] | join(',') }}{{ message | tojson(indent=2) }}
    {%- endfor %}
    {% for k, v in {'a': 1, 'b': [2, (3, 4)]}.items() %}{{ k }}{{ v if v is mapping else 'x' }}{% endfor %}
    {% set block %}{{ messages | map(attribute='role') | list }}{% endset %}{{ block.replace('u', "U", 1) }}
    {% raw %}{{ untouched }}{% endraw %}{{ range(3) | list | length ** 2 // 3 % 2 }}
    {{ strftime_now('%Y') | int > 2000 }}
    """
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
