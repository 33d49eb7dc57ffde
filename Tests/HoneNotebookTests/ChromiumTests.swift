import Foundation
import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// Pages as a browser sees them. Where there is none, the suite says that it was skipped; `HtmlTests` and `JupyterTests` hold
/// the same pages to what can be known without one.
@Suite(.serialized, .enabled(if: Chromium.isInstalled, "the package chromium is not installed"))
struct ChromiumTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func page(_ markdown: String, isRun: Bool = false) throws -> String {
    let path = try folder.write(markdown, to: "a.md")
    if isRun { _ = try NotebookRun(path: path, session: Session(sink: Ignoring()), trust: false) { _ in }.replay() }
    try Convert.run(path, to: folder.path("a.html"))
    return folder.path("a.html")
  }

  /// How many pixels of an image have each colour: "ffffff" and so on, the most frequent first.
  private func colours(_ image: String) throws -> [(colour: String, count: Int)] {
    let script = """
      import collections, struct, sys, zlib
      data = open(sys.argv[1], "rb").read()
      width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
      assert (depth, kind) == (8, 2), (depth, kind)
      packed, at = b"", 8
      while at < len(data):
          size, name = struct.unpack(">I4s", data[at:at + 8])
          packed += data[at + 8:at + 8 + size] if name == b"IDAT" else b""
          at += 12 + size
      raw, row = zlib.decompress(packed), bytearray(3 * width)
      counts = collections.Counter()
      for y in range(height):
          above, start = row, y * (3 * width + 1)
          way, row = raw[start], bytearray(raw[start + 1:start + 1 + 3 * width])
          for i in range(3 * width) if way else ():
              left, up, corner = (row[i - 3], above[i], above[i - 3]) if i > 2 else (0, above[i], 0)
              near = min((left, up, corner), key=lambda x: abs(left + up - corner - x))
              row[i] = row[i] + (0, left, up, (left + up) // 2, near)[way] & 255
          counts.update(row[i:i + 3].hex() for i in range(0, 3 * width, 3))
      for colour, count in counts.most_common(): print(colour, count)
      """
    let output = try PythonFolder.run("/usr/bin/env", ["python3", "-c", script, image]).output
    return output.split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      return (String(words[0]), Int(words[1]) ?? 0)
    }
  }

  private static let everyKind = """
    # Title

    | a | b |
    |---|--:|
    | 1 | 2 |

    ```hone name=chart
    plot([3, 2, 1])
    "text"
    ```

    ```hone name=wrong
    nope
    ```

    """

  @Test func aPageIsDrawnForLightAndForDark() throws {
    let page = try page(Self.everyKind, isRun: true)
    // The page, a chart's line, an error, a text in quotes.
    let expected: [(Chromium.Scheme, [String])] = [
      (.light, ["ffffff", "0969da", "d1242f", "0a3069"]), (.dark, ["0d1117", "4493f8", "f85149", "a5d6ff"]),
    ]
    for (scheme, wanted) in expected {
      let image = folder.path("\(scheme).png")
      try Chromium.draw(page, scheme, width: 640, height: 900, to: image, in: folder.root)
      let colours = try colours(image)
      #expect(colours.first?.colour == wanted[0], "\(scheme)")
      for colour in wanted {
        #expect(colours.contains { $0.colour == colour && $0.count >= 20 }, "\(scheme) \(colour)")
      }
    }
  }

  @Test func aBrowserReadsNothingHostileThatActs() throws {
    let page = try page(HtmlTests.hostile.joined(separator: "\n\n") + "\n\nThe end.\n")
    let (text, console) = try Chromium.document(page, in: folder.root)
    #expect(text.contains("The end.") && console.isEmpty, "\(console)")
    let path = try folder.write(text, to: "read.html")
    #expect(try PythonFolder.run("/usr/bin/env", ["python3", "-c", PageReader.script], input: path).output == "fine")
  }

  @Test func aBrowserHasNothingToSayToAPage() throws {
    let (text, console) = try Chromium.document(try page(Self.everyKind, isRun: true), in: folder.root)
    #expect(console.isEmpty, "\(console)")
    for kept in ["<svg ", "<table>", "<details class=\"cell\" open", "NameError"] { #expect(text.contains(kept)) }
  }
}

/// A reader of HTML that is not ours. It finds every tag of a page closed, and nothing that acts.
enum PageReader {
  /// Reads the paths of pages and prints "fine".
  static let script = """
    import sys, pathlib, html.parser
    void = {"meta", "br", "hr", "img"}
    class Reader(html.parser.HTMLParser):
        def __init__(self): super().__init__(); self.open = []; self.bad = []
        def handle_starttag(self, tag, attributes):
            if tag not in void: self.open.append(tag)
            if tag in ("script", "iframe", "object", "embed", "form"): self.bad.append(tag)
            for name, value in attributes:
                if name.startswith("on"): self.bad.append(name)
                if name in ("href", "src") and ":" in value.split("/")[0]:
                    if value.split(":")[0].lower() not in ("http", "https", "mailto", "data"): self.bad.append(value)
        def handle_startendtag(self, tag, attributes): self.handle_starttag(tag, attributes); tag in void or self.open.pop()
        def handle_endtag(self, tag):
            if not self.open or self.open.pop() != tag: self.bad.append("</" + tag)
    for path in sys.stdin.read().splitlines():
        reader = Reader(); reader.feed(pathlib.Path(path).read_bytes().decode()); reader.close()
        assert not reader.open and not reader.bad, (path, reader.open, reader.bad)
    print("fine", end="")
    """
}
