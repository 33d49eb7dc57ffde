extension Vocabulary {
  /// A tokenizer.json that gives these tokens; for byte-level tokens alone.
  func tokenizerFile() throws -> String {
    guard scheme == .byteLevel else { throw ModelFolderError.unsaid(part: "a SentencePiece tokenizer") }
    let spellings = (0..<tokens.count).map { Self.quoted(tokens.bytes($0)) }
    let vocabulary = spellings.enumerated().map { "\($1):\($0)" }.joined(separator: ",\n")
    let pairs = (0..<merges.count).map { Self.quoted(merges.bytes($0)) }.joined(separator: ",\n")
    let added = (0..<tokens.count).filter { type(of: $0).isWhole }.map { id in
      """
      {"id":\(id),"content":\(spellings[id]),"single_word":false,"lstrip":false,"rstrip":false,\
      "normalized":\(normalizedTokens.contains(id)),"special":\(type(of: id) == .control)}
      """
    }
    return """
      {"version":"1.0","truncation":null,"padding":null,
      "added_tokens":[\(added.joined(separator: ",\n"))],
      "normalizer":\(composes ? #"{"type":"NFC"}"# : "null"),
      "pre_tokenizer":\(try preTokenizerStep()),
      "post_processor":\(postProcessor(spellings)),
      "decoder":\(Self.byteLevel(splits: true)),
      "model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,"end_of_word_suffix":null,
      "fuse_unk":false,"byte_fallback":false,"ignore_merges":\(ignoresMerges),"vocab":{\(vocabulary)},
      "merges":[\(pairs)]}}

      """
  }

  private static func byteLevel(splits: Bool) -> String {
    #"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":\#(splits)}"#
  }

  private func preTokenizerStep() throws -> String {
    let rule = try PreTokenizer(named: preTokenizer)
    func after(_ step: String, splits: Bool) -> String {
      #"{"type":"Sequence","pretokenizers":[\#(step),\#(Self.byteLevel(splits: splits))]}"#
    }
    switch rule {
    case .gpt2: return Self.byteLevel(splits: true)
    case .smollm: return after(#"{"type":"Digits","individual_digits":true}"#, splits: true)
    case .llama3, .qwen2:
      // Each rule but smollm's is one of the patterns.
      let pattern = TokenizerSteps.patterns.first { $0.value == rule }!.key
      let quoted = Self.quoted(Array(pattern.utf8)[...])
      return after(
        #"{"type":"Split","pattern":{"Regex":\#(quoted)},"behavior":"Isolated","invert":false}"#, splits: false)
    }
  }

  private func postProcessor(_ spellings: [String]) -> String {
    guard addsBeginning, let beginning else { return Self.byteLevel(splits: true) }
    let token = spellings[beginning], special = #"{"SpecialToken":{"id":\#(token),"type_id":0}}"#
    func sequence(_ name: String) -> String { #"{"Sequence":{"id":"\#(name)","type_id":0}}"# }
    return """
      {"type":"TemplateProcessing","single":[\(special),\(sequence("A"))],
      "pair":[\(special),\(sequence("A")),\(special),\(sequence("B"))],
      "special_tokens":{\(token):{"id":\(token),"ids":[\(beginning)],"tokens":[\(token)]}}}
      """
  }

  /// A JSON string, byte by byte: Swift's own strings would take some that differ for equal.
  private static func quoted(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = [UInt8(ascii: "\"")]
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
      case ..<0x20: result += Array("\\u00\(byte < 16 ? "0" : "1")\(String(byte % 16, radix: 16))".utf8)
      default: result.append(byte)
      }
    }
    return String(decoding: result + [UInt8(ascii: "\"")], as: UTF8.self)
  }
}
