import Foundation
import HoneCore

/// What a tokenizer.json of Hugging Face's `tokenizers` says, its lists packed.
struct TokenizerFile {
  struct AddedToken {
    var id: Int
    var content: String
    /// Control: not part of what the model writes to a reader.
    var special: Bool
    /// Looked for in normalized text.
    var normalized: Bool
  }

  let path: String
  /// The model's vocabulary in the file's order, and the number of each entry.
  private(set) var spellings = PackedStrings()
  private(set) var ids: [Int32] = []
  /// "left right", the most urgent first.
  private(set) var merges = PackedStrings()
  private(set) var addedTokens: [AddedToken] = []
  /// The model's other members.
  private(set) var model: [String: JSONPart] = [:]
  private(set) var normalizer = JSONPart.null
  private(set) var preTokenizer = JSONPart.null
  private(set) var postProcessor = JSONPart.null

  /// Throws `FileError` or `TokenizerError`.
  init(folder: String) throws {
    path = folder + "/tokenizer.json"
    guard FileManager.default.fileExists(atPath: path) else {
      throw TokenizerError.noTokenizerFile(
        folder: folder, sentencePieceModel: FileManager.default.fileExists(atPath: folder + "/tokenizer.model"))
    }
    let file = try MappedFile(path: path)
    guard file.size <= Int32.max else {
      throw TokenizerError.contradiction(path: path, what: "a vocabulary of \(file.size) bytes")
    }
    var cursor = JSONCursor(path: path, bytes: try file.bytes(at: 0, count: file.size))
    try cursor.object { (cursor, key) throws(TokenizerError) in
      switch String(decoding: key, as: UTF8.self) {
      case "model": try readModel(&cursor)
      case "added_tokens": try readAddedTokens(&cursor)
      case "normalizer": normalizer = try cursor.value()
      case "pre_tokenizer": preTokenizer = try cursor.value()
      case "post_processor": postProcessor = try cursor.value()
      default: try cursor.skip()
      }
    }
    try cursor.end()
    try checkModel()
  }

  private mutating func readModel(_ cursor: inout JSONCursor) throws(TokenizerError) {
    try cursor.object { (cursor, key) throws(TokenizerError) in
      switch String(decoding: key, as: UTF8.self) {
      case "type":
        model["type"] = try cursor.value()
        try checkKind()
      case "vocab": try readVocabulary(&cursor)
      case "merges": try readMerges(&cursor)
      case let name: model[name] = try cursor.value()
      }
    }
  }

  private mutating func readVocabulary(_ cursor: inout JSONCursor) throws(TokenizerError) {
    try cursor.object { (cursor, key) throws(TokenizerError) in
      let id = try cursor.count()
      guard id < GGUF.largestCount else { throw cursor.failure("a token's number below \(GGUF.largestCount)") }
      key.withUnsafeBytes { spellings.append($0) }
      ids.append(Int32(id))
    }
  }

  /// Entries are "left right" or ["left", "right"].
  private mutating func readMerges(_ cursor: inout JSONCursor) throws(TokenizerError) {
    var text: [UInt8] = []
    try cursor.array { (cursor) throws(TokenizerError) in
      text.removeAll(keepingCapacity: true)
      var spaces = 1
      if cursor.isAtArray() {
        var sides = 0
        try cursor.array { (cursor) throws(TokenizerError) in
          if sides == 1 { text.append(UInt8(ascii: " ")) }
          try cursor.string(into: &text)
          sides += 1
        }
        guard sides == 2 else { throw cursor.failure("two texts that merge") }
        spaces = text.count { $0 == UInt8(ascii: " ") }
      } else {
        try cursor.string(into: &text)
      }
      // Neither scheme has a space in what it merges: a pair with one in it never applies.
      if spaces == 1 { text.withUnsafeBytes { merges.append($0) } }
    }
  }

  private mutating func readAddedTokens(_ cursor: inout JSONCursor) throws(TokenizerError) {
    try cursor.array { (cursor) throws(TokenizerError) in
      let token = try cursor.value()
      guard let id = token["id"].integer, (0..<GGUF.largestCount).contains(id), let content = token["content"].string
      else { throw cursor.failure("an added token with an id below \(GGUF.largestCount) and a content before here") }
      for flag in ["lstrip", "rstrip", "single_word"] where token[flag].bool == true {
        throw .unsupported(
          path: path, part: "added token", found: "'\(content)' with '\(flag)'",
          accepted: "added tokens that stand for themselves wherever they are")
      }
      addedTokens.append(
        AddedToken(
          id: id, content: content, special: token["special"].bool ?? false,
          normalized: token["normalized"].bool ?? false))
    }
  }

  private func checkKind() throws(TokenizerError) {
    let kind = model["type"]?.string ?? "BPE"  // files of old versions do not say
    guard kind == "BPE" else {
      throw .unsupported(path: path, part: "model", found: "'\(kind)'", accepted: "'BPE'")
    }
  }

  private func checkModel() throws(TokenizerError) {
    try checkKind()
    guard !ids.isEmpty else { throw .noTokens }
    for name in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let text = model[name]?.string, !text.isEmpty {
        throw .unsupported(path: path, part: name, found: "'\(text)'", accepted: "models without one")
      }
    }
    if case .number(let share)? = model["dropout"], share > 0 {
      throw .unsupported(path: path, part: "dropout", found: "\(share)", accepted: "models without one")
    }
  }
}
