import HoneCompute

// GGUF's llama keeps the rows of queries and keys with rotary pairs side by side; Hugging Face, half a head apart.
extension ModelConfiguration {
  /// A matrix of this model, whose rows are a projection's outputs, with the rows as Hugging Face's files have them.
  package func inHuggingFaceOrder(_ matrix: Matrix, _ projection: Projection) -> Matrix {
    reordered(matrix, projection) { within, half in within % half * 2 + within / half }
  }

  /// The same the other way round.
  package func inOwnOrder(_ matrix: Matrix, _ projection: Projection) -> Matrix {
    reordered(matrix, projection) { within, half in within % 2 * half + within / 2 }
  }

  private func reordered(
    _ matrix: Matrix, _ projection: Projection, _ place: (_ within: Int, _ half: Int) -> Int
  ) -> Matrix {
    guard rotaryInterleaved, projection == .query || projection == .key else { return matrix }
    let size = attention.headSize
    return matrix.gathering((0..<matrix.rows).map { $0 / size * size + place($0 % size, size / 2) })
  }
}
