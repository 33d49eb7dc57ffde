import Foundation
import HoneNotebook
import Testing

/// Prose as HTML, by CommonMark's rules.
@Suite struct MarkdownTests {
  static func html(_ markdown: String) throws -> String {
    let page = try Convert.html(Array(markdown.utf8), path: "a.md")
    let start = try #require(page.range(of: "<main>\n")), end = try #require(page.range(of: "</main>"))
    return String(page[start.upperBound..<end.lowerBound])
  }

  @Test(arguments: [
    (
      "# One\nText *a* **b** ***c*** `d`\n",
      "<h1 id=\"one\">One</h1>\n<p>Text <em>a</em> <strong>b</strong> <em><strong>c</strong></em> <code>d</code></p>\n"
    ),
    ("One\n===\nTwo\n---\n", "<h1 id=\"one\">One</h1>\n<h2 id=\"two\">Two</h2>\n"),
    (
      "## A *b* `c_d`! ##\n## A\n## A\n",
      "<h2 id=\"a-b-c_d\">A <em>b</em> <code>c_d</code>!</h2>\n<h2 id=\"a\">A</h2>\n<h2 id=\"a-1\">A</h2>\n"
    ),
    ("- a\n- b\n  - c\n", "<ul>\n<li>a\n</li>\n<li>b\n<ul>\n<li>c\n</li>\n</ul>\n</li>\n</ul>\n"),
    ("- a\n\n- b\n", "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n"),
    ("3) a\n4) b\n", "<ol start=\"3\">\n<li>a\n</li>\n<li>b\n</li>\n</ol>\n"),
    ("> a\nb\n\nc\n", "<blockquote>\n<p>a\nb</p>\n</blockquote>\n<p>c</p>\n"),
    ("```py\nx = 1\n```\n", "<pre class=\"code\"><code>x = <span class=\"number\">1</span>\n</code></pre>\n"),
    ("    a\n\n     b\n\nc\n", "<pre class=\"code\"><code>a\n\n b\n</code></pre>\n<p>c</p>\n"),
    ("a\n\n---\n\nb\n", "<p>a</p>\n<hr>\n<p>b</p>\n"),
    ("a  \nb\\\nc\nd\n", "<p>a<br>\nb<br>\nc\nd</p>\n"),
    (
      "| a | b |\n|:--|--:|\n| 1 \\| 2 | *x* |\n| y |\nz\n\nend",
      "<table>\n<thead>\n<tr><th class=\"left\">a</th><th class=\"right\">b</th></tr>\n</thead>\n<tbody>\n<tr><td class=\"left\">1 | 2</td><td class=\"right\"><em>x</em></td></tr>\n<tr><td class=\"left\">y</td><td class=\"right\"></td></tr>\n<tr><td class=\"left\">z</td><td class=\"right\"></td></tr>\n</tbody>\n</table>\n<p>end</p>\n"
    ),
    (
      "[a](https://x.org/?a=1&b=2 \"t\") [b](#c) [d](e.md) <https://y.org>",
      "<p><a href=\"https://x.org/?a=1&amp;b=2\" title=\"t\">a</a> <a href=\"#c\">b</a> <a href=\"e.md\">d</a> <a href=\"https://y.org\">https://y.org</a></p>\n"
    ),
    (
      "[A b][] and [x][A  B] and [a b]\n\n[a B]: <u v> 'w'\n",
      "<p><a href=\"u%20v\" title=\"w\">A b</a> and <a href=\"u%20v\" title=\"w\">x</a> and <a href=\"u%20v\" title=\"w\">a b</a></p>\n"
    ),
    (
      "~~a~~ &amp; &copy; &nope; \\*b\\* 2 * 3 * 4 a_b_c",
      "<p><del>a</del> &amp; © &amp;nope; *b* 2 * 3 * 4 a_b_c</p>\n"
    ),
    (
      "a <b>c</b>\n\n<div>\n*d*\n</div>\n\n<!-- e -->\n\nf",
      "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n<pre class=\"raw\">&lt;div&gt;\n*d*\n&lt;/div&gt;</pre>\n<p>f</p>\n"
    ),
    ("[[a](b)](c) [d](e)", "<p>[<a href=\"b\">a</a>](c) <a href=\"e\">d</a></p>\n"),
    ("```hone noeval\n%who\n```\n", "<pre class=\"code\"><code><span class=\"command\">%who</span>\n</code></pre>\n"),
  ])
  func proseIsRendered(markdown: String, html: String) throws { #expect(try Self.html(markdown) == html) }

  @Test func linksMayBeDefinedBehindACell() throws {
    let html = try Self.html("[a]\n\n```hone\n1\n```\n\n[a]: b.md\n")
    #expect(html.hasPrefix("<p><a href=\"b.md\">a</a></p>\n<details"))
  }
}
