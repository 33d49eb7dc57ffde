extension String {
  /// The text with its control characters as pictures (␛ for an escape), but for those of `kept`: text of a model or a file
  /// must not steer the terminal that shows it.
  package func showingControls(keeping kept: String = "") -> String {
    guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return self }
    let visible = unicodeScalars.map { scalar -> Unicode.Scalar in
      guard scalar.properties.generalCategory == .control, !kept.unicodeScalars.contains(scalar) else { return scalar }
      return scalar.value < 32 ? Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}" : "\u{FFFD}"
    }
    return String(String.UnicodeScalarView(visible))
  }
}
