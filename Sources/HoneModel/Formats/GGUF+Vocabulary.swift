import HoneCore

extension Vocabulary {
  /// The vocabulary of a model file whose tokens are byte-level ("gpt2" in GGUF's terms).
  package init(_ file: GGUF) throws {
    let kind = try file.string("tokenizer.ggml.model")
    guard kind == "gpt2" else { throw ModelError.tokenizer(path: file.file.path, kind: kind) }
    self.init(
      tokens: try file.strings("tokenizer.ggml.tokens"), tokenTypes: try file.tokenTypes(),
      merges: try file.strings("tokenizer.ggml.merges"), preTokenizer: try file.string("tokenizer.ggml.pre"),
      beginning: try? file.integer("tokenizer.ggml.bos_token_id"),
      end: try? file.integer("tokenizer.ggml.eos_token_id"),
      addsBeginning: file.flag("tokenizer.ggml.add_bos_token"))
  }
}

extension GGUF {
  fileprivate func flag(_ key: String) -> Bool {
    if case .bool(let value)? = metadata[key] { value } else { false }
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
