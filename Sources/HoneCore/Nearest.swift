/// The candidate that a misspelt name most likely meant, or nil if none is close enough to be worth suggesting.
///
/// Case is ignored. A third of the letters may be wrong (one of three, two of six, …), two swapped neighbours counting
/// as one mistake; failing that, the only candidate that the name abbreviates is meant (in small letters, none with a
/// capital: `run` is not short for RuntimeError). Ties go to the earlier candidate.
package func nearest(_ name: String, among candidates: [String]) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  guard !wanted.isEmpty, wanted.count <= longestNameWorthCorrecting else { return nil }
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let letters = Array(candidate.lowercased().unicodeScalars)
    guard letters.count <= longestNameWorthCorrecting else { continue }
    let longest = max(wanted.count, letters.count)
    let distance = typingMistakes(from: wanted, to: letters)
    guard distance <= max(longest, 3) / 3, distance < longest else { continue }
    if distance < best?.distance ?? Int.max { best = (candidate, distance) }
  }
  return best?.candidate ?? onlyCandidate(startingWith: name, among: candidates)
}

/// Longer names are data, not typing: the distance is quadratic in their length.
private let longestNameWorthCorrecting = 64

private func onlyCandidate(startingWith prefix: String, among candidates: [String]) -> String? {
  guard prefix.unicodeScalars.count >= 2 else { return nil }
  let letters = prefix.lowercased().unicodeScalars
  let longer = candidates.filter {
    $0.lowercased().unicodeScalars.starts(with: letters)
      && ($0.first?.isUppercase != true || prefix.first?.isLowercase != true)
  }
  return longer.count == 1 ? longer[0] : nil
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`
/// (Damerau–Levenshtein, the restricted form known as optimal string alignment).
private func typingMistakes(from a: [Unicode.Scalar], to b: [Unicode.Scalar]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...b.count)
  for i in a.indices {
    var current = [i + 1]
    for j in b.indices {
      let substitution = previous[j] + (a[i] == b[j] ? 0 : 1)
      var least = min(substitution, previous[j + 1] + 1, current[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, beforePrevious[j - 1] + 1) }
      current.append(least)
    }
    (beforePrevious, previous) = (previous, current)
  }
  return previous[b.count]
}
