import HoneData
import HoneNotebook
import HoneTestSupport
import Testing

/// Both ways over generated notebooks.
@Suite struct GeneratedIpynbTests {
  @Test func fromMarkdownToJupyterAndBackIsTheIdentity() throws {
    for seed in 0..<1_000 as Range<UInt64> {
      var random = SplitMix(state: seed)
      let text = NotebookText.generated(&random, upTo: 24)
      let ipynb = try Convert.ipynb(Array(text.utf8), path: "a.md")
      let back = try Convert.markdown(Array(ipynb.utf8), path: "a.md")
      #expect(back.utf8.elementsEqual(text.utf8), "seed \(seed): \(text.debugDescription) \(back.debugDescription)")
      let code =
        try DataValue(json: Array(ipynb.utf8)).member("cells").list?
        .filter { $0.member("cell_type") == .string("code") }.map { IpynbValue.joined($0.member("source")) } ?? []
      for cell in try Notebook(text).cells where cell.isRun {
        #expect(code.contains(.string(cell.source)), "seed \(seed): \(text.debugDescription)")
      }
    }
  }

  private static let values = [
    "null", "1", "1.0", "-0.5", "1e+16", "\"\"", "\"a\\nb\"", "[]", "{}", "[\n 1\n]", "true", "\"-->\"", "\"é\\u0001\"",
  ]

  /// One cell of a notebook in Python, its strings in lists as nbformat has them.
  private func cell(_ number: Int, _ random: inout SplitMix) -> String {
    func pick(_ values: [String]) -> String { values[Int.random(in: 0..<values.count, using: &random)] }
    let source = quoted(NotebookText.generated(&random, upTo: 5))
    let metadata = "{\"k\(number)\": \(pick(Self.values))}"
    let common = "\"id\": \"c\(number)\", \"metadata\": \(metadata), \"source\": \(source)"
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return "{\"cell_type\": \"markdown\", \(common)}"
    case 1: return "{\"cell_type\": \"raw\", \(common)}"
    default:
      let outputs = (0..<Int.random(in: 0...3, using: &random)).map { _ in output(&random) }
      return "{\"cell_type\": \"code\", \"execution_count\": \(pick(["null", "7"])), \(common), "
        + "\"outputs\": [\(outputs.joined(separator: ","))]}"
    }
  }

  private func output(_ random: inout SplitMix) -> String {
    let text = quoted(NotebookText.generated(&random, upTo: 3))
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return "{\"name\": \"stderr\", \"output_type\": \"stream\", \"text\": \(text)}"
    case 1: return "{\"ename\": \"E\", \"evalue\": \(text), \"output_type\": \"error\", \"traceback\": [\(text)]}"
    case 2: return "{\"data\": {\"image/png\": \"aGk=\"}, \"metadata\": {}, \"output_type\": \"display_data\"}"
    default:
      return "{\"data\": {\"application/json\": [1, 2.0], \"text/plain\": \(text)}, \"execution_count\": 2, "
        + "\"metadata\": {\"m\": [null]}, \"output_type\": \"execute_result\"}"
    }
  }

  private func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\r\n", with: "\\r\\n")
      .replacing("\n", with: "\\n").replacing("\r", with: "\\r").replacing("\t", with: "\\t")
    return "\"\(escaped)\""
  }

  @Test func fromJupyterToMarkdownAndBackIsTheIdentity() throws {
    for seed in 0..<1_000 as Range<UInt64> {
      var random = SplitMix(state: seed)
      let cells = (0..<Int.random(in: 0...5, using: &random)).map { cell($0, &random) }
      let foreign = """
        {"cells": [\(cells.joined(separator: ", "))], "metadata": {"language_info": {"name": "python"}, "w": {"a": null}},
        "nbformat": 4, "nbformat_minor": 5}
        """
      let markdown = try Convert.markdown(Array(foreign.utf8), path: "a.md")
      let ipynb = try Convert.ipynb(Array(markdown.utf8), path: "a.md")
      // What was there is there; the second time there is nothing left to put in order.
      let expected = try Self.normal(foreign)
      #expect(try Self.normal(ipynb) == expected, "seed \(seed): \(markdown)")
      #expect(try Convert.markdown(Array(ipynb.utf8), path: "a.md") == markdown, "seed \(seed)")
      #expect(try Notebook(markdown).cells.isEmpty, "seed \(seed): \(markdown)")
    }
  }

  /// What the file says, whether its texts are cut into lines or not.
  private static func normal(_ ipynb: String) throws -> DataValue {
    IpynbValue.joined(try DataValue(json: Array(ipynb.utf8)))
  }
}

/// Parts of an ipynb file.
enum IpynbValue {
  private static let texts = ["source", "text", "text/plain"]

  /// With the texts that are cut into lines made whole.
  static func joined(_ value: DataValue, key: String = "source") -> DataValue {
    switch value {
    case .list(let values) where texts.contains(key): .string(values.compactMap(\.string).joined())
    case .list(let values): .list(values.map { joined($0, key: "") })
    case .dict(let members):
      .dict(members.reduce(into: [:]) { $0[$1.key] = joined($1.value, key: $1.key) })
    default: value
    }
  }
}

extension DataValue {
  /// A member of an object, or None.
  func member(_ key: String) -> DataValue { if case .dict(let members) = self { members[key] ?? .none } else { .none } }
}
