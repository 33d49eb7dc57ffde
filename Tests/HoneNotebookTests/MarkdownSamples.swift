import HoneTestSupport

/// Prose whose reading is easily got wrong. HTML is not among it, which hone shows as text on purpose.
enum MarkdownSamples {
  static let awkward = [
    "a *b **c* d** e", "**a*b*c**", "*a `*` b*", "***a** b*", "***a* b**", "*a**b**c*", "_a_b _c_ __d__e",
    "a*b*c a_b_c",
    "*(**a**)*", "**a\"*b*\"c**", "* a *", "**", "****", "*a* *b", "\\*a\\*", "a\\\nb", "a  \nb", "a \nb", "`` ` ``",
    "` `` `", "`a``b",
    "`a\nb`", "`  a `", "\\`a`", "# a #", "# a \\#", "#a", "####### a", "## ", "a\n===", "a\n---\nb", "---", "***",
    "_ _ _", "* * *\n- - -",
    "- a\n\n  b\n- c", "- a\n - b\n  - c\n   - d\n    - e", "- a\n    - b", "1. a\n1. b\n2) c", "1. a\n\n   b\n\n2. c",
    "2. a\nb\n3. c",
    "a\n1. b", "a\n2. b", "a\n- b", "-\n  a", "-\n\n  a", "- a\n-\n- b", "* a\n*\n\n* b", "- a\n\n\n- b",
    "- a\n  > b\n  ```\n  c\n  ```\n- d",
    "- - a\n- 1. b", "1.     a\n\n       b", "-\ta\n\n\tb", "- a\n\n\n\n    b", "10) a\n    b", "> a\n> - b\n> c\n\nd",
    "> > a\nb", ">a\n>\n>b", "> ```\n> a\n\nb",
    "> a\n---", "> - a\n- b", "    a\n  b", "a\n    b", "\ta\n\n\tb", "```\na\n```\nb", "````\n```\n````",
    "~~~ a b\nc\n~~~~", "```\na", "  ```\n  a\n b\n  ```", "```a`b\nc",
    "[a](b)", "[a](<b c>)", "[a](b (c))", "[a](b 'c' d)", "[a](b\n'c')", "[a]( b )", "[a]()", "[a] (b)", "[a](b(c)d)",
    "[a](b\\)c)", "[[a]](b)", "[a *b](c) d*", "*[a*](b)",
    "[a][b]\n\n[b]: /c \"d\"", "[a]\n\n[A]: <b> 'c'\n[A]: d", "[a][]\n\n[a]: b\nc", "[a]: b 'c\nd'\n\n[a]",
    "[a]: b 'c' d\n\n[a]", "[a\nb]\n\n[a b]: c", "[a]:\nb\n\n[a]", "a\n[b]: c\n\n[b]",
    "[a]: b\n===\n[a]", "[a](/b)[c](/d)", "[![a](b)](c)".replacing("![a](b)", with: "a"), "<https://a.b/?c=d&e>",
    "<a@b.c>", "<a:b", "&amp; &lt; &#65; &#x42; &#0; &nope; &copy", "&#35; a",
    "| a |\n|---|\n| b |", "a | b\n--|:-:\nc | d | e\nf", "| a |\n|---|\n\n| b |", "| a | b |\n|---|",
    "a\n| b |\n|---|", "| `a\\|b` |\n|---|\n| \\| |", "|a|\n|-|\n> b", "~~a~~ ~b~~",
    "é*ü*é «*a*» *«a»*", "a\u{A0}*b*", "*a*é", "**a**。b", "a\r\nb\r\n\r\nc", "1234567890. a", "01. a",
    "- a\n\n      b\n\n  c", "+ a\n+ b\n* c", "* a\n\n  * b\n\n    * c", "# a\n## b\nc\n# d",
    "a\n\n\n\nb", "  a\n   b", "- `a\n- b`", "> `a\n> b`", "- # a\n- b\n  ===\n", "1. ```\n   a\n   ```",
    "- a\n```\nb\n```", "- a\n> b", "* a\n ***\n* b", "- - -\n- a",
  ]

  private static let pieces = [
    "a", "b ", " ", "\n", "\n\n", "*", "**", "_", "`", "[", "]", "](c)", "[a]", "- ", "  ", "    ", "> ", "1. ", "# ",
    "\\", "&amp;", "---\n",
    "```\n", "\n\n| a | b |\n|---|---|\n| c\n\n", "\n- ", "\n> ", "\n  ", "é", ".", "(", ")", "!", "===\n",
    "\n\n[a]: b\n\n", "\t",
  ]

  static func generated(_ count: UInt64) -> [String] {
    (0..<count).map { seed in
      var random = SplitMix(state: seed)
      return (0..<Int.random(in: 1...14, using: &random)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }.joined()
    }
  }

  /// Without what is hone's own or markdown-it's own way of writing the same.
  static func plain(_ html: String) -> String {
    html.replacing(/<span class="[a-z]+">|<\/span>| id="[^"]*"| class="[^"]*"| style="[^"]*"/, with: "")
      .replacing(/<(br|hr) \/>/) { "<\($0.1)>" }.replacing("<s>", with: "<del>").replacing("</s>", with: "</del>")
      .replacing("&#39;", with: "'").replacing(
        /\s*(<\/?(p|ul|ol|li|blockquote|pre|code|h\d|hr|br|table|thead|tbody|tr|t[hd])\b[^>]*>)\s*/
      ) { String($0.1) }
      .replacing("<tbody></tbody>", with: "")
  }
}
