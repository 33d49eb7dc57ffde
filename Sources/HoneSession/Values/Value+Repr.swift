extension Value {
  /// Python's spelling of the value; of a domain object, its stable rendering.
  ///
  /// What contains itself shows as `[...]`; deeper than `SessionLimits.valueDepth` shows as `...` too.
  package var repr: String {
    var writer = ReprWriter()
    writer.write(self)
    return writer.text
  }

  /// What `print` writes: a str as it is, everything else as `repr`.
  package var str: String {
    switch self {
    case .string(let text): text
    case .exception(let exception): exception.message
    default: repr
    }
  }

  /// `repr`, cut to one short line for use in a sentence.
  package var brief: String {
    let longest = 60
    var writer = ReprWriter(limit: longest * 8)
    writer.write(self)
    let line = writer.text.replacing("\n", with: " ")
    return line.count <= longest ? line : line.prefix(longest - 1) + "…"
  }

  /// The value and its type, for a sentence: "3, an int".
  package var described: String {
    switch self {
    case .none: "None"
    case .bool, .int, .float, .string, .list, .tuple, .dict, .set, .range: "\(brief), \(withArticle(typeName))"
    default: brief
    }
  }

  /// `described` where the sentence goes on: "3, an int, has no length", but "None has no length".
  var asSubject: String { described == brief ? brief : described + "," }

  /// What a front end shows for the value of an expression.
  package var rendering: Rendering {
    if case .object(let object) = self { return object.rendering }
    return Rendering(repr)
  }
}

/// "an int", "a str".
func withArticle(_ noun: String) -> String {
  (noun.first.map { "aeiouAEIO".contains($0) } ?? false) ? "an \(noun)" : "a \(noun)"
}

private struct ReprWriter {
  var text = ""
  /// Bytes after which nothing more is written: a list that holds another twice, and so on, would never end.
  private let limit: Int
  private var open: Set<ObjectIdentifier> = []

  init(limit: Int = SessionLimits.stringBytes) { self.limit = limit }

  mutating func write(_ value: Value) {
    guard text.utf8.count <= limit else { return }
    switch value {
    case .none: text += "None"
    case .bool(let flag): text += flag ? "True" : "False"
    case .int(let number): text += String(number)
    case .float(let number): text += pythonSpelling(of: number)
    case .string(let string): text += quoted(string)
    case .list(let list): guarded(value, "[...]") { $0.writeItems(list.items, "[", "]") }
    case .tuple(let tuple):
      guarded(value, "(...)") { $0.writeItems(tuple.items, "(", tuple.items.count == 1 ? ",)" : ")") }
    case .dict(let dict): guarded(value, "{...}") { $0.writeEntries(dict) }
    case .set(let set):
      if set.items.isEmpty {
        text += "set()"
      } else {
        guarded(value, "{...}") { $0.writeItems(set.items.map(\.value), "{", "}") }
      }
    case .view(let view):
      guarded(value, "...") { $0.writeItems(view.items, "dict_\(view.part.rawValue)([", "])") }
    case .exception(let exception):
      guarded(value, "...") { $0.writeItems(exception.arguments, exception.type.name + "(", ")") }
    case .range(let range):
      text += "range(\(range.start), \(range.stop)" + (range.step == 1 ? ")" : ", \(range.step))")
    case .iterator(let iterator): text += "<\(iterator.typeName) object>"
    case .function(let function): text += "<function \(function.name)>"
    case .command(let command): text += "<built-in function \(command.name)>"
    case .method(let method):
      text += "<built-in method \(method.command.name) of \(method.receiver.typeName) object>"
    case .type(let type): text += "<class '\(type.name)'>"
    case .object(let object): text += object.rendering.stable
    }
  }

  private mutating func guarded(_ value: Value, _ ellipsis: String, _ body: (inout ReprWriter) -> Void) {
    guard let identity = value.identity, open.count < SessionLimits.valueDepth, open.insert(identity).inserted else {
      text += ellipsis
      return
    }
    body(&self)
    open.remove(identity)
  }

  private mutating func writeItems(_ items: [Value], _ opening: String, _ closing: String) {
    text += opening
    for (index, item) in items.enumerated() {
      guard text.utf8.count <= limit else { return }
      if index > 0 { text += ", " }
      write(item)
    }
    text += closing
  }

  private mutating func writeEntries(_ dict: DictObject) {
    text += "{"
    for (index, (key, value)) in dict.entries.enumerated() {
      guard text.utf8.count <= limit else { return }
      if index > 0 { text += ", " }
      write(key.value)
      text += ": "
      write(value)
    }
    text += "}"
  }
}

extension DictView {
  /// The items as they are now.
  var items: [Value] {
    switch part {
    case .keys: dict.entries.keys.map(\.value)
    case .values: Array(dict.entries.values)
    case .items: dict.entries.map { .tuple([$0.key.value, $0.value]) }
    }
  }
}

extension ExceptionObject {
  /// What `str(e)` gives: the only argument, or all of them as a tuple.
  package var message: String {
    switch arguments.count {
    case 0: ""
    // A KeyError shows its key as it was written, as in Python.
    case 1: type.name == "KeyError" && !isWorded ? arguments[0].repr : arguments[0].str
    default: Value.tuple(arguments).repr
    }
  }
}
