import HoneTestSupport

/// Notebooks put together from pieces that are awkward beside each other.
enum NotebookText {
  private static let pieces = [
    "Prose.\n", "\n", "\n\n", "```hone\n", "```hone name=a check=num\n", "```", "```\n", "~~~\n", "~~~hone\r\n",
    "````hone noeval\n", "1 + 1\n", "x = 'é漢😀'\n", "```output of=a kind=result in=abcdef\n", "```output kind=stdout\n",
    "```output kind=error\n", "NameError: no x\n", "- item\n", "  ```hone\n", "> quote\n", "\tx\n", "    code\n",
    "<!--",
    "-->\n", "<div>\n", "<!-- hone:run {\"kernel\":\"avx2\"} -->\n",
    "<!-- hone:cell {\"metadata\":{\"tags\":[]}} -->\n",
    "<!-- hone:cell {\"cell_type\":\"code\"} -->\n", "<!-- hone:ipynb {\"metadata\":{\"a\":1}} -->\n", "---\n",
    "hone: 1\n",
    "```python\n", "\r", "\r\n", "1. one\n", "* * *\n", "`", "# head\n", "\u{FEFF}",
    "![chart](a.files/0123456789abcdef.svg)\n",
  ]

  static func generated(_ random: inout SplitMix, upTo count: Int) -> String {
    (0..<Int.random(in: 0...count, using: &random)).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)]
    }
    .joined()
  }
}
