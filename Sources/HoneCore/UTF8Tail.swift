extension [UInt8] {
  /// How many bytes at the end begin a UTF-8 scalar whose rest has not come yet: 0...3.
  package var incompleteUTF8Tail: Int {
    for length in 1...3 where length <= count {
      let byte = self[count - length]
      if byte & 0xC0 == 0x80 { continue }
      let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return needed > length ? length : 0
    }
    return 0
  }
}
