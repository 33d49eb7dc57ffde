import Foundation
import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// What Jupyter's own tools say to the files that hone writes.
@Suite(.serialized, .pythonTools) struct JupyterTests {
  private let folder: TemporaryFolder
  private let tools: PythonFolder

  init() throws {
    folder = try TemporaryFolder()
    tools = try #require(PythonTools.current)
  }

  private static let notebook = """
    ---
    hone: 1
    ---
    # Title

    Some *prose*, a table and `code`.

    | a | b |
    |---|---|
    | 1 | 2 |

    ```hone name=In[1]
    %who
    for x in range(2):
        print(f"line {x}")
    x
    ```
    ```output of=In[1] kind=stdout in=123456
    line 0
    line 1
    ```
    ```output of=In[1] kind=result in=123456
    1
    ```

    ```hone name=In[2]
    nope
    ```
    ```output of=In[2] kind=error in=123456
    In[2], line 1
    1 | nope
      | ^^^^
    NameError: the name 'nope' is not defined.
    ```

    ```hone noeval
    !rm -r everything
    ```

    <!-- hone:run {"kernel":"avx2"} -->

    """

  /// ipynb files made from the notebooks of the house, one with every kind of output, and generated ones.
  private func files() throws -> [String] {
    let path = try folder.write(Self.notebook, to: "all.md")
    let chart = try folder.write("```hone name=chart\nplot([3, 2, 1])\n```\n", to: "chart.md")
    _ = try NotebookRun(path: chart, session: Session(sink: Ignoring()), trust: false) { _ in }.replay()
    var paths = [path, chart]
    let house = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Notebooks")
      .standardizedFileURL
    for url in try FileManager.default.contentsOfDirectory(at: house, includingPropertiesForKeys: nil)
    where url.pathExtension == "md" { paths.append(url.path) }
    for seed in 0..<100 as Range<UInt64> {
      var random = SplitMix(state: seed)
      paths.append(try folder.write(NotebookText.generated(&random, upTo: 24), to: "generated-\(seed).md"))
    }
    return try paths.map { path in
      let name = folder.path((path as NSString).lastPathComponent.replacing(".md", with: ".ipynb"))
      try Convert.run(path, to: name)
      return name
    }
  }

  @Test func nbformatFindsThemValidAndWritesThemUnchanged() throws {
    let script = """
      import nbformat, pathlib, sys
      for path in sys.stdin.read().splitlines():
          text = pathlib.Path(path).read_bytes().decode()
          notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
          nbformat.validate(notebook)
          assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5), path
          assert nbformat.writes(notebook) + "\\n" == text, path
      print("valid", end="")
      """
    #expect(try tools.python(script, input: files().joined(separator: "\n")) == "valid")
  }

  @Test func jupytextReadsThemAndWritesThemUnchanged() throws {
    let script = """
      import jupytext, pathlib, sys
      for path in sys.stdin.read().splitlines():
          text = pathlib.Path(path).read_bytes().decode()
          assert jupytext.writes(jupytext.reads(text, fmt="ipynb"), fmt="ipynb").rstrip("\\n") + "\\n" == text, path
      print("unchanged", end="")
      """
    #expect(try tools.python(script, input: files().joined(separator: "\n")) == "unchanged")
  }

  @Test func nbconvertRendersThemWithoutAWarning() throws {
    for path in try files().prefix(2) {
      let name = (path as NSString).lastPathComponent.replacing(".ipynb", with: "-nbconvert")
      let said = try tools.program(
        "jupyter", ["nbconvert", "--to", "html", "--output", name, "--output-dir", folder.root, path])
      for line in said.errors.split(separator: "\n") {
        #expect(["Converting ", "Writing "].contains { line.hasPrefix("[NbConvertApp] " + $0) }, "\(said.errors)")
      }
    }
    let page = try String(contentsOfFile: folder.path("all-nbconvert.html"), encoding: .utf8)
    #expect(page.contains("<span class=\"k\">for</span>") && page.contains("<span class=\"nb\">print</span>"))
    #expect(page.contains("line 0\nline 1") && page.contains("NameError: the name") && page.contains("<table>"))
    let chart = try String(contentsOfFile: folder.path("chart-nbconvert.html"), encoding: .utf8)
    #expect(chart.contains("<img alt=\"3 values\" src=\"data:image/svg+xml;base64,"))
  }

  /// Jupyter's own renderer of Markdown, over CommonMark's awkward cases.
  @Test func proseIsRenderedAsMarkdownItRendersIt() throws {
    let script = """
      import json, sys, markdown_it
      md = markdown_it.MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
      json.dump([md.render(text) for text in json.load(sys.stdin)], sys.stdout)
      """
    let texts = MarkdownSamples.awkward + MarkdownSamples.generated(400)
    let input = String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
    let expected = try JSONDecoder().decode([String].self, from: Data(try tools.python(script, input: input).utf8))
    for (text, html) in zip(texts, expected) {
      #expect(
        MarkdownSamples.plain(try MarkdownTests.html("\n" + text)) == MarkdownSamples.plain(html),
        "\(text.debugDescription)")
    }
  }

  @Test func pagesAreWellFormed() throws {
    let pages = try files().map { path in
      let page = path.replacing(".ipynb", with: ".html")
      try Convert.run(path, to: page)
      return page
    }
    #expect(try tools.python(PageReader.script, input: pages.joined(separator: "\n")) == "fine")
  }
}
