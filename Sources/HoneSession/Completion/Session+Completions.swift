import Foundation

extension Session {
  /// What could stand at a UTF-8 offset of a source, and the UTF-8 range that a choice replaces.
  ///
  /// Knows names, members after a dot, parameters inside a call, `%` commands, and files inside strings that look like
  /// paths. Nothing is run for it but lookups of names.
  package func completions(in source: String, at utf8Offset: Int) -> (range: Range<Int>, items: [CompletionItem]) {
    let offset = min(max(utf8Offset, 0), source.utf8.count)
    let before = String(decoding: Array(source.utf8)[..<offset], as: UTF8.self)
    let context = CursorContext(before: before)
    var word = context.word
    var items: [CompletionItem]
    switch context.place {
    case .comment: items = []
    case .command: items = commands.commands(of: .session).filter { !$0.name.hasPrefix("%") }.map(\.completion)
    case .member(let owner): items = type(of: owner).map { commands.members(of: $0).map(\.completion) } ?? []
    case .name: items = parameterItems(context.callee) + nameItems()
    case .string:
      items = files(startingWith: word)
      word = String(word[(word.lastIndex(of: "/").map { word.index(after: $0) } ?? word.startIndex)...])
    }
    items = items.filter { $0.text.hasPrefix(word) && (!word.isEmpty || !$0.text.hasPrefix("_")) }
    return ((offset - word.utf8.count)..<offset, items)
  }

  private func nameItems() -> [CompletionItem] {
    let own = globals.sorted { $0.key < $1.key }.map { CompletionItem(text: $0.key, detail: $0.value.brief) }
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

  private func parameterItems(_ callee: String?) -> [CompletionItem] {
    guard let callee else { return [] }
    if let command = command(named: callee) {
      return command.parameters.filter(\.isNamed).map { CompletionItem(text: $0.name + "=", detail: $0.kind.words) }
    }
    guard case .function(let function)? = value(named: callee) else { return [] }
    return function.code.parameters.map { CompletionItem(text: $0 + "=", detail: "parameter of \(function.name)()") }
  }

  /// The row that a dotted name calls.
  private func command(named path: String) -> Command? {
    guard let dot = path.lastIndex(of: ".") else {
      switch value(named: path) {
      case .command(let command)?: return command
      case .type(let type)?: return commands[.function, type.name]
      case .method(let method)?: return method.command
      default: return nil
      }
    }
    return type(of: String(path[..<dot])).flatMap { commands.member(String(path[path.index(after: dot)...]), of: $0) }
  }

  /// The type of a dotted expression, from what names are bound to and what the table says members return.
  private func type(of path: String) -> String? {
    if path == "\"\"" { return "str" }
    if path == "[]" { return "list" }
    var parts = path.split(separator: ".").map(String.init)[...]
    guard let root = parts.popFirst() else { return nil }
    var type = root.hasSuffix("()") ? command(named: String(root.dropLast(2)))?.returns : value(named: root)?.typeName
    for part in parts {
      guard let owner = type else { return nil }
      let isCall = part.hasSuffix("()")
      let member = commands.member(isCall ? String(part.dropLast(2)) : part, of: owner)
      type = member.map(\.returns)
    }
    return type
  }

  /// Files and folders, if the text looks like a path.
  private func files(startingWith text: String) -> [CompletionItem] {
    guard text.contains("/") || text.hasPrefix("~") || text.hasPrefix(".") else { return [] }
    let folder = text.lastIndex(of: "/").map { String(text[...$0]) } ?? "./"
    let place = SessionCommands.expanded(folder, self)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    return names.sorted().map { name in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: place + "/" + name, isDirectory: &isFolder)
      return CompletionItem(
        text: isFolder.boolValue ? name + "/" : name, detail: isFolder.boolValue ? "folder" : "file")
    }
  }
}

extension Command {
  fileprivate var completion: CompletionItem { CompletionItem(text: name, detail: signature) }
}
