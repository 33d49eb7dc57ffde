import Foundation

/// A file of the ICWSM 2014 sentiment study: number, mean human rating from -4 to 4, and text, separated by tabs.
package enum RatingFile {
  /// Below this distance from 0 people did not agree that a text leans either way.
  package static let neutral = 0.5

  /// text, rating and sentiment of each line that is not neutral, in the file's order, with white space collapsed.
  package static func table(_ content: Data, name: String) throws(DatasetError) -> Dataset {
    var rows: [[DataValue]] = []
    for line in String(decoding: content, as: UTF8.self).unicodeScalars.split(whereSeparator: isLineBreak) {
      let parts = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, let rating = Double(String(parts[1])), abs(rating) >= neutral else { continue }
      let text = parts[2].split(whereSeparator: isSpace).map { String($0) }.joined(separator: " ")
      rows.append([.string(text), .float(rating), .string(rating > 0 ? "positive" : "negative")])
    }
    return try Dataset(name: name, columns: ["text", "rating", "sentiment"], values: rows)
  }

  /// Where Python's `splitlines` breaks.
  private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Where Python's `split` does.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }
}
