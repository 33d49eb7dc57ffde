/// What a parameter accepts. The table checks it before the body of a command runs.
package indirect enum ParameterKind: Sendable, Equatable {
  case any
  case bool
  /// True and False count as 1 and 0, as in Python.
  case int
  /// An int is accepted.
  case float
  case string
  case list
  case dict
  /// Whatever `for` can go through.
  case iterable
  /// A domain object by the name of its type.
  case object(String)
  /// Anything that can be called.
  case function
  /// One of these strings.
  case oneOf([String])
  /// Any of these kinds.
  case either([ParameterKind])
  /// None is accepted too.
  case optional(ParameterKind)
}

package struct Parameter {
  /// What the strings that a parameter takes are names of; Tab proposes those that there are.
  package enum Naming: Sendable, Equatable {
    case column
    /// A text with `{column}` holes.
    case template
    /// A value of the bound dataset's target.
    case label
    case adapter
    case catalogModel, catalogDataset
    /// A path to a file with one of these extensions, or any if none is given.
    case file([String])
    case folder
  }

  package enum Default {
    case required
    case value(Value)
    /// What this name is bound to when the command is called: `.bound("model")`.
    case bound(String)
    /// Chosen by the body; the text says how: `.text("the longest item")`.
    case text(String)
  }

  package var name: String
  package var kind: ParameterKind
  package var defaultValue: Default
  package var summary: String
  /// Takes all further positional arguments; what follows can only be given by name.
  package var isVariadic: Bool
  /// Takes all arguments given by name, as a dict: `prompt.fill(text="…")`. The others are then given by place.
  package var collectsKeywords: Bool
  package var names: [Naming]

  package init(
    _ name: String, _ kind: ParameterKind = .any, _ defaultValue: Default = .required, _ summary: String = "",
    isVariadic: Bool = false, collectsKeywords: Bool = false, names: [Naming] = []
  ) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.summary = summary
    self.isVariadic = isVariadic
    self.collectsKeywords = collectsKeywords
    self.names = names
  }
}

/// A row of the command table: a builtin, a member of an object, or a `%` command.
package final class Command {
  package enum Owner: Hashable, Sendable {
    case function
    case method(String)
    case property(String)
    /// A `%` command; it takes the rest of its line as text.
    case session
  }

  package let owner: Owner
  package let name: String
  package let parameters: [Parameter]
  /// The kind of its value, in words: "Run", "list of int", "None".
  package let returns: String
  package let summary: String
  /// Further lines for `help()`; may be empty.
  package let help: String
  package let example: String
  package let body: (CallContext) throws -> Value
  /// Called on the type, without an object: `dict.fromkeys(labels)`.
  package let isOfType: Bool
  /// For a property that can be assigned: stores the value or throws.
  package let assign: ((CallContext, Value) throws -> Void)?

  package init(
    _ owner: Owner, _ name: String, _ parameters: [Parameter] = [], returns: String, summary: String, help: String = "",
    example: String = "", isOfType: Bool = false, assign: ((CallContext, Value) throws -> Void)? = nil,
    body: @escaping (CallContext) throws -> Value
  ) {
    self.owner = owner
    self.name = name
    self.parameters = parameters
    self.returns = returns
    self.summary = summary
    self.help = help
    self.example = example
    self.isOfType = isOfType
    self.assign = assign
    self.body = body
  }
}
