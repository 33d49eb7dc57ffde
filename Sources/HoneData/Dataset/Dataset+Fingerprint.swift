import HoneCore

extension Dataset {
  /// SHA-256 of the columns and rows, in order; name, roles and parts do not count.
  package var fingerprint: String {
    var encoder = CanonicalEncoder()
    encoder.add(columns.count)
    for column in columns { encoder.add(column) }
    encoder.add(count)
    for row in values { for value in row { encoder.add(value) } }
    return encoder.finish()
  }
}

/// Writes values so that two encodings are alike only if the values are: a tag, a length where there is one, the content.
/// Integers are 64 bits, the lowest byte first. The order of a dict's keys counts.
private struct CanonicalEncoder {
  private var stream = SHA256Stream()
  private var pending: [UInt8] = []

  mutating func add(_ value: DataValue) {
    switch value {
    case .none: tag("n")
    case .bool(let value): tag(value ? "t" : "f")
    case .int(let value): tag("i"); add(value)
    case .float(let value): tag("d"); add(Int(bitPattern: UInt(value.bitPattern)))
    case .string(let value): tag("s"); add(value)
    case .list(let values):
      tag("l"); add(values.count)
      for value in values { add(value) }
    case .dict(let values):
      tag("m"); add(values.count)
      for (key, value) in values { add(key); add(value) }
    }
  }

  mutating func add(_ number: Int) {
    withUnsafeBytes(of: number.littleEndian) { pending.append(contentsOf: $0) }
    if pending.count >= 1 << 16 { flush() }
  }

  mutating func add(_ text: String) {
    add(text.utf8.count)
    pending.append(contentsOf: text.utf8)
  }

  func finish() -> String {
    var stream = stream
    stream.update(pending)
    return stream.finish()
  }

  private mutating func tag(_ letter: Unicode.Scalar) { pending.append(UInt8(letter.value)) }

  private mutating func flush() {
    stream.update(pending)
    pending.removeAll(keepingCapacity: true)
  }
}
