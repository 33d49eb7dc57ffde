import Foundation
import HoneCore
import HoneSession

/// `hone convert IN OUT`: a notebook in another kind of file.
package enum Convert {
  private enum Kind: String { case md, ipynb, html }

  /// Reads `input` and writes it to `output` in the kind that its name ends in. A file that is there is replaced.
  /// Throws `FileError`, `NotebookError` or `ConvertError`.
  package static func run(_ input: String, to output: String) throws {
    let (from, into) = (try kind(of: input), try kind(of: output))
    guard from != .html else { throw ConvertError.fromHTML(path: input) }
    guard !isSame(input, output) else { throw ConvertError.ontoItself(path: output) }
    guard from != into else { throw ConvertError.sameKind(from.rawValue) }
    let bytes = try SourceFile.read(input)
    switch (from, into) {
    case (.md, .ipynb): try AtomicFile.write(try ipynb(bytes, path: input), to: output)
    case (.md, _): try AtomicFile.write(try html(bytes, path: input), to: output)
    case (_, .md): try writeMarkdown(try IpynbFile(bytes: bytes), to: output)
    default: try AtomicFile.write(try html(try IpynbFile(bytes: bytes), path: input), to: output)
    }
  }

  /// The text of an ipynb file for a notebook; its charts are read from beside `path`.
  package static func ipynb(_ bytes: [UInt8], path: String) throws -> String {
    let notebook = try read(bytes)
    let charts = ChartFiles.folder(of: path)
    return IpynbExport.file(notebook, charts: charts) { link in
      ChartFiles.read(link, beside: path).flatMap { ChartDrawing.isOwn($0) ? $0 : nil }
    }.text
  }

  /// The text of a notebook for an ipynb file that would be written to `path`, without its charts.
  package static func markdown(_ bytes: [UInt8], path: String) throws -> String {
    IpynbImport.markdown(try IpynbFile(bytes: bytes), charts: ChartFiles.folder(of: path)).text
  }

  /// A page for a notebook; its charts and images are read from beside `path`.
  package static func html(_ bytes: [UInt8], path: String) throws -> String {
    return HtmlPage(try read(bytes), path: path) { ChartFiles.read($0, beside: path) }.text
  }

  private static func html(_ file: IpynbFile, path: String) throws -> String {
    let (text, drawings) = IpynbImport.markdown(file, charts: ChartFiles.folder(of: path))
    return HtmlPage(try Notebook(text), path: path) { link in
      drawings.first { ChartLink.hash(of: $0) == link.hash }
    }.text
  }

  private static func writeMarkdown(_ file: IpynbFile, to output: String) throws {
    let (text, drawings) = IpynbImport.markdown(file, charts: ChartFiles.folder(of: output))
    try ChartFiles.write(drawings, beside: output)
    try AtomicFile.write(text, to: output)
  }

  /// Front matter that cannot be read is carried along as it is; that of a later format is refused.
  private static func read(_ bytes: [UInt8]) throws -> Notebook {
    let notebook = try Notebook(bytes: bytes)
    do throws(NotebookError) {
      try notebook.frontMatter?.check()
    } catch {
      if case .version = error { throw error }
    }
    return notebook
  }

  private static func kind(of path: String) throws(ConvertError) -> Kind {
    guard let kind = Kind(rawValue: (path as NSString).pathExtension.lowercased()) else {
      throw .unknownKind(path: path)
    }
    return kind
  }

  /// Whether both names are one file's.
  private static func isSame(_ input: String, _ output: String) -> Bool {
    var (a, b) = (stat(), stat())
    guard stat(input, &a) == 0, stat(output, &b) == 0 else { return input == output }
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino
  }
}
