import HoneCore

/// What is wrong with the arguments of a call, and which of them it is about.
struct ArgumentProblem: Error {
  enum Place {
    case call
    case positional(Int)
    case keyword(Int)
  }

  let error: LanguageError
  let place: Place
}

/// Matches arguments to the parameters of a command and checks their kinds.
struct ArgumentBinder {
  private let command: Command
  private let session: Session

  init(_ command: Command, _ session: Session) {
    self.command = command
    self.session = session
  }

  /// One value for each parameter; nil where it was left out and the body chooses. Throws `ArgumentProblem`.
  func bind(_ positional: [Value], _ keywords: [(name: String, value: Value)]) throws -> [Value?] {
    let parameters = command.parameters
    var bound = [Value?](repeating: nil, count: parameters.count)
    let variadic = parameters.firstIndex(where: \.isVariadic)
    let collector = parameters.firstIndex(where: \.collectsKeywords)
    let places = variadic ?? collector ?? parameters.count
    for (index, value) in positional.prefix(places).enumerated() {
      bound[index] = try checked(value, parameters[index], .positional(index))
    }
    if let variadic {
      bound[variadic] = .tuple(Array(positional.dropFirst(places)))
    } else if positional.count > places {
      throw problem(.tooManyArguments(positional.count, for: command), .positional(places))
    }
    let collected = DictObject()
    if let collector { bound[collector] = .dict(collected) }
    for (index, keyword) in keywords.enumerated() {
      guard let place = parameters.firstIndex(where: { $0.name == keyword.name && $0.isNamed }),
        collector == nil
      else {
        if collector != nil {
          collected[keyword.name] = keyword.value
          continue
        }
        throw problem(.unknownParameter(keyword.name, of: command), .keyword(index))
      }
      guard bound[place] == nil else { throw problem(.givenTwice(keyword.name, to: command), .keyword(index)) }
      bound[place] = try checked(keyword.value, parameters[place], .keyword(index))
    }
    for (index, parameter) in parameters.enumerated() where bound[index] == nil {
      bound[index] = try value(for: parameter)
    }
    return bound
  }

  private func value(for parameter: Parameter) throws -> Value? {
    switch parameter.defaultValue {
    case .required: throw problem(.missingArgument(parameter, of: command), .call)
    case .value(let value): return value
    case .text: return nil
    case .bound(let name):
      guard let value = session.reading(name) else {
        throw problem(.unbound(name, expected: parameter.kind.words), .call)
      }
      guard parameter.kind.accepts(value) else {
        throw problem(.rebound(name, expected: parameter.kind.words, value: value), .call)
      }
      return value
    }
  }

  private func checked(_ value: Value, _ parameter: Parameter, _ place: ArgumentProblem.Place) throws -> Value {
    guard parameter.kind.accepts(value) else {
      throw problem(.wrongKind(value, for: parameter, of: command), place)
    }
    return value
  }

  private func problem(_ error: LanguageError, _ place: ArgumentProblem.Place) -> ArgumentProblem {
    ArgumentProblem(error: error, place: place)
  }
}

extension Parameter {
  /// Whether an argument can be given by this name.
  var isNamed: Bool { !isVariadic && !collectsKeywords }
}

extension ParameterKind {
  func accepts(_ value: Value) -> Bool {
    switch (self, value) {
    case (.any, _), (.bool, .bool), (.int, .int), (.int, .bool), (.float, .float), (.float, .int), (.float, .bool),
      (.string, .string), (.list, .list), (.list, .tuple), (.dict, .dict):
      true
    case (.iterable, _): value.isIterable
    case (.function, .function), (.function, .command), (.function, .method), (.function, .type): true
    case (.object(let name), .object(let object)): object.typeName == name
    case (.oneOf(let choices), .string(let text)): choices.contains(text)
    case (.either(let kinds), _): kinds.contains { $0.accepts(value) }
    case (.optional, .none): true
    case (.optional(let kind), _): kind.accepts(value)
    default: false
    }
  }

  /// What it accepts, for a sentence: "an int", "a str or None".
  var words: String {
    switch self {
    case .any: "any value"
    case .bool: "True or False"
    case .int: "an int"
    case .float: "a number"
    case .string: "a str"
    case .list: "a list"
    case .dict: "a dict"
    case .iterable: "a list or something else to go through"
    case .object(let name): withArticle(name)
    case .function: "a function"
    case .oneOf(let choices): choices.map(quoted).joined(separator: " or ")
    // Every int is a number.
    case .either(let kinds):
      kinds.filter { $0 != .int || !kinds.contains(.float) }.map(\.words).joined(separator: " or ")
    case .optional(let kind): kind.words + " or None"
    }
  }
}

extension Value {
  var isIterable: Bool {
    switch self {
    case .list, .tuple, .dict, .set, .string, .range, .view, .iterator: true
    case .object(let object): object is any IndexableObject || object is any IterableObject
    default: false
    }
  }
}
