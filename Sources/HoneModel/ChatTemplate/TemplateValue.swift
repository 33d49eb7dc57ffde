/// What an expression of a template evaluates to, with Python's meanings.
enum TemplateValue {
  /// What is not there: an unknown name, or an attribute or item that `owner`, a type's name, does not have.
  case undefined(name: String, owner: String?)
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case string(String)
  case list(TemplateSequence)
  case tuple(TemplateSequence)
  case dict(TemplateDictionary)
  case namespace(TemplateNamespace)
  case loop(TemplateLoopState)
  case macro(TemplateMacro)
  case method(TemplateMethod)
  case function(TemplateFunction)

  /// Python's name of the type, for messages.
  var typeName: String {
    switch self {
    case .undefined: "undefined"
    case .none: "None"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .string: "str"
    case .list: "list"
    case .tuple: "tuple"
    case .dict: "dict"
    case .namespace: "namespace"
    case .loop: "loop"
    case .macro: "macro"
    case .method, .function: "function"
    }
  }

  var isTruthy: Bool {
    switch self {
    case .undefined, .none: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .float(let value): value != 0
    case .string(let text): !text.isEmpty
    case .list(let items), .tuple(let items): !items.items.isEmpty
    case .dict(let entries): !entries.entries.isEmpty
    case .loop(let state): !state.items.isEmpty
    case .namespace, .macro, .method, .function: true
    }
  }

  var isUndefined: Bool { if case .undefined = self { true } else { false } }
  var isNone: Bool { if case .none = self { true } else { false } }

  /// A bool counts as 0 or 1, as in Python.
  var asInt: Int? {
    switch self {
    case .int(let value): value
    case .bool(let value): value ? 1 : 0
    default: nil
    }
  }

  var asDouble: Double? { if case .float(let value) = self { value } else { asInt.map(Double.init) } }

  /// How deep lists, tuples and dicts lie inside each other; bounds recursion over values and their release.
  var depth: Int {
    switch self {
    case .list(let items), .tuple(let items): items.depth
    case .dict(let entries): entries.depth
    case .loop(let state): state.depth
    case .method(let method): method.depth
    default: 0
    }
  }
}

/// The items of a list or a tuple. Templates cannot change one.
struct TemplateSequence {
  let items: [TemplateValue]
  let depth: Int

  init(_ items: [TemplateValue], depth: Int) {
    self.items = items
    self.depth = depth
  }
}

/// A dict in insertion order. Those of templates are small, so that looking along the entries is quickest.
struct TemplateDictionary {
  let entries: [(key: TemplateValue, value: TemplateValue)]
  let depth: Int

  init(_ entries: [(key: TemplateValue, value: TemplateValue)], depth: Int) {
    self.entries = entries
    self.depth = depth
  }

  /// For values that hold no others.
  init(fields: [(String, TemplateValue)]) {
    self.init(fields.map { (.string($0.0), $0.1) }, depth: 1)
  }
}

/// `namespace()`: the one thing whose attributes `{% set %}` changes.
final class TemplateNamespace {
  var attributes: [(name: String, value: TemplateValue)] = []

  subscript(name: String) -> TemplateValue? {
    get { attributes.first { $0.name == name }?.value }
    set {
      guard let newValue else { return }
      if let index = attributes.firstIndex(where: { $0.name == name }) {
        attributes[index].value = newValue
      } else {
        attributes.append((name, newValue))
      }
    }
  }
}

/// `loop` inside a `for`.
final class TemplateLoopState {
  let items: [TemplateValue]
  let depth: Int
  var index = 0

  init(items: [TemplateValue], depth: Int) {
    self.items = items
    self.depth = depth
  }

  func attribute(_ name: String) -> TemplateValue? {
    switch name {
    case "index": .int(index + 1)
    case "index0": .int(index)
    case "revindex": .int(items.count - index)
    case "revindex0": .int(items.count - index - 1)
    case "first": .bool(index == 0)
    case "last": .bool(index == items.count - 1)
    case "length": .int(items.count)
    case "previtem": index > 0 ? items[index - 1] : .undefined(name: name, owner: "loop")
    case "nextitem": index + 1 < items.count ? items[index + 1] : .undefined(name: name, owner: "loop")
    case "depth": .int(1)
    case "depth0": .int(0)
    default: nil
    }
  }
}

/// A macro with the scope that it was defined in.
final class TemplateMacro {
  let definition: TemplateMacroDefinition
  let scope: TemplateScope

  init(definition: TemplateMacroDefinition, scope: TemplateScope) {
    self.definition = definition
    self.scope = scope
  }
}

/// A method together with the value that it belongs to.
struct TemplateMethod {
  enum Receiver {
    case string(String)
    case list(TemplateSequence)
    case tuple(TemplateSequence)
    case dict(TemplateDictionary)
    case loop(TemplateLoopState)
  }

  let receiver: Receiver
  let name: String

  /// nil where values of this type have no such method, or one that would change them.
  init?(_ name: String, of value: TemplateValue) {
    switch value {
    case .string(let text) where TemplateMethod.ofStrings.contains(name): receiver = .string(text)
    case .list(let items) where TemplateMethod.ofSequences.contains(name): receiver = .list(items)
    case .tuple(let items) where TemplateMethod.ofSequences.contains(name): receiver = .tuple(items)
    case .dict(let entries) where TemplateMethod.ofDicts.contains(name): receiver = .dict(entries)
    case .loop(let state) where name == "cycle": receiver = .loop(state)
    default: return nil
    }
    self.name = name
  }

  var depth: Int {
    switch receiver {
    case .string: 0
    case .list(let items), .tuple(let items): items.depth
    case .dict(let entries): entries.depth
    case .loop(let state): state.depth
    }
  }
}

/// Names and their values; what is not found here is looked up outside.
final class TemplateScope {
  let parent: TemplateScope?
  let depth: Int
  private var values: [String: TemplateValue] = [:]
  /// Set when a macro keeps this scope, which then must not be reused.
  var isCaptured = false

  init(parent: TemplateScope?) {
    self.parent = parent
    depth = (parent?.depth ?? 0) + 1
  }

  subscript(name: String) -> TemplateValue? {
    get {
      var scope = self
      while true {
        if let value = scope.values[name] { return value }
        guard let outer = scope.parent else { return nil }
        scope = outer
      }
    }
    set { values[name] = newValue }
  }

  func removeAll() { values.removeAll(keepingCapacity: true) }
}
