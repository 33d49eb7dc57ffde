import Foundation
import HoneData
import HoneSession
import OrderedCollections

/// JSON as nbformat writes it: sorted keys, one space of indentation a level, letters beyond ASCII as they are. A file that
/// Jupyter's tools read and write again stays the same, byte for byte.
enum IpynbText {
  static func written(_ value: DataValue) -> String {
    var text = ""
    write(value, indent: 0, to: &text)
    return text + "\n"
  }

  /// On one line, without a `>`, so that the text can stand in an HTML comment.
  static func inComment(_ value: DataValue) -> String {
    var text = ""
    write(value, indent: nil, to: &text)
    return text.replacing(">", with: "\\u003e")
  }

  private static func write(_ value: DataValue, indent: Int?, to text: inout String) {
    switch value {
    case .none: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .int(let number): text += String(number)
    case .float(let number): text += pythonSpelling(of: number)
    case .string(let string): text += quoted(string)
    case .list(let values):
      writeAll(values, "[", "]", indent: indent, to: &text) { write($0, indent: $1, to: &$2) }
    case .dict(let members):
      let sorted = members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
      writeAll(sorted, "{", "}", indent: indent, to: &text) { member, indent, text in
        text += quoted(member.key) + (indent == nil ? ":" : ": ")
        write(member.value, indent: indent, to: &text)
      }
    }
  }

  private static func writeAll<Element>(
    _ elements: [Element], _ opening: String, _ closing: String, indent: Int?, to text: inout String,
    _ writeOne: (Element, Int?, inout String) -> Void
  ) {
    text += opening
    let inner = indent.map { $0 + 1 }
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      if let inner { text += "\n" + String(repeating: " ", count: inner) }
      writeOne(element, inner, &text)
    }
    if let indent, !elements.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
    text += closing
  }

  private static func quoted(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      case ..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// `str.splitlines(True)`, which cuts the texts of an ipynb file into lists.
  static func lines(_ text: String) -> [String] {
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if last == "\r", scalar != "\n" {
        lines.append(String(line))
        line = String.UnicodeScalarView()
      }
      line.append(scalar)
      last = scalar
      if scalar != "\r", isLineEnd(scalar) {
        lines.append(String(line))
        line = String.UnicodeScalarView()
      }
    }
    return line.isEmpty ? lines : lines + [String(line)]
  }

  private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{B}", "\u{C}", "\u{1C}"..."\u{1E}", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }
}

extension DataValue {
  typealias Members = OrderedDictionary<String, DataValue>

  var members: Members? { if case .dict(let members) = self { members } else { nil } }

  subscript(key: String) -> DataValue? { members?[key] }

  /// A text that may be cut into a list of its lines.
  var joinedText: String? {
    if let string { return string }
    guard let list else { return nil }
    let parts = list.compactMap(\.string)
    return parts.count == list.count ? parts.joined() : nil
  }
}
