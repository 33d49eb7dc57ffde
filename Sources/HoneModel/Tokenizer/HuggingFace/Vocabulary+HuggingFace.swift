import Foundation
import HoneCore

extension Vocabulary {
  /// The vocabulary of a folder with tokenizer.json, and what tokenizer_config.json and generation_config.json (else
  /// config.json) beside it say of the beginning and end tokens. Throws `FileError` or `TokenizerError`.
  package init(huggingFaceFolder folder: String) throws {
    let file = try TokenizerFile(folder: folder), steps = try TokenizerSteps(file)
    let listed = try file.numberedTokens(steps.scheme)
    self.init(
      tokens: listed.tokens, tokenTypes: listed.types, merges: file.merges, preTokenizer: steps.rule)
    scheme = steps.scheme
    composes = steps.composes
    ignoresMerges = file.model["ignore_merges"]?.bool ?? false
    let normalizes = !file.normalizer.isNull
    normalizedTokens = Set(file.addedTokens.filter { $0.normalized && normalizes }.map(\.id))
    if let unknown = file.model["unk_token"]?.string, scheme == .byteLevel { try checkBytes(file.path, unknown) }
    try readRoles(folder, steps, file)
  }

  private mutating func readRoles(_ folder: String, _ steps: TokenizerSteps, _ file: TokenizerFile) throws {
    let path = folder + "/tokenizer_config.json", settings = try JSONPart.read(path)
    func token(_ role: String) throws -> Int? {
      guard let text = settings[role].string ?? settings[role]["content"].string else { return nil }
      return try id(of: text, file, role: role, path: path)
    }
    let before = try steps.beginning.map { try id(of: $0, file, role: "beginning token", path: file.path) }
    beginning = try token("bos_token") ?? before
    addsBeginning = settings["add_bos_token"].bool ?? (before != nil)
    end = try token("eos_token")

    var generation = try JSONPart.read(folder + "/generation_config.json")
    if generation["eos_token_id"].isNull { generation = try JSONPart.read(folder + "/config.json") }
    // Of several, the tokenizer's own is the one that closes a text.
    let stated = generation["eos_token_id"], ends = (stated.array ?? [stated]).compactMap(\.integer)
    if let first = ends.first, end.map({ !ends.contains($0) }) ?? true { end = first }
  }

  private func id(of text: String, _ file: TokenizerFile, role: String, path: String) throws(TokenizerError) -> Int {
    let wanted = Array(text.utf8)
    if let added = file.addedTokens.first(where: { $0.content.utf8.elementsEqual(wanted) }) { return added.id }
    guard let id = (0..<tokens.count).first(where: { tokens.bytes($0).elementsEqual(wanted) }) else {
      throw .specialToken(path: path, role: role, text: text)
    }
    return id
  }

  /// A byte without a token is left out, which is right only where the file names no token for it.
  private func checkBytes(_ path: String, _ unknown: String) throws(TokenizerError) {
    var missing = Set(ByteAlphabet.spellings)
    for id in 0..<tokens.count where tokens.range(id).count <= 2 { missing.remove(Array(tokens.bytes(id))) }
    guard missing.isEmpty else {
      throw .unsupported(
        path: path, part: "unk_token", found: "'\(unknown)' and no token for \(missing.count) bytes",
        accepted: "byte-level vocabularies with all 256, or without an unk_token")
    }
  }

  /// The chat template of such a folder: chat_template.jinja, or what tokenizer_config.json or chat_template.json says.
  package static func chatTemplate(huggingFaceFolder folder: String) throws -> String? {
    let path = folder + "/chat_template.jinja"
    if FileManager.default.fileExists(atPath: path) {
      let file = try MappedFile(path: path)
      return String(decoding: try file.bytes(at: 0, count: file.size), as: UTF8.self)
    }
    for name in ["tokenizer_config.json", "chat_template.json"] {
      let template = try JSONPart.read("\(folder)/\(name)")["chat_template"]
      if let text = template.string { return text }
      guard let templates = template.array, !templates.isEmpty else { continue }
      let chosen = templates.count == 1 ? templates[0] : templates.first { $0["name"].string == "default" }
      guard let text = chosen?["template"].string else {
        throw TokenizerError.chatTemplates(path: "\(folder)/\(name)", names: templates.compactMap { $0["name"].string })
      }
      return text
    }
    return nil
  }
}

extension TokenizerFile {
  /// The tokens by number. A number that no token has becomes an unused one.
  fileprivate func numberedTokens(_ scheme: Vocabulary.Scheme) throws(TokenizerError) -> (
    tokens: PackedStrings, types: [TokenType]
  ) {
    var spellings = spellings
    let count = max(Int(ids.max() ?? 0), addedTokens.map(\.id).max() ?? 0) + 1
    guard count <= 2 * (ids.count + addedTokens.count) + 1024 else {
      throw .contradiction(
        path: path, what: "\(ids.count + addedTokens.count) tokens with numbers up to \(count - 1)")
    }
    var entries = [Int32](repeating: -1, count: count), types = [TokenType](repeating: .unused, count: count)
    for (entry, id) in ids.enumerated() {
      guard entries[Int(id)] < 0 else { throw .contradiction(path: path, what: "two tokens with the number \(id)") }
      entries[Int(id)] = Int32(entry)
      let isByte = scheme != .byteLevel && SentencePieceEncoder.byte(spelledBy: spellings.bytes(entry)) != nil
      types[Int(id)] = isByte ? .byte : .ordinary
    }
    for token in addedTokens {
      if entries[token.id] < 0 {
        entries[token.id] = Int32(spellings.count)
        spellings.append(token.content)
      } else if !spellings.bytes(Int(entries[token.id])).elementsEqual(token.content.utf8) {
        throw .contradiction(path: path, what: "two tokens with the number \(token.id)")
      }
      types[token.id] = token.special ? .control : .userDefined
    }
    return (spellings.ordered(by: entries), types)
  }
}

extension PackedStrings {
  /// Entry `i` of the result is entry `order[i]` of this, or "[PADi]" where that is negative.
  fileprivate func ordered(by order: [Int32]) -> PackedStrings {
    if order.count == count, order.enumerated().allSatisfy({ $0.offset == $0.element }) { return self }
    var result = PackedStrings()
    result.reserve(count: order.count, bytes: storage.count)
    for (i, entry) in order.enumerated() {
      if entry < 0 {
        result.append("[PAD\(i)]")
      } else {
        bytes(Int(entry)).withUnsafeBytes { result.append($0) }
      }
    }
    return result
  }
}
