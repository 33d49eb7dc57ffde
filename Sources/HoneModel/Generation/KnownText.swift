import HoneCompute

/// A text whose keys and values are known: a prompt that begins alike goes on from there.
struct KnownText {
  /// The tokens of the cache's first rows.
  private(set) var tokens: [Int]
  private(set) var cache: KeyValueCache
  /// How many of them were read as a prompt; the others were generated one by one.
  private(set) var read: Int

  /// Rows that caches grow by, so that a conversation does not move its own every turn.
  private static let growth = 512

  /// Rows for `prompt` and `more` tokens after it, those of `known` that it begins with being taken over.
  init(_ prompt: [Int], more: Int, known: KnownText?, of model: LanguageModel) {
    let shared = known.map { $0.reusable(for: prompt, in: model) } ?? 0
    tokens = Array(prompt[..<shared])
    read = min(shared, known?.read ?? 0)
    let needed = prompt.count + more
    if let known, known.cache.capacity >= needed {
      cache = known.cache
      return
    }
    let rounded = (needed + Self.growth - 1) / Self.growth * Self.growth
    cache = KeyValueCache(model.configuration, capacity: rounded)
    if let known, shared > 0 { cache.copy(from: known.cache, rows: shared) }
  }

  /// How many tokens of `prompt` need not be read again, leaving at least one whose row says what comes next. Figures
  /// must be those of a prompt read afresh: products of coded rows are the same one by one and together, those of
  /// weights stored as plain numbers only where many rows were read at once, and there on AVX-512 alone.
  private func reusable(for prompt: [Int], in model: LanguageModel) -> Int {
    let sound = model.current.weights.areCoded ? tokens.count : Kernels.name == "avx512" ? read : 0
    let limit = min(sound, prompt.count - 1)
    return zip(tokens, prompt).prefix(limit).prefix { $0 == $1 }.count
  }

  /// Notes that tokens have come to the cache.
  mutating func append(_ new: some Collection<Int>, read isRead: Bool) {
    tokens += new
    if isRead { read = tokens.count }
  }
}
