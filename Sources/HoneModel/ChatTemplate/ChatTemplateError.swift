/// Why a chat template cannot be read or rendered. Lines count from 1.
package enum ChatTemplateError: Error, Equatable, Sendable {
  // Reading
  case sourceTooLong(bytes: Int)
  case unexpectedCharacter(line: Int, character: String)
  /// `opening` is what was never closed: "{{", "{%", "{#" or "{% raw %}".
  case unclosed(line: Int, opening: String)
  case invalidEscape(line: Int, escape: String)
  case numberTooLarge(line: Int, text: String)
  case mismatchedBracket(line: Int, found: String, expected: String?)
  case unexpected(line: Int, found: String, expected: String)
  /// The template ended, or another tag came, where one of `expected` has to close `tag`.
  case unclosedBlock(line: Int, tag: String, expected: [String])
  case unsupportedTag(line: Int, tag: String)
  case nestingTooDeep(line: Int)

  // Rendering
  /// A use of something that is not there: a name, or an attribute or item of a value of type `owner`.
  case undefined(line: Int, name: String, owner: String?)
  case unknownFilter(line: Int, name: String)
  case unknownTest(line: Int, name: String)
  /// `operation` does not take values of these types.
  case wrongTypes(line: Int, operation: String, types: [String])
  case wrongArguments(line: Int, function: String)
  case wrongCount(line: Int, expected: Int, found: Int)
  case divisionByZero(line: Int)
  case overflow(line: Int)
  case notAssignable(line: Int, target: String)
  /// What the template itself said through `raise_exception`.
  case raised(line: Int, message: String)
  case tooMuch(line: Int, Limit)

  package enum Limit: Equatable, Sendable { case steps, bytes, depth, rangeItems }
}
