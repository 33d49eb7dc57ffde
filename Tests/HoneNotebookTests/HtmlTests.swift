import Foundation
import HoneNotebook
import HoneTestSupport
import Testing

/// Pages made from notebooks: what is in them, and that nothing hostile gets through.
@Suite struct HtmlTests {
  private func page(_ markdown: String, path: String = "a.md") throws -> String {
    try Convert.html(Array(markdown.utf8), path: path)
  }

  /// What stands between `<main>` and `</main>`.
  private func main(_ markdown: String, path: String = "a.md") throws -> String {
    let page = try page(markdown, path: path)
    let start = try #require(page.range(of: "<main>\n")), end = try #require(page.range(of: "</main>"))
    return String(page[start.upperBound..<end.lowerBound])
  }

  @Test func cellsAndOutputsByKind() throws {
    #expect(
      try main(
        "```hone name=a check=num\nfor x in [1]:\n    print(\"<\")  # é\n```\n```output of=a kind=stdout\n<b>\n```\n"
          + "```output of=a kind=error\nNameError: no\n```\n") == """
          <details class="cell" open>
          <summary><b>a</b> <span>check=num</span></summary>
          <pre class="code"><code><span class="keyword">for</span> x <span class="keyword">in</span> \
          [<span class="number">1</span>]:
              <span class="builtin">print</span>(<span class="string">&quot;&lt;&quot;</span>)  \
          <span class="comment"># é</span></code></pre>
          </details>
          <div class="output stdout"><pre>&lt;b&gt;</pre></div>
          <div class="output error"><pre>NameError: no</pre></div>

          """)
  }

  @Test func thePageHoldsAllThatItNeeds() throws {
    let page = try page("---\nhone: 1\nparams: {lr: 1}\n---\n# T *x* & y\n<!-- hone:run {\"kernel\":\"avx2\"} -->\n")
    #expect(page.hasPrefix("<!DOCTYPE html>\n") && page.contains("<title>T x &amp; y</title>"))
    #expect(page.contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:"))
    #expect(page.contains("prefers-color-scheme: dark"))
    #expect(page.contains("<summary>front matter</summary><pre>hone: 1\nparams: {lr: 1}</pre>"))
    #expect(page.contains("<dt>kernel</dt><dd>avx2</dd>"))
    for loading in ["<script", "<link", "@import", "url(", " src="] { #expect(!page.contains(loading)) }
  }

  private static let script = "<script>alert(1)</script>"

  /// Each tries to reach the page as more than text.
  static let hostile = [
    script, "# \(script)", "- \(script)", "> \(script)", "`\(script)`", "    \(script)", "<div>\(script)</div>",
    "a <b onclick=alert(1)>b</b>", "<!-- \(script)", "<!-- x -->\(script)", "<img src=x onerror=alert(1)>",
    "```\(script)\n\(script)\n```", "~~~ \"><script>\nx\n~~~", "| \(script) |\n| --- |\n| \(script) |",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java&#x0a;script:alert(1))",
    "[x](<java script:alert(1)>)",
    "[x](&#106;avascript:alert(1))", "[x](\u{1}javascript:alert(1))", "[x](data:text/html,<script>)", "[x](vbscript:x)",
    "[x](//evil.example/x)", "[x](\\\\evil.example)", "<javascript:alert(1)>", "[x][y]\n\n[y]: javascript:alert(1)",
    "![x](javascript:alert(1))", "![x\" onerror=\"alert(1)](https://example.org/x.png)",
    "![x](data:text/html;base64,PHM+)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)", "[x](https://example.org \"\" onclick=alert(1)\")",
    "[x](https://example.org/\"onclick=\"alert(1))", "![![a](javascript:b)](javascript:c \"<script>\")",
    "```hone name=\"\(script)\"\n\(script)\n```\n```output kind=stdout\n\(script)\n```",
    "```hone check=\"\(script)\"\n'\(script)'\n```\n```output kind=\"\(script)\"\n\(script)\n```",
    "---\nx: \"\(script)\"\n---\n", "<!-- hone:run {\"\(script)\":\"\(script)\"} -->",
    "<!-- hone:run {\"a\":\"\\u003cscript>alert(1)\\u003c/script>\"} -->", "</style>\(script)", "</title>\(script)",
    "<!-- hone:cell {\"cell_type\":\"raw\",\"source\":\"\\u003cscript>\"} -->",
    "%who \(script)\n\u{0B}\u{1B}[31m\(script)",
    "![chart](a.files/0123456789abcdef.svg)", "\u{FEFF}\(script)", "a&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script>",
  ]

  @Test(arguments: hostile)
  func nothingHostileGetsThrough(markdown: String) throws {
    for text in [markdown, "text\n\n" + markdown + "\n\nend\n"] {
      let page = try page(text).replacing("<meta http-equiv=", with: "")
      #expect(page.firstMatch(of: /<(script|img|iframe|object|embed|base|form|b onclick|svg)/.ignoresCase()) == nil)
      for tag in page.matches(of: /<[a-z][^>]*>/.ignoresCase()) {
        #expect(tag.0.firstMatch(of: /\son[a-z]+\s*=/.ignoresCase()) == nil, "\(tag.0)")
        guard let address = tag.0.firstMatch(of: /(href|src)="([^"]*)"/)?.2 else { continue }
        #expect(address.firstMatch(of: /^(https?:|mailto:|#|[^:]*$)/) != nil && !address.hasPrefix("//"), "\(tag.0)")
      }
    }
  }

  @Test func whatTitlesAndNamesHoldCannotLeaveThem() throws {
    #expect(try page("# </title><script>").contains("<title>&lt;/title&gt;&lt;script&gt;</title>"))
    #expect(try page("x", path: "a\"><script>.md").contains("<title>a&quot;&gt;&lt;script&gt;.md</title>"))
  }

  @Test func imagesOfTheFolderAreInsideAndOthersAreNot() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("in"), withIntermediateDirectories: true)
    _ = try folder.write(Data([1, 2, 3]), to: "in/b c.png")
    _ = try folder.write(Data([4]), to: "out.png")
    _ = try folder.write("secret", to: "in/b.txt")
    let path = folder.path("in/a.md")
    #expect(
      try main("![*b*](<b c.png>) ![b](b%20c.png)", path: path)
        == "<p><img src=\"data:image/png;base64,AQID\" alt=\"b\"> <img src=\"data:image/png;base64,AQID\" alt=\"b\"></p>\n"
    )
    for address in ["../out.png", folder.path("out.png"), "b.txt", "none.png", "file://\(folder.path("out.png"))"] {
      #expect(try main("![words](<\(address)>)", path: path) == "<p>words</p>\n", "\(address)")
    }
    #expect(
      try main("![words](https://example.org/x.png)", path: path)
        == "<p><a href=\"https://example.org/x.png\">words</a></p>\n")
  }

  @Test func aForeignDrawingStandsOnlyAsAnImage() throws {
    let folder = try TemporaryFolder()
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>\n"
    let hash = ChartLink.hash(of: svg)
    try FileManager.default.createDirectory(atPath: folder.path("a.files"), withIntermediateDirectories: true)
    _ = try folder.write(svg, to: "a.files/\(hash).svg")
    let text = try main(
      "```hone\n1\n```\n```output kind=display\nx\n```\n![chart](a.files/\(hash).svg)\n", path: folder.path("a.md"))
    #expect(text.contains("<figure><img src=\"data:image/svg+xml;base64,"))
    #expect(!text.contains("<script") && !text.contains("<svg"))
  }

  @Test(.timeLimit(.minutes(1))) func hostileProseTakesNoLongTime() throws {
    let count = 20_000
    for part in [
      "[", "![", "[a](", "*a ", "*a_ ", "_a*", "`a``", "> ", "- ", "<", "&", "[a][", "~~a ", "\\", "|a|\n|-|\n",
      "* a\n  ",
    ] {
      _ = try page(String(repeating: part, count: count))
    }
    _ = try page(String(repeating: "[", count: count) + "a" + String(repeating: "](b)", count: count))
    _ = try page(String(repeating: "*", count: count) + "a" + String(repeating: "*", count: count))
    _ = try page((0..<2_000).map { String(repeating: "`", count: $0 % 200 + 1) }.joined(separator: "a"))
  }
}
