import Foundation
import HoneNotebook
import Testing

/// The examples in Notebooks/FORMAT.md.
struct FormatPageTests {
  private let page: String

  init() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Notebooks/FORMAT.md")
      .standardizedFileURL
    page = try String(contentsOf: url, encoding: .utf8)
  }

  @Test func everyExampleIsReadAsThePageSays() throws {
    let pair = /````markdown example\n((?:(?!````\n).)*?)````\n\n```reading\n(.*?)```\n/.dotMatchesNewlines()
    let examples = page.matches(of: pair)
    #expect(examples.count == page.ranges(of: "````markdown example\n").count && examples.count == 5)
    for example in examples {
      let (text, reading) = (String(example.1), String(example.2))
      #expect(try described(text) == reading, "\(text)")
    }
  }

  @Test func thePageItselfIsProse() throws {
    let notebook = try Notebook(page)
    #expect(notebook.cells.isEmpty && notebook.orphans.isEmpty && notebook.footer == nil)
  }

  @Test func everyKindOfComparisonIsOnThePage() {
    for mode in CheckRule.Mode.allCases { #expect(page.contains("| `\(mode.rawValue)` |"), "\(mode)") }
    for relation in MetricBound.Relation.allCases { #expect(page.contains("`\(relation.rawValue)`")) }
  }

  /// What hone finds in a notebook, one line each.
  private func described(_ text: String) throws -> String {
    let notebook = try Notebook(text)
    try notebook.frontMatter?.check()
    var lines: [String] = []
    let parameters = try NotebookParameters(notebook.frontMatter)
    if !parameters.all.isEmpty { lines.append("params: " + parameters.text) }
    for cell in notebook.cells {
      let words = cell.attributes.items.filter { $0.key != "name" }.map { $0.key + ($0.value.map { "=" + $0 } ?? "") }
      let count = cell.source.split(separator: "\n", omittingEmptySubsequences: false).count
      let name = cell.name.map { " '\($0)'" } ?? ""
      lines.append(
        "cell \(cell.number)\(name) (line \(cell.line)): "
          + (words.isEmpty ? "" : words.joined(separator: " ") + "; ") + "\(count) \(count == 1 ? "line" : "lines")")
      lines += cell.outputs.map { "  \($0.kind) \"\($0.text)\"" }
    }
    lines += notebook.orphans.map { "output without its cell '\($0.attributes["of"] ?? "")' (line \($0.line))" }
    if let footer = notebook.footer {
      lines.append("footer: " + footer.facts.map { "\($0.name)=\($0.value)" }.joined(separator: " "))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
