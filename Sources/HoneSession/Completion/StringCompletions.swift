import Foundation
import HoneData

// What stands inside a string: names that its parameter takes, keys, files.
extension Session {
  func stringProposals(_ context: CursorContext, _ quote: Unicode.Scalar) -> Proposals {
    let closing = String(quote)
    if let indexed = context.indexed {
      return Proposals(word: context.word, items: keys(of: indexed), closing: closing, hidden: nil)
    }
    guard let call = context.outerCall, let parameter = parameter(of: call) else {
      let looksLikePath = context.word.contains("/") || context.word.hasPrefix("~") || context.word.hasPrefix(".")
      return looksLikePath
        ? paths(context.word, [.file([])], quote) : Proposals(word: context.word, items: [])
    }
    if parameter.names.contains(.template), let hole = CursorContext.openHole(of: context.word) {
      return Proposals(word: hole, items: items(named: .column, call), closing: "}", hidden: nil)
    }
    if let choices = parameter.kind.choices {
      let items = choices.map { CompletionItem(text: $0, detail: "choice") }
      return Proposals(word: context.word, items: items, closing: closing)
    }
    let names = parameter.names.flatMap { items(named: $0, call) }.filter { $0.text.hasPrefix(context.word) }
    guard parameter.names.contains(where: \.isPath), !context.word.contains("/"), !names.isEmpty else {
      let isPath = parameter.names.contains(where: \.isPath) || context.word.contains("/")
      return isPath && names.isEmpty
        ? paths(context.word, parameter.names, quote)
        : Proposals(word: context.word, items: names, closing: closing, hidden: nil)
    }
    var both = paths(context.word, parameter.names, quote)
    both.items = names + both.items
    return both
  }

  /// Values of a target up to which they are proposed as labels, and rows that are looked at for them.
  private static let mostLabels = 50, labelRows = 2_000

  private func items(named naming: Parameter.Naming, _ call: CursorContext.Call) -> [CompletionItem] {
    func items(_ names: [String], _ detail: String) -> [CompletionItem] {
      names.map { CompletionItem(text: $0, detail: detail) }
    }
    switch naming {
    case .column: return items(data(of: call)?.columns ?? [], "column")
    case .label: return items(labels, "value of the target")
    case .adapter:
      guard case .object(let object)? = value(named: receiver(of: call)) ?? value(named: "model") else { return [] }
      return items((object as? ModelObject)?.loaded?.model.tunings.map(\.name) ?? [], "adapter")
    case .catalogModel, .catalogDataset: return catalogItems(naming)
    case .template, .file, .folder: return []
    }
  }

  func catalogItems(_ naming: Parameter.Naming) -> [CompletionItem] {
    let kind: CatalogEntry.Kind = naming == .catalogModel ? .model : .dataset
    return CatalogEntry.all.filter { $0.kind == kind }.map { CompletionItem(text: $0.name, detail: $0.summary) }
  }

  private func receiver(of call: CursorContext.Call) -> String {
    String(call.callee.prefix { $0 != "." })
  }

  /// The dataset that a method is called on, or the bound one.
  private func data(of call: CursorContext.Call) -> Dataset? {
    for name in [receiver(of: call), "dataset"] {
      if case .object(let object)? = value(named: name), let data = (object as? DatasetObject)?.loaded { return data }
    }
    return nil
  }

  private var labels: [String] {
    guard case .object(let object)? = value(named: "dataset"), let data = (object as? DatasetObject)?.loaded,
      let target = data.target
    else { return [] }
    var seen = Set<String>()
    for index in 0..<min(data.count, Self.labelRows) {
      if let value = data[index][target] { seen.insert(value.text) }
      if seen.count > Self.mostLabels { return [] }
    }
    return seen.sorted()
  }

  /// The keys of a dict, or the columns of a dataset's row.
  private func keys(of path: String) -> [CompletionItem] {
    if case .dict(let dict)? = value(named: path) {
      return dict.entries.keys.prefix(1_000).compactMap { key in
        guard case .string(let name) = key.value else { return nil }
        return CompletionItem(text: name, detail: "key")
      }
    }
    let call = CursorContext.Call(callee: path, position: 0, keyword: nil, keywords: [])
    return items(named: .column, call)
  }
}

// Files and folders.
extension Session {
  /// What a path can go on with: `names` say which files are of use, folders always are. Inside a string quotes and
  /// backslashes are written as they must be there.
  func paths(_ text: String, _ names: [Parameter.Naming], _ quote: Unicode.Scalar? = nil) -> Proposals {
    let isQuoted = quote == nil && (text.hasPrefix("\"") || text.hasPrefix("'"))
    let path = isQuoted ? String(text.dropFirst()) : text
    let split = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let folder = quote == nil ? String(path[..<split]) : Self.unescaped(String(path[..<split]))
    let place = folder.isEmpty ? "." : SessionCommands.expanded(folder, self)
    let found = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    let items = found.sorted().compactMap { name -> CompletionItem? in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: place + "/" + name, isDirectory: &isFolder)
      guard isFolder.boolValue || names.contains(where: { $0.accepts(name) }) else { return nil }
      let text = quote.map { Self.escaped(name, $0) } ?? name
      return CompletionItem(
        text: isFolder.boolValue ? text + "/" : text, detail: isFolder.boolValue ? "folder" : "file")
    }
    let closing = isQuoted ? String(text.prefix(1)) : quote.map { String($0) } ?? ""
    return Proposals(word: String(path[split...]), items: items, closing: closing, hidden: ".")
  }

  private static func escaped(_ name: String, _ quote: Unicode.Scalar) -> String {
    name.replacing("\\", with: "\\\\").replacing(String(quote), with: "\\\(quote)")
  }

  private static func unescaped(_ text: String) -> String {
    var isEscaped = false
    return text.filter { character in
      isEscaped = character == "\\" && !isEscaped
      return !isEscaped
    }
  }
}

extension Parameter.Naming {
  var isPath: Bool {
    switch self {
    case .file, .folder: true
    default: false
    }
  }

  fileprivate func accepts(_ name: String) -> Bool {
    guard case .file(let extensions) = self else { return false }
    return extensions.isEmpty || extensions.contains((name as NSString).pathExtension.lowercased())
  }
}
