/// Python's text operations. Text counts in code points, and equality is equality of bytes: `Character` and
/// `String`'s own comparisons would take "\r\n" for one character and composed for decomposed letters.
extension String {
  /// Offsets in bytes of `part`'s occurrences, which do not overlap; linear in the lengths (Knuth, Morris, Pratt).
  func byteOffsets(of part: String, limit: Int = .max) -> [Int] {
    let wanted = Array(part.utf8)
    guard !wanted.isEmpty, wanted.count <= utf8.count, limit > 0 else { return [] }
    let borders = Self.borders(of: wanted)
    var text = self
    return text.withUTF8 { bytes in
      var offsets: [Int] = []
      var matched = 0
      for index in bytes.indices {
        while matched > 0, bytes[index] != wanted[matched] { matched = borders[matched - 1] }
        if bytes[index] == wanted[matched] { matched += 1 }
        guard matched == wanted.count else { continue }
        offsets.append(index + 1 - matched)
        if offsets.count == limit { break }
        matched = 0
      }
      return offsets
    }
  }

  /// For each prefix, the length of its longest proper prefix that also ends it.
  private static func borders(of bytes: [UInt8]) -> [Int] {
    var borders = [0]
    for index in bytes.indices.dropFirst() {
      var length = borders[index - 1]
      while length > 0, bytes[index] != bytes[length] { length = borders[length - 1] }
      borders.append(bytes[index] == bytes[length] ? length + 1 : 0)
    }
    return borders
  }

  func containsBytes(of part: String) -> Bool { part.isEmpty || !byteOffsets(of: part, limit: 1).isEmpty }

  func hasBytePrefix(_ part: String) -> Bool { utf8.starts(with: part.utf8) }

  func hasByteSuffix(_ part: String) -> Bool {
    utf8.count >= part.utf8.count && utf8.suffix(part.utf8.count).elementsEqual(part.utf8)
  }

  /// The bytes in a range that starts and ends between characters.
  func bytes(_ range: Range<Int>) -> String {
    let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    return String(self[start..<utf8.index(start, offsetBy: range.count)])
  }

  /// `str.strip` and its relatives: of whitespace, or of any of `characters`.
  func stripped(of characters: String?, leading: Bool = true, trailing: Bool = true) -> String {
    let set = characters.map { Set($0.unicodeScalars) }
    func isStripped(_ scalar: Unicode.Scalar) -> Bool { set?.contains(scalar) ?? scalar.isPythonSpace }
    var rest = Substring(self).unicodeScalars
    if leading { rest = rest.drop(while: isStripped) }
    while trailing, let last = rest.last, isStripped(last) { rest.removeLast() }
    return String(rest)
  }

  func replacingBytes(of part: String, with replacement: String, limit: Int) -> String {
    if part.isEmpty { return interleaved(with: replacement, limit: limit) }
    return pieces(between: byteOffsets(of: part, limit: limit), of: part.utf8.count).joined(separator: replacement)
  }

  /// Python's replacement of the empty string: before every character and at the end.
  private func interleaved(with replacement: String, limit: Int) -> String {
    var result = ""
    var left = limit
    for scalar in unicodeScalars {
      if left > 0 { result += replacement }
      left -= 1
      result.unicodeScalars.append(scalar)
    }
    return left > 0 ? result + replacement : result
  }

  /// `str.split(separator, limit)`.
  func split(byBytesOf separator: String, limit: Int) -> [String] {
    pieces(between: byteOffsets(of: separator, limit: limit), of: separator.utf8.count)
  }

  /// `str.rsplit(separator, limit)`: the splits nearest to the end count.
  func splitFromEnd(byBytesOf separator: String, limit: Int) -> [String] {
    let reversed = String(unicodeScalars.reversed())
    return reversed.split(byBytesOf: String(separator.unicodeScalars.reversed()), limit: limit)
      .reversed().map { String($0.unicodeScalars.reversed()) }
  }

  private func pieces(between offsets: [Int], of length: Int) -> [String] {
    var pieces: [String] = []
    var start = 0
    for offset in offsets {
      pieces.append(bytes(start..<offset))
      start = offset + length
    }
    pieces.append(bytes(start..<utf8.count))
    return pieces
  }

  /// `str.split()`: by runs of whitespace; what is left after `limit` splits keeps its whitespace.
  func splitByWhitespace(limit: Int) -> [String] {
    var pieces: [String] = []
    var rest = Substring(self).unicodeScalars.drop(while: \.isPythonSpace)
    while !rest.isEmpty {
      let end = pieces.count < limit ? rest.firstIndex(where: \.isPythonSpace) : nil
      guard let end else {
        pieces.append(String(rest))
        break
      }
      pieces.append(String(rest[..<end]))
      rest = rest[end...].drop(while: \.isPythonSpace)
    }
    return pieces
  }

  func splitByWhitespaceFromEnd(limit: Int) -> [String] {
    String(unicodeScalars.reversed()).splitByWhitespace(limit: limit)
      .reversed().map { String($0.unicodeScalars.reversed()) }
  }

  /// `str.splitlines`.
  func lines(keepingEnds: Bool) -> [String] {
    var lines: [String] = []
    let scalars = unicodeScalars
    var start = scalars.startIndex
    var index = start
    while index < scalars.endIndex {
      let end = index
      let isReturn = scalars[index] == "\r"
      guard scalars[index].endsPythonLine else {
        index = scalars.index(after: index)
        continue
      }
      index = scalars.index(after: index)
      if isReturn, index < scalars.endIndex, scalars[index] == "\n" { index = scalars.index(after: index) }
      lines.append(String(scalars[start..<(keepingEnds ? index : end)]))
      start = index
    }
    if start < scalars.endIndex { lines.append(String(scalars[start...])) }
    return lines
  }

  /// `str.title`: a letter after another letter is small, every other one large.
  var titled: String {
    var result = ""
    var isAfterLetter = false
    for scalar in unicodeScalars {
      let properties = scalar.properties
      result += isAfterLetter ? properties.lowercaseMapping : properties.titlecaseMapping
      isAfterLetter = properties.isCased
    }
    return result
  }

  /// Jinja's `title` filter: words begin after whitespace, hyphens and opening brackets only.
  var titledByWords: String {
    var result = ""
    var startsWord = true
    for scalar in unicodeScalars {
      result += startsWord ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
      startsWord = scalar.isPythonSpace || ["-", "(", "{", "[", "<"].contains(scalar)
    }
    return result
  }

  /// `str.capitalize`.
  var capitalizedOnce: String {
    guard let first = unicodeScalars.first else { return self }
    return first.properties.titlecaseMapping + String(unicodeScalars.dropFirst()).lowercased()
  }
}

extension Unicode.Scalar {
  fileprivate var endsPythonLine: Bool {
    (10...13).contains(value) || (28...30).contains(value) || [0x85, 0x2028, 0x2029].contains(value)
  }
}
