import OrderedCollections

/// Everything that can be called or looked at, in the order it was registered: the one place that describes it.
package struct CommandTable {
  private var rows: OrderedDictionary<Command.Owner, OrderedDictionary<String, Command>> = [:]

  package init() {}

  /// Adds a row; one with the same owner and name is replaced.
  package mutating func register(_ command: Command) {
    rows[command.owner, default: [:]][command.name] = command
  }

  package mutating func register(_ commands: [Command]) {
    for command in commands { register(command) }
  }

  package subscript(owner: Command.Owner, name: String) -> Command? { rows[owner]?[name] }

  /// The rows of one owner.
  package func commands(of owner: Command.Owner) -> [Command] { rows[owner].map { Array($0.values) } ?? [] }

  /// Methods and properties of a type.
  package func members(of typeName: String) -> [Command] {
    commands(of: .property(typeName)) + commands(of: .method(typeName))
  }

  package func member(_ name: String, of typeName: String) -> Command? {
    self[.property(typeName), name] ?? self[.method(typeName), name]
  }

  package var all: [Command] { rows.values.flatMap(\.values) }
}
