import Foundation

/// One rendering of a template: where its output goes and what it has cost so far.
final class TemplateRun {
  let globals = TemplateScope(parent: nil)
  let now: Date
  /// What is being written: the rendering itself, or the text of a macro or a block being captured.
  var output = ""
  /// The line under way, for errors.
  var line = 1
  /// The text that the filter of a block works on.
  var capturedText = ""
  private var steps = 0
  private var bytes = 0
  private var depth = 0
  /// Namespaces and scopes can hold each other in circles, which `release` breaks.
  private var namespaces: [TemplateNamespace] = []
  private var capturedScopes: [TemplateScope] = []

  init(now: Date) { self.now = now }

  func release() {
    for namespace in namespaces { namespace.attributes = [] }
    for scope in capturedScopes { scope.removeAll() }
  }

  // MARK: Limits

  func step(_ count: Int = 1) throws(ChatTemplateError) {
    steps += count
    guard steps <= TemplateLimits.steps else { throw .tooMuch(line: line, .steps) }
  }

  /// To be called before text of this size is copied, written or searched.
  func charge(_ count: Int) throws(ChatTemplateError) {
    let (sum, overflows) = bytes.addingReportingOverflow(count)
    guard !overflows, sum <= TemplateLimits.bytes else { throw .tooMuch(line: line, .bytes) }
    bytes = sum
  }

  func charge(_ text: String) throws(ChatTemplateError) { try charge(text.utf8.count) }

  /// Counts one level of recursion; `leave` ends it.
  func enter() throws(ChatTemplateError) {
    guard depth < TemplateLimits.depth else { throw .tooMuch(line: line, .depth) }
    depth += 1
  }

  func leave() { depth -= 1 }

  // MARK: Values

  func sequence(_ items: [TemplateValue]) throws(ChatTemplateError) -> TemplateSequence {
    try step(items.count)
    return TemplateSequence(items, depth: try checkedDepth(items.lazy.map(\.depth).max()))
  }

  /// A later entry replaces the value of an earlier one with the same key.
  func dictionary(
    _ pairs: [(key: TemplateValue, value: TemplateValue)]
  ) throws(ChatTemplateError) -> TemplateDictionary {
    var entries: [(key: TemplateValue, value: TemplateValue)] = []
    for pair in pairs {
      guard isHashable(pair.key) else {
        throw .wrongTypes(line: line, operation: "a dict's key", types: [pair.key.typeName])
      }
      if let index = try entryIndex(of: pair.key, in: entries) {
        entries[index].value = pair.value
      } else {
        entries.append(pair)
      }
    }
    let depths = entries.lazy.map { max($0.key.depth, $0.value.depth) }
    return TemplateDictionary(entries, depth: try checkedDepth(depths.max()))
  }

  func isHashable(_ value: TemplateValue) -> Bool {
    switch value {
    case .list, .dict: false
    case .tuple(let items): items.items.allSatisfy(isHashable)
    default: true
    }
  }

  func entryIndex(
    of key: TemplateValue, in entries: [(key: TemplateValue, value: TemplateValue)]
  ) throws(ChatTemplateError) -> Int? {
    for index in entries.indices where try areEqual(entries[index].key, key) { return index }
    return nil
  }

  private func checkedDepth(_ inside: Int?) throws(ChatTemplateError) -> Int {
    let depth = 1 + (inside ?? 0)
    guard depth <= TemplateLimits.depth else { throw .tooMuch(line: line, .depth) }
    return depth
  }

  func namespace(_ attributes: [(name: String, value: TemplateValue)]) throws(ChatTemplateError) -> TemplateValue {
    try step(attributes.count)
    let namespace = TemplateNamespace()
    namespaces.append(namespace)
    for (name, value) in attributes { try assign(value, to: name, of: namespace) }
    return .namespace(namespace)
  }

  func assign(_ value: TemplateValue, to name: String, of namespace: TemplateNamespace) throws(ChatTemplateError) {
    guard !name.hasPrefix("_") else { throw .notAssignable(line: line, target: name) }
    try step(namespace.attributes.count)
    namespace[name] = value
  }

  func scope(in parent: TemplateScope) throws(ChatTemplateError) -> TemplateScope {
    guard parent.depth < TemplateLimits.depth else { throw .tooMuch(line: line, .depth) }
    return TemplateScope(parent: parent)
  }

  /// A macro keeps its scope, and that scope's outer ones, for as long as the rendering lasts.
  func macro(_ definition: TemplateMacroDefinition, in scope: TemplateScope) -> TemplateValue {
    var captured: TemplateScope? = scope
    while let next = captured, !next.isCaptured {
      next.isCaptured = true
      capturedScopes.append(next)
      captured = next.parent
    }
    return .macro(TemplateMacro(definition: definition, scope: scope))
  }

  // MARK: Output

  func write(_ text: String) throws(ChatTemplateError) {
    try charge(text)
    output += text
  }

  /// What `body` writes, as text of its own.
  func capture(_ body: () throws(ChatTemplateError) -> Void) throws(ChatTemplateError) -> String {
    let outer = output
    output = ""
    defer { output = outer }
    try body()
    return output
  }
}
