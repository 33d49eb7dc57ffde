extension Session {
  /// What could stand at a UTF-8 offset of a source, and the UTF-8 range that a choice replaces.
  ///
  /// Knows names, members, parameters and what they accept, columns, labels, adapters, catalog names, files and `%`
  /// commands. Nothing is run for it but lookups of names. What can only be one thing is closed: `text}`, `lora"`.
  package func completions(in source: String, at utf8Offset: Int) -> (range: Range<Int>, items: [CompletionItem]) {
    let bytes = Array(source.utf8)
    let offset = min(max(utf8Offset, 0), bytes.count)
    let context = CursorContext(before: String(decoding: bytes[..<offset], as: UTF8.self))
    var proposals = self.proposals(for: context)
    let word = proposals.word
    proposals.items = proposals.items.filter {
      $0.text.hasPrefix(word) && (!word.isEmpty || $0.text.first != proposals.hidden)
    }
    if proposals.items.count == 1, !proposals.items[0].text.hasSuffix("/"),
      !bytes[offset...].starts(with: proposals.closing.utf8)
    {
      proposals.items[0].text += proposals.closing
    }
    return ((offset - word.utf8.count)..<offset, proposals.items)
  }

  private func proposals(for context: CursorContext) -> Proposals {
    switch context.place {
    case .comment: return Proposals(word: context.word, items: [])
    case .command:
      let rows = commands.commands(of: .session).filter { !$0.name.hasPrefix("%") }
      return Proposals(word: context.word, items: rows.map(\.completion))
    case .argument(let name):
      guard let names = commands[.session, name]?.parameters.first?.names, !names.isEmpty else {
        // Code may follow, as it does `%time`.
        return proposals(for: CursorContext(before: context.word))
      }
      guard names.contains(where: \.isPath) else {
        let word = context.word.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
        return Proposals(word: String(word), items: names.flatMap(catalogItems))
      }
      return paths(context.word, names)
    case .shell: return paths(context.word, [.file([])])
    case .member(let owner):
      return Proposals(
        word: context.word, items: type(of: owner).map { commands.members(of: $0).map(\.completion) } ?? [])
    case .name: return Proposals(word: context.word, items: nameProposals(context))
    case .string(let quote): return stringProposals(context, quote)
    }
  }

  /// In a call that has only been opened, its parameters alone: everything else would bury them.
  private func nameProposals(_ context: CursorContext) -> [CompletionItem] {
    guard let call = context.call else { return nameItems() }
    let fitting = fittingItems(call)
    let parameters = call.keyword == nil ? parameterItems(call) : []
    if context.word.isEmpty, !(fitting + parameters).isEmpty { return parameters + fitting }
    let known = Set((parameters + fitting).map(\.text))
    return parameters + fitting + nameItems().filter { !known.contains($0.text) }
  }

  private func nameItems() -> [CompletionItem] {
    let own = globals.sorted { $0.key < $1.key }.map { CompletionItem(text: $0.key, detail: $0.value.completionDetail) }
    let bound = bindings.filter { globals[$0.key] == nil }.sorted { $0.key < $1.key }
      .map { CompletionItem(text: $0.key, detail: $0.value.typeName) }
    let functions = commands.commands(of: .function).filter { globals[$0.name] == nil }.map(\.completion)
    let described = Set(functions.map(\.text))
    let types = TypeObject.all.map(\.name).filter { !described.contains($0) && globals[$0] == nil }
      .map { CompletionItem(text: $0, detail: "type") }
    return own + bound + functions + types + Self.keywords.map { CompletionItem(text: $0, detail: "keyword") }
  }

  private static let keywords = [
    "False", "None", "True", "and", "assert", "break", "continue", "def", "del", "elif", "else", "except", "finally",
    "for", "if", "in", "is", "lambda", "not", "or", "pass", "raise", "return", "try", "while",
  ]
}

/// What may stand at the cursor, before what has been typed of it is compared.
struct Proposals {
  /// What a choice replaces, as it was typed.
  var word: String
  var items: [CompletionItem]
  /// Stands behind what is the only choice.
  var closing = ""
  /// What begins like this is shown only if it was typed.
  var hidden: Character? = "_"
}

extension Command {
  var completion: CompletionItem { CompletionItem(text: name, detail: signature) }
}

extension Value {
  /// The value in short; of what may be large, the type and the size.
  fileprivate var completionDetail: String {
    /// Items up to which a container is written out.
    let fewItems = 10
    switch self {
    case .string(let text) where text.utf8.count > 200: return "str, \(Figures.counted(text.utf8.count, "byte"))"
    case .list(let list) where list.items.count > fewItems: return "list of \(Figures.grouped(list.items.count))"
    case .tuple(let tuple) where tuple.items.count > fewItems: return "tuple of \(Figures.grouped(tuple.items.count))"
    case .dict(let dict) where dict.entries.count > fewItems: return "dict of \(Figures.grouped(dict.entries.count))"
    case .set(let set) where set.items.count > fewItems: return "set of \(Figures.grouped(set.items.count))"
    default: return brief
    }
  }
}
