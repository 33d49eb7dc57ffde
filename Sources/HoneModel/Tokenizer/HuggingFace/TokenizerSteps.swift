/// The scheme that the steps of a tokenizer.json amount to. Steps that are not recognised are refused, never guessed.
struct TokenizerSteps {
  private(set) var scheme = Vocabulary.Scheme.byteLevel
  private(set) var rule = ""
  private(set) var composes = false
  /// The spelling of the token that the post-processor puts before a text.
  private(set) var beginning: String?

  private let path: String
  private static let visibleSpace = "▁"

  init(_ file: TokenizerFile) throws(TokenizerError) {
    path = file.path
    let normalizers = TokenizerSteps.steps(file.normalizer, "normalizers")
    let preTokenizers = TokenizerSteps.steps(file.preTokenizer, "pretokenizers")
    if let last = preTokenizers.last, last["type"].string == "ByteLevel" {
      rule = try byteLevelRule(before: preTokenizers.dropLast(), last)
      composes = try composes(normalizers)
    } else {
      scheme = .sentencePiece(try prefix(normalizers, preTokenizers))
      try checkSentencePiece(file)
    }
    for step in TokenizerSteps.steps(file.postProcessor, "processors") { try read(postProcessor: step) }
  }

  /// The steps of a sequence, or the one step there is.
  private static func steps(_ value: JSONPart, _ listName: String) -> [JSONPart] {
    if value.isNull { return [] }
    return value["type"].string == "Sequence" ? value[listName].array ?? [] : [value]
  }

  private func unsupported(_ part: String, _ steps: [JSONPart], _ accepted: String) -> TokenizerError {
    let names = steps.map { "'\($0["type"].string ?? "?")'" }.joined(separator: ", ")
    return .unsupported(path: path, part: part, found: names.isEmpty ? "none" : names, accepted: accepted)
  }

  // MARK: Byte-level

  /// The published patterns of the rules that stand in a Split step.
  static let patterns: [String: PreTokenizer] = [
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#:
      .llama3,
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#:
      .qwen2,
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#: .gpt2,
  ]

  private func byteLevelRule(before: ArraySlice<JSONPart>, _ byteLevel: JSONPart) throws(TokenizerError) -> String {
    let accepted = "'ByteLevel' without a prefix space, alone or after 'Split' or 'Digits'"
    let unknown = unsupported("pre_tokenizer", before + [byteLevel], accepted)
    guard byteLevel["add_prefix_space"].bool == false else { throw unknown }
    let splitsItself = byteLevel["use_regex"].bool ?? true
    guard let step = before.first else {
      guard splitsItself else { throw unknown }
      return PreTokenizer.gpt2.rawValue
    }
    guard before.count == 1 else { throw unknown }
    switch (step["type"].string, splitsItself) {
    case ("Digits", true) where step["individual_digits"].bool == true: return PreTokenizer.smollm.rawValue
    case ("Split", false) where step["behavior"].string == "Isolated" && step["invert"].bool != true:
      guard let pattern = step["pattern"]["Regex"].string else { throw unknown }
      guard let rule = TokenizerSteps.patterns[pattern] else {
        throw .unknownSplitPattern(path: path, pattern: pattern)
      }
      return rule.rawValue
    default: throw unknown
    }
  }

  private func composes(_ normalizers: [JSONPart]) throws(TokenizerError) -> Bool {
    if normalizers.isEmpty { return false }
    guard normalizers.count == 1, normalizers[0]["type"].string == "NFC" else {
      throw unsupported("normalizer", normalizers, "'NFC' or none with byte-level tokens")
    }
    return true
  }

  // MARK: SentencePiece

  private func prefix(_ normalizers: [JSONPart], _ preTokenizers: [JSONPart]) throws(TokenizerError)
    -> Vocabulary.SpacePrefix
  {
    let space = TokenizerSteps.visibleSpace
    func shows(_ step: JSONPart?) -> Bool {
      step?["type"].string == "Replace" && step?["pattern"]["String"].string == " " && step?["content"].string == space
    }
    func prepends(_ step: JSONPart?) -> Bool { step?["type"].string == "Prepend" && step?["prepend"].string == space }
    let (first, last) = (normalizers.first, normalizers.last)
    // Once every space is ▁, splitting at spaces does nothing.
    let splits = preTokenizers.allSatisfy { $0["type"].string == "Split" && $0["pattern"]["String"].string == " " }
    switch normalizers.count {
    case 0 where preTokenizers.count == 1: return try prefix(metaspace: preTokenizers[0])
    case 1 where splits && shows(first): return .none
    case 2 where splits && prepends(first) && shows(last): return .each
    default: break
    }
    let steps = normalizers + preTokenizers
    throw unsupported("normalizer and pre_tokenizer", steps, "SentencePiece's 'Prepend' and 'Replace', or 'Metaspace'")
  }

  private func prefix(metaspace step: JSONPart) throws(TokenizerError) -> Vocabulary.SpacePrefix {
    if step["type"].string == "Metaspace", step["split"].bool == false,
      step["replacement"].string == TokenizerSteps.visibleSpace
    {
      switch step["prepend_scheme"].string {
      case "first": return .first
      case "always": return .eachUnspaced
      case "never": return .none
      default: break
      }
    }
    throw unsupported("pre_tokenizer", [step], "'ByteLevel', and 'Metaspace' that only writes ▁ for spaces")
  }

  private func checkSentencePiece(_ file: TokenizerFile) throws(TokenizerError) {
    guard file.model["byte_fallback"]?.bool == true, file.model["ignore_merges"]?.bool != true else {
      throw .unsupported(
        path: path, part: "model", found: "'BPE' without byte_fallback, or with ignore_merges",
        accepted: "SentencePiece's with byte_fallback and without ignore_merges")
    }
  }

  // MARK: What is added to a text

  private mutating func read(postProcessor step: JSONPart) throws(TokenizerError) {
    switch step["type"].string {
    case "ByteLevel": return
    case "TemplateProcessing":
      var parts = step["single"].array ?? []
      if let token = parts.first?["SpecialToken"]["id"].string {
        beginning = token
        parts.removeFirst()
      }
      if parts.count == 1, parts[0]["Sequence"]["id"].string == "A" { return }
    default: break
    }
    throw unsupported("post_processor", [step], "'ByteLevel', and templates that put one token before a text")
  }
}
