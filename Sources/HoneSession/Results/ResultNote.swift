import HoneCore
import HoneStore

/// The words of notes about kept results.
enum ResultNote {
  static func damaged(_ kind: ResultCache.Kind) -> String { "a kept \(kind.noun) was damaged; it is computed again" }

  static func tooLarge(_ kind: ResultCache.Kind, limit: Int) -> String {
    "this \(kind.noun) is not kept: it takes more than the \(Figures.bytes(limit)) that results may take (cache in "
      + "config.yaml)"
  }

  static func notKept(_ kind: ResultCache.Kind, _ error: any Error) -> String {
    // A store says by itself what follows.
    error is StoreError ? failed(error) : "this \(kind.noun) is not kept: \(words(error))"
  }

  /// "from the cache: 1 training run, 3 evaluations"
  static func reused(_ counts: [ResultCache.Kind: Int]) -> String {
    let shares = ResultCache.Kind.allCases.compactMap { kind in counts[kind].map { Figures.counted($0, kind.noun) } }
    return "from the cache: \(shares.joined(separator: ", "))"
  }

  static func resumed(at step: Int, of steps: Int) -> String {
    "went on after step \(step) of \(steps), where a run of the same was cut off"
  }

  static func notResumable(_ error: any Error) -> String {
    "this training run would start anew if it were cut off: \(words(error))"
  }

  static func failed(_ error: any Error) -> String { words(error) }

  /// "data and rank changed since cell 'tune' was computed: fine-tuning again"
  static func changed(_ parts: [String], cell: String, _ kind: ResultCache.Kind) -> String {
    let title = cell.hasPrefix("cell ") ? cell : "cell '\(cell)'"
    return "\(list(parts)) changed since \(title) was computed: \(kind.doing) again"
  }

  private static func words(_ error: any Error) -> String { (error as? any UserFacingError)?.message ?? "\(error)" }

  private static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return "\(words.dropLast().joined(separator: ", ")) and \(last)"
  }
}

extension ResultCache.Kind {
  /// What one of them is called.
  var noun: String {
    switch self {
    case .finetune: "training run"
    case .evaluate: "evaluation"
    case .generate: "generation"
    case .run: "prompt run"
    case .perplexity: "perplexity measurement"
    }
  }

  fileprivate var doing: String {
    switch self {
    case .finetune: "fine-tuning"
    case .evaluate: "evaluating"
    case .generate: "generating"
    case .run: "running the prompt"
    case .perplexity: "measuring perplexity"
    }
  }
}
