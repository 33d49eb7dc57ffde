import Foundation
import HoneData
import HoneSession

/// A notebook as one HTML file that needs nothing else: no scripts, no network, charts and images inside.
///
/// A notebook is data from strangers: all of its text is escaped, HTML in it is shown as text, links lead to web and mail
/// addresses alone, and a content security policy forbids everything that the page itself does not hold.
struct HtmlPage {
  private let notebook: Notebook
  private let path: String
  private let drawing: (ChartLink) -> String?

  /// - Parameters:
  ///   - path: the notebook's; images are read from its folder.
  ///   - drawing: the chart that a link shows.
  init(_ notebook: Notebook, path: String, drawing: @escaping (ChartLink) -> String?) {
    (self.notebook, self.path, self.drawing) = (notebook, path, drawing)
  }

  var text: String {
    var prose = HtmlProse { [path] in HtmlImage.source($0, beside: path) }
    let parts = body(&prose)
    let title = HtmlText.escaped(prose.title ?? (path as NSString).lastPathComponent)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="hone">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
      <title>\(title)</title>
      <style>
      \(HtmlStyle.sheet)
      </style>
      </head>
      <body>
      <main>
      \(frontMatter)\(parts)</main>
      \(footer)</body>
      </html>

      """
  }

  private enum Part {
    case prose(MarkdownBlock)
    case html(String)
  }

  /// Links may be defined anywhere in the file, so all prose is read before any is written.
  private func body(_ prose: inout HtmlProse) -> String {
    let pieces = IpynbPieces(notebook)
    let export = IpynbExport(isOwn: true, drawing: drawing)
    var references = MarkdownReferences()
    let parts = pieces.pieces.map { piece -> Part in
      let cell = export.cell(piece, in: notebook)
      switch piece.content {
      case .cell(let code, let outputs): return .html(html(code) + outputs.map(html).joined())
      case .fence(let fence, let source, let outputs):
        let language = FenceAttributes(String(decoding: notebook.bytes[fence.info], as: UTF8.self)).language
        return .html(HtmlCode.block(source, language: language) + outputs.map(html).joined())
      case .prose where cell.kind != .markdown:
        return .html(HtmlCode.block(cell.source, language: "") + cell.outputs.map(html).joined())
      case .prose:
        let parser = MarkdownBlockParser(Array(cell.source.utf8), references: references)
        references = parser.references
        return .prose(parser.document)
      }
    }
    return parts.map { part in
      switch part {
      case .html(let html): html
      case .prose(let document): prose.html(document, references)
      }
    }.joined()
  }

  private func html(_ cell: NotebookCell) -> String {
    let attributes = cell.attributes.items.filter { $0.key != "name" }.map { item in
      item.key + (item.value.map { "=" + $0 } ?? "")
    }
    let name = "<b>\(HtmlText.escaped(cell.name ?? "cell \(cell.number)"))</b>"
    let rules = attributes.isEmpty ? "" : " <span>\(HtmlText.escaped(attributes.joined(separator: " ")))</span>"
    return "<details class=\"cell\" open>\n<summary>\(name)\(rules)</summary>\n"
      + "<pre class=\"code\"><code>\(HtmlCode.highlighted(cell.source))</code></pre>\n</details>\n"
  }

  private func html(_ output: OutputFence) -> String {
    html(output.text, kind: RecordedOutput.Kind(rawValue: output.kind) ?? .display, output.link.flatMap(drawing))
  }

  private func html(_ output: DataValue) -> String {
    html(IpynbOutput.text(output), kind: IpynbOutput.kind(output), IpynbOutput.drawing(output))
  }

  private func html(_ text: String, kind: RecordedOutput.Kind, _ chart: String?) -> String {
    let plain = "<pre>\(HtmlText.escaped(text))</pre>"
    guard let chart else { return "<div class=\"output \(kind.rawValue)\">\(plain)</div>\n" }
    let image =
      ChartDrawing.isOwn(chart)
      ? chart : "<img src=\"\(HtmlImage.data(Data(chart.utf8), type: "svg+xml"))\" alt=\"chart\">"
    return "<div class=\"output \(kind.rawValue)\"><figure>\(image)</figure>"
      + "<details><summary>as text</summary>\(plain)</details></div>\n"
  }

  /// Shown where it says more than that this is a notebook.
  private var frontMatter: String {
    guard let text = notebook.frontMatter?.text.trimmed, !text.isEmpty, text != "hone: \(FrontMatter.version)" else {
      return ""
    }
    return "<details class=\"front\"><summary>front matter</summary><pre>\(HtmlText.escaped(text))</pre></details>\n"
  }

  /// What the last run was made with.
  private var footer: String {
    guard let facts = notebook.footer?.facts, !facts.isEmpty else { return "" }
    let rows = facts.map { "<dt>\(HtmlText.escaped($0.name))</dt><dd>\(HtmlText.escaped($0.value))</dd>\n" }
    return "<footer><dl>\n\(rows.joined())</dl></footer>\n"
  }
}
