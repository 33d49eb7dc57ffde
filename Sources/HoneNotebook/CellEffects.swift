/// What running a cell means for the names of a session, found from its syntax: an upper bound, for nothing is run.
///
/// A name is one of the user's or of a bound object. Parts of a bound object that are set as a whole have names of
/// their own with a dot in them (`dataset.split`, `session.seed`), so that setting one again supersedes it. The results
/// that `_` and its like give share one name.
struct CellEffects: Equatable, Sendable {
  /// Names whose value from before the cell it may look at, and those that functions look at which it may call.
  var reads: Set<String> = []
  /// Names that it binds anew, or unbinds, whatever they were.
  var sets: Set<String> = []
  /// Names that it may bind anew, or whose object it may change.
  var changes: Set<String> = []
  /// Whether it may read and change anything: it runs a file, or a command that is not known here.
  var isOpaque = false

  /// Whether it leaves every name as it was, but for what `_` gives.
  var isPure: Bool { sets.isEmpty && changes.subtracting([CellEffects.result]).isEmpty && !isOpaque }

  /// Stands for every earlier result.
  static let result = "Out[]"

  /// Whether a name that the user has not bound gives an earlier result: `_`, `__`, `_3`, `Out`.
  static func isResult(_ name: String) -> Bool {
    name == "In" || name == "Out" || name.allSatisfy { $0 == "_" || $0.isNumber }
  }

  mutating func read(_ name: String) { if !sets.contains(name) { reads.insert(name) } }
}

/// What a session's own functions and objects do, as far as the analysis of a cell needs it. Which bound objects a call
/// looks at unasked is read from the command table.
struct KnownCalls: Sendable {
  /// By function: the bound objects that stand in for arguments that were left out.
  let functions: [String: Set<String>]
  /// By method, over all types that have one of this name.
  let methods: [String: Set<String>]

  /// The objects that every session starts with.
  static let bound: Set<String> = ["session", "model", "dataset", "prompt", "optimizer"]
  /// Parts of them that are set as a whole.
  static let parts = ["dataset": ["dataset.split"], "session": ["session.seed"]]

  /// Functions and types whose value is new and holds nothing of their arguments.
  static let fresh: Set<String> = [
    "len", "sum", "str", "int", "float", "bool", "repr", "round", "abs", "range", "ord", "chr", "hex", "oct", "bin",
    "type", "isinstance", "issubclass", "callable", "format", "print", "any", "all", "divmod", "pow", "dir", "hasattr",
    "help", "exit", "quit", "plot", "set_seed",
  ]
  /// Functions and types whose value may hold or be an item of their arguments.
  static let holding: Set<String> = [
    "list", "tuple", "dict", "set", "sorted", "reversed", "zip", "enumerate", "map", "filter", "min", "max", "iter",
    "getattr",
  ]
  /// Functions whose value is used up by going through it.
  static let consumable: Set<String> = ["iter", "map", "filter", "zip", "enumerate", "reversed"]
  /// Methods of bound objects and containers that leave their object as it is.
  static let reading: Set<String> = [
    "info", "tokenize", "score", "perplexity", "generate", "export", "merge", "head", "describe", "preview", "take",
    "shuffle", "filter", "dedupe", "map", "rename", "drop", "check", "save", "normalize", "balance", "fill", "run",
    "review",
    "diff", "versions", "plot", "wrong", "get", "keys", "values", "items", "copy", "index", "count", "join", "strip",
    "lstrip", "rstrip", "lower", "upper", "title", "format", "startswith", "endswith", "replace", "find",
  ]
  /// Of those, the ones whose value may be or hold what the object holds.
  static let sharing: Set<String> = ["get", "keys", "values", "items", "copy"]
  /// `%` commands that leave everything as it is.
  static let idleCommands: Set<String> = [
    "who", "history", "quickref", "note", "save", "cache", "catalog", "config", "edit", "check", "replay", "resume",
  ]

  init(functions: [String: Set<String>], methods: [String: Set<String>]) {
    (self.functions, self.methods) = (functions, methods)
  }

  /// Whether a call of this function changes none of its arguments.
  func leavesArguments(_ function: String) -> Bool {
    functions[function] != nil && function != "next" || Self.fresh.contains(function) || Self.holding.contains(function)
      || function.hasSuffix("Error") || function == "Exception"
  }
}
