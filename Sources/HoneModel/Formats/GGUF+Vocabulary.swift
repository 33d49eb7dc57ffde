import HoneCore

extension Vocabulary {
  /// The vocabulary of a model file whose tokens are byte-level ("gpt2" in GGUF's terms) or SentencePiece's ("llama").
  package init(_ file: GGUF) throws {
    let kind = try file.string("tokenizer.ggml.model")
    switch kind {
    case "gpt2": try self.init(byteLevel: file)
    case "llama": try self.init(sentencePiece: file)
    default: throw ModelError.tokenizer(path: file.file.path, kind: kind)
    }
    beginning = try? file.integer("tokenizer.ggml.bos_token_id")
    end = try? file.integer("tokenizer.ggml.eos_token_id")
  }

  private init(byteLevel file: GGUF) throws {
    self.init(
      tokens: try file.strings("tokenizer.ggml.tokens"), tokenTypes: try file.tokenTypes(),
      merges: try file.strings("tokenizer.ggml.merges"),
      preTokenizer: try file.string("tokenizer.ggml.pre"))
    // As in llama.cpp, the name of llama-3's splitting rule says these two as well.
    let isLlama3 = (try? PreTokenizer(named: preTokenizer)) == .llama3
    ignoresMerges = isLlama3
    addsBeginning = file.flag("tokenizer.ggml.add_bos_token") ?? isLlama3
  }

  private init(sentencePiece file: GGUF) throws {
    self.init(
      tokens: try file.strings("tokenizer.ggml.tokens"), tokenTypes: try file.tokenTypes(), merges: PackedStrings(),
      preTokenizer: "")
    scores = try file.floats("tokenizer.ggml.scores")
    scheme = .sentencePiece(file.flag("tokenizer.ggml.add_space_prefix") ?? true ? .each : .none)
    addsBeginning = file.flag("tokenizer.ggml.add_bos_token") ?? true
  }
}

extension GGUF {
  fileprivate func flag(_ key: String) -> Bool? {
    if case .bool(let value)? = metadata[key] { value } else { nil }
  }

  fileprivate func floats(_ key: String) throws -> [Float] {
    let array = try array(key, of: 6)
    let bytes = try file.bytes(at: array.offset, count: 4 * array.count)
    return (0..<array.count).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
  }

  fileprivate func strings(_ key: String) throws -> PackedStrings {
    let array = try array(key, of: 8)
    // The header's reader has walked every length once, so they all lie within these bytes.
    let bytes = try file.bytes(at: array.offset, count: array.byteCount)
    guard array.byteCount <= Int(Int32.max) else {
      throw GGUFError.corrupt(path: file.path, what: "\(array.byteCount) bytes of '\(key)'")
    }
    var strings = PackedStrings(), at = 0
    strings.reserve(count: array.count, bytes: array.byteCount - 8 * array.count)
    for _ in 0..<array.count {
      let length = Int(bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      strings.append(UnsafeRawBufferPointer(rebasing: bytes[at + 8..<at + 8 + length]))
      at += 8 + length
    }
    return strings
  }

  fileprivate func tokenTypes() throws -> [TokenType] {
    guard metadata["tokenizer.ggml.token_type"] != nil else { return [] }
    let array = try array("tokenizer.ggml.token_type", of: 5)
    let bytes = try file.bytes(at: array.offset, count: 4 * array.count)
    return (0..<array.count).map { index in
      TokenType(rawValue: UInt8(clamping: bytes.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self)))
    }
  }
}
