/// Text on its way out: whole scalars, and nothing that may turn out to be part of a stop text.
package struct StreamedText {
  private var decoder: StreamingDecoder
  private let stops: [[UInt8]]
  private var bytes: [UInt8] = []
  private var shown = 0
  package private(set) var tokens: [Int] = []
  package private(set) var stopped = false

  package init(_ tokenizer: Tokenizer, stops: [String]) {
    decoder = StreamingDecoder(tokenizer, continuing: true)
    self.stops = stops.filter { !$0.isEmpty }.map { Array($0.utf8) }
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Returns what can be shown now.
  package mutating func append(_ token: Int) -> String {
    tokens.append(token)
    bytes += decoder.append(token).utf8
    if let end = stops.compactMap({ find($0) }).min() {
      stopped = true
      bytes.removeSubrange(end...)
    }
    return show(upTo: stopped ? bytes.count : bytes.count - heldBack)
  }

  /// What was held back, at the end of generation.
  package mutating func finish() -> String {
    if !stopped { bytes += decoder.finish().utf8 }
    return show(upTo: bytes.count)
  }

  private mutating func show(upTo end: Int) -> String {
    guard end > shown else { return "" }
    defer { shown = end }
    return String(decoding: bytes[shown..<end], as: UTF8.self)
  }

  private func find(_ stop: [UInt8]) -> Int? {
    guard bytes.count >= stop.count else { return nil }
    return (max(0, shown - stop.count)...bytes.count - stop.count).first {
      bytes[$0..<$0 + stop.count].elementsEqual(stop)
    }
  }

  /// Bytes at the end with which a stop text begins.
  private var heldBack: Int {
    var held = 0
    for stop in stops {
      for length in stride(from: min(stop.count - 1, bytes.count), to: held, by: -1)
      where bytes.suffix(length).elementsEqual(stop.prefix(length)) {
        held = length
        break
      }
    }
    return held
  }
}
