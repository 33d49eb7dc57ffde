import Foundation

/// The comment that holds what may differ from run to run: `<!-- hone:run {"kernel":"avx512",…} -->`.
package struct Footer: Sendable, Equatable {
  /// In the order written.
  package var facts: [Fact]

  package struct Fact: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  static let opening = "<!-- hone:run"
  /// The facts that say how one run went: a run that has none of them takes those of the last one away.
  static let parameters = "params", stopped = "stopped"

  package init(_ facts: [(String, String)]) { self.facts = facts.map { Fact($0.0, $0.1) } }

  /// The footer that `comment` is; nil if it is another comment. Facts that are not text are kept as JSON text.
  init?(comment: String) {
    guard comment.hasPrefix(Footer.opening), comment.hasSuffix("-->") else { return nil }
    let text = comment.dropFirst(Footer.opening.count).dropLast(3)
    guard text.first?.isWhitespace == true else { return nil }
    let object = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    facts = object.keys.sorted().map { key in Fact(key, Footer.text(object[key])) }
  }

  package subscript(name: String) -> String? { facts.first { $0.name == name }?.value }

  /// This footer's facts with those of `earlier` behind them that it does not name and that are not of one run.
  func keepingUnknown(of earlier: Footer?) -> Footer {
    var merged = self
    merged.facts += (earlier?.facts ?? []).filter {
      self[$0.name] == nil && ![Footer.parameters, Footer.stopped].contains($0.name)
    }
    return merged
  }

  var comment: String {
    let members = facts.map { "\(Footer.quoted($0.name)):\(Footer.quoted($0.value))" }
    return "\(Footer.opening) {\(members.joined(separator: ","))} -->"
  }

  /// A JSON string without `>`, so that no value can end the comment.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case ">", ..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func text(_ value: Any?) -> String {
    if let string = value as? String { return string }
    let data = try? JSONSerialization.data(
      withJSONObject: value ?? NSNull(), options: [.fragmentsAllowed, .sortedKeys])
    return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
