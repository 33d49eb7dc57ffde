#if canImport(Glibc)
  import Glibc
#endif

/// Rotary positions (Su et al. 2021, section 3.2.2): how fast each pair of a head turns from one position to the next.
package struct Rotary: Sendable, Equatable {
  package var base: Float
  /// What each pair's frequency is divided by, headSize / 2 of them; empty where nothing is.
  package var divisors: [Float]

  package init(base: Float, divisors: [Float] = []) {
    self.base = base
    self.divisors = divisors
  }

  /// base^(-2 i / headSize) over the i-th divisor, as float32 like the references.
  package func frequencies(headSize: Int) -> [Float] {
    precondition(divisors.isEmpty || divisors.count == headSize / 2)
    return (0..<headSize / 2).map { i in
      let frequency = 1 / powf(base, Float(2 * i) / Float(headSize))
      return divisors.isEmpty ? frequency : frequency / divisors[i]
    }
  }
}

/// The cosine and sine of each row's rotary angles: (rows, headSize / 2) each.
package struct RotaryAngles: Sendable {
  package let cosines: Matrix
  package let sines: Matrix

  /// The angle of pair i at position p is p times the pair's frequency.
  package init(positions: [Int32], headSize: Int, rotary: Rotary) {
    let frequencies = rotary.frequencies(headSize: headSize)
    cosines = Matrix(rows: positions.count, columns: frequencies.count)
    sines = Matrix(rows: positions.count, columns: frequencies.count)
    for (row, position) in positions.enumerated() {
      for (i, frequency) in frequencies.enumerated() {
        let angle = Float(position) * frequency
        cosines.row(row)[i] = cosf(angle)
        sines.row(row)[i] = sinf(angle)
      }
    }
  }
}
