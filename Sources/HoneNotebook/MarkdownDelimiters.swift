/// The rules by which runs of `*`, `_` and `~` become emphasis (CommonMark 0.31, section 6.2).
enum MarkdownDelimiters {
  /// Whether the run at `range` can open and close emphasis, by the characters around it.
  static func flanks(_ bytes: [UInt8], _ range: Range<Int>) -> (opens: Bool, closes: Bool) {
    let (before, after) = (scalar(before: range.lowerBound, bytes), scalar(at: range.upperBound, bytes))
    let left = !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before))
    let right = !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after))
    guard bytes[range.lowerBound] == UInt8(ascii: "_") else { return (left, right) }
    return (left && (!right || isPunctuation(before)), right && (!left || isPunctuation(after)))
  }

  /// The ends of the text count as white space.
  private static func scalar(before offset: Int, _ bytes: [UInt8]) -> Unicode.Scalar {
    var start = offset
    repeat { start -= 1 } while start > 0 && bytes[start] & 0xC0 == 0x80
    return start < 0 ? "\n" : String(decoding: bytes[start..<offset], as: UTF8.self).unicodeScalars.first ?? "\n"
  }

  private static func scalar(at offset: Int, _ bytes: [UInt8]) -> Unicode.Scalar {
    String(decoding: bytes[min(offset, bytes.count)..<min(offset + 4, bytes.count)], as: UTF8.self)
      .unicodeScalars.first ?? "\n"
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .spaceSeparator || "\t\n\u{C}\r".unicodeScalars.contains(scalar)
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
      true
    default: false
    }
  }
}

extension MarkdownInlines {
  /// Makes emphasis of the runs behind one, and takes them off the list.
  mutating func matchDelimiters(behind bottom: Int?) {
    /// By mark, length and role of what closes: no run up to here opens for it.
    var searched: [[Int]: Int] = [:]
    var closer = bottom.map { delimiters[$0].next } ?? firstDelimiter
    while let index = closer {
      let run = delimiters[index]
      guard run.closes else {
        closer = run.next
        continue
      }
      let key = [Int(run.mark), run.length % 3, run.opens ? 1 : 0]
      let floor = max(searched[key] ?? -1, bottom ?? -1)
      if let opener = opener(for: index, above: floor) {
        wrap(opener, index)
        if delimiters[index].count == 0 { closer = run.next }
      } else {
        searched[key] = index - 1
        closer = run.next
        if !run.opens { remove(index) }
      }
    }
    while let last = lastDelimiter, last > bottom ?? -1 { remove(last) }
  }

  private func opener(for closer: Int, above floor: Int) -> Int? {
    let run = delimiters[closer]
    var candidate = run.previous
    while let index = candidate, index > floor {
      let other = delimiters[index]
      if other.opens, other.mark == run.mark, fits(other, run) { return index }
      candidate = other.previous
    }
    return nil
  }

  /// The rule of three, and GitHub's for strikethrough: both runs of one length.
  private func fits(_ opener: Delimiter, _ closer: Delimiter) -> Bool {
    if closer.mark == .tilde { return opener.length == closer.length }
    guard opener.closes || closer.opens else { return true }
    return (opener.length + closer.length) % 3 != 0 || (opener.length % 3 == 0 && closer.length % 3 == 0)
  }

  private mutating func wrap(_ opener: Int, _ closer: Int) {
    let isDouble = delimiters[opener].count >= 2 && delimiters[closer].count >= 2
    let isStruck = delimiters[closer].mark == .tilde
    let tag = isStruck ? "del" : isDouble ? "strong" : "em"
    let used = isDouble ? 2 : 1
    while let between = delimiters[closer].previous, between > opener { remove(between) }
    let (first, last) = (delimiters[opener].piece, delimiters[closer].piece)
    pieces[first].after = "<\(tag)>" + pieces[first].after
    pieces[last].before += "</\(tag)>"
    for (run, piece) in [(opener, first), (closer, last)] {
      delimiters[run].count -= used
      pieces[piece].text.removeLast(used)
      if delimiters[run].count == 0 { remove(run) }
    }
  }

  private mutating func remove(_ index: Int) {
    let run = delimiters[index]
    if let previous = run.previous { delimiters[previous].next = run.next } else { firstDelimiter = run.next }
    if let next = run.next { delimiters[next].previous = run.previous } else { lastDelimiter = run.previous }
  }
}
