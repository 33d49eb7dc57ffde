/// Random numbers that depend on what they are for and on nothing else: the same seed, purpose, step and item give the same
/// numbers on any machine, whatever was drawn before. SplitMix64 (Steele, Lea, Flood 2014).
package struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// `purpose` names the use, as "split" or "sampling"; `step` and `item` tell its uses apart.
  package init(seed: UInt64, purpose: String, step: Int = 0, item: Int = 0) {
    state = seed
    for byte in purpose.utf8 { absorb(UInt64(byte)) }
    absorb(UInt64(bitPattern: Int64(step)))
    absorb(UInt64(bitPattern: Int64(item)))
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return RandomStream.mix(state)
  }

  /// A number in `0..<bound`, every one as likely; `bound` is positive.
  package mutating func next(below bound: Int) -> Int {
    precondition(bound > 0)
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    let unfair = (0 &- bound) % bound  // Lemire 2019: redraw in the part that does not divide evenly
    while product.low < unfair { product = next().multipliedFullWidth(by: bound) }
    return Int(product.high)
  }

  /// The numbers `0..<count` in random order (Fisher–Yates).
  package mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, next(below: i + 1)) }
    return order
  }

  private mutating func absorb(_ value: UInt64) { state = RandomStream.mix((state ^ value) &+ 0x9E37_79B9_7F4A_7C15) }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
