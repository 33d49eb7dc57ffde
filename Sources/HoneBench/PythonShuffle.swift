/// The order in which Python's `random.Random(seed).shuffle` leaves a list, so that rows come as they do for the peers.
///
/// The numbers are MT19937's (Matsumoto and Nishimura 1998, with their initialization by array of 2002), the shuffle is
/// Fisher and Yates's from the end.
package struct PythonShuffle {
  private static let size = 624, middle = 397
  private var state: [UInt32]
  private var position = Self.size

  package init(seed: UInt32) {
    state = [19_650_218]
    for index in 1..<Self.size { state.append(Self.mixed(state[index - 1]) &* 1_812_433_253 &+ UInt32(index)) }
    var index = 1
    func advance(_ state: inout [UInt32]) {
      index += 1
      if index == Self.size { (index, state[0]) = (1, state[Self.size - 1]) }
    }
    // The key is one word long, so that neither its index nor what is added for it changes.
    for _ in 0..<Self.size {
      state[index] = (state[index] ^ Self.mixed(state[index - 1]) &* 1_664_525) &+ seed
      advance(&state)
    }
    for _ in 1..<Self.size {
      state[index] = (state[index] ^ Self.mixed(state[index - 1]) &* 1_566_083_941) &- UInt32(index)
      advance(&state)
    }
    state[0] = 1 << 31
  }

  private static func mixed(_ word: UInt32) -> UInt32 { word ^ word >> 30 }

  /// The numbers `0..<count` in shuffled order.
  package mutating func order(_ count: Int) -> [Int] {
    precondition(count <= Int(UInt32.max))
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, below(last + 1)) }
    return order
  }

  /// As many bits as `bound` has, drawn again until they are below it.
  private mutating func below(_ bound: Int) -> Int {
    let unused = UInt32(bound).leadingZeroBitCount
    while true {
      let drawn = Int(next() >> UInt32(unused))
      if drawn < bound { return drawn }
    }
  }

  private mutating func next() -> UInt32 {
    if position == Self.size { twist() }
    var word = state[position]
    position += 1
    word ^= word >> 11
    word ^= word << 7 & 0x9D2C_5680
    word ^= word << 15 & 0xEFC6_0000
    return word ^ word >> 18
  }

  private mutating func twist() {
    for index in 0..<Self.size {
      let joined = state[index] & 0x8000_0000 | state[(index + 1) % Self.size] & 0x7FFF_FFFF
      let odd: UInt32 = joined & 1 == 1 ? 0x9908_B0DF : 0
      state[index] = state[(index + Self.middle) % Self.size] ^ joined >> 1 ^ odd
    }
    position = 0
  }
}
