import HoneCore

extension ChatTemplateError: UserFacingError {
  package var message: String {
    switch self {
    case .sourceTooLong(let bytes):
      "the chat template has \(bytes) bytes; at most \(TemplateLimits.sourceBytes) are read."
    case .unexpectedCharacter(let line, let character):
      "the chat template has a character in line \(line) that no expression holds: '\(character)'."
    case .unclosed(let line, let opening): "the chat template opens \(opening) in line \(line) and never closes it."
    case .invalidEscape(let line, let escape):
      "the chat template has an escape in line \(line) that stands for no character: '\(escape)'."
    case .numberTooLarge(let line, let text):
      "the chat template has a number in line \(line) that does not fit 64 bits: \(text)."
    case .mismatchedBracket(let line, let found, let expected?):
      "the chat template closes a bracket in line \(line) with '\(found)' where '\(expected)' is due."
    case .mismatchedBracket(let line, let found, nil):
      "the chat template closes a bracket in line \(line) that it never opened: '\(found)'."
    case .unexpected(let line, let found, let expected):
      "the chat template has \(found) in line \(line) where \(expected) is expected."
    case .unclosedBlock(let line, let tag, let expected):
      "the chat template opens '\(tag)' in line \(line), and \(expected.joined(separator: " or ")) does not follow."
    case .unsupportedTag(let line, let tag):
      "the chat template uses '\(tag)' in line \(line); the tags known here are \(Self.tags)."
    case .nestingTooDeep(let line):
      "the chat template nests more than \(TemplateLimits.nesting) deep in line \(line)."
    case .undefined(let line, let name, let owner?):
      "the chat template uses '\(name)' of a \(owner) in line \(line), which is not there."
    case .undefined(let line, let name, nil):
      "the chat template uses '\(name)' in line \(line), which is not defined."
    case .unknownFilter(let line, let name):
      "the chat template uses the filter '\(name)' in line \(line); known here are \(Self.list(TemplateFilters.names))."
    case .unknownTest(let line, let name):
      "the chat template uses the test '\(name)' in line \(line); known here are \(Self.list(TemplateTests.names))."
    case .wrongTypes(let line, let operation, let types):
      "the chat template applies \(operation) in line \(line) to \(types.joined(separator: " and "))."
    case .wrongArguments(let line, let function):
      "the chat template calls \(function) in line \(line) with arguments that it does not take."
    case .wrongCount(let line, let expected, let found):
      "the chat template unpacks \(found) values into \(expected) names in line \(line)."
    case .divisionByZero(let line): "the chat template divides by zero in line \(line)."
    case .overflow(let line): "the chat template computes a number in line \(line) that does not fit 64 bits."
    case .notAssignable(let line, let target):
      "the chat template assigns to '\(target)' in line \(line); it can be a name or a namespace's attribute."
    case .raised(_, let message): "the chat template refuses this conversation: \(message)"
    case .tooMuch(let line, let limit): "the chat template \(limit.excess) in line \(line)."
    }
  }

  package var hint: String? {
    switch self {
    case .undefined, .wrongTypes, .raised: "check the roles and their order"
    case .tooMuch: "give it fewer or shorter messages"
    default: "the template is part of the model's files: fetch them again, or use generate() with plain text"
    }
  }

  private static let tags = "for, if, set, with, macro, filter, raw, generation, print, break and continue"

  private static func list(_ names: Set<String>) -> String { names.sorted().joined(separator: ", ") }
}

extension ChatTemplateError.Limit {
  fileprivate var excess: String {
    switch self {
    case .steps: "takes more than \(TemplateLimits.steps) steps"
    case .bytes: "handles more than \(TemplateLimits.bytes) bytes of text"
    case .depth: "goes more than \(TemplateLimits.depth) levels deep"
    case .rangeItems: "asks for a range of more than \(TemplateLimits.rangeItems) items"
    }
  }
}
