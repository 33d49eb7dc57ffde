import HoneCore
import HoneLanguage
import HoneSession
import Yams

/// The parameters of a notebook: variables that are bound before its first cell, with the front matter's values or
/// those that the command line gives.
package struct NotebookParameters: Sendable {
  package struct Parameter: Equatable, Sendable {
    package var name: String
    /// Says the type too.
    package var ownValue: ParameterValue
    package var value: ParameterValue

    init(_ name: String, _ value: ParameterValue) { (self.name, ownValue, self.value) = (name, value, value) }
  }

  package private(set) var all: [Parameter]

  /// Those of the front matter, in its order.
  package init(_ frontMatter: FrontMatter?) throws(NotebookError) {
    all = []
    guard let node = try frontMatter?.mapping()?["params"], node.scalar?.string != "" else { return }
    guard let mapping = node.mapping else { throw .frontMatter(reason: "params is no mapping as {lr: 2e-4, seed: 7}") }
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      do throws(ParameterProblem) {
        guard NotebookParameters.isName(name) else { throw .name }
        all.append(Parameter(name, try ParameterValue(value)))
      } catch {
        throw .parameter(name, error)
      }
    }
  }

  /// Takes values from words as `lr=1e-3`.
  package mutating func give(_ words: [String]) throws(RunOptionError) {
    var given: Set<String> = []
    for word in words {
      guard let equals = word.firstIndex(of: "="), equals > word.startIndex else { throw .notAssignment(word) }
      let (name, text) = (String(word[..<equals]), String(word[word.index(after: equals)...]))
      guard let index = all.firstIndex(where: { $0.name == name }) else {
        throw .unknownParameter(name, known: all.map(\.name))
      }
      guard given.insert(name).inserted else { throw .repeatedParameter(name) }
      let own = all[index].ownValue
      guard let value = own.replaced(by: text) else { throw .parameterType(name, own: own, given: text) }
      all[index].value = value
    }
  }

  /// Those that are not the front matter's, for the footer and for people: `lr=0.001, seed=8`.
  var changes: String { Self.text(all.filter { $0.value != $0.ownValue }) }
  /// All that a cell can see.
  package var text: String { Self.text(all) }

  func bind(in session: Session) throws(NotebookError) {
    for parameter in all {
      // `model` as a text would leave the session without its model.
      if case .object? = session.value(named: parameter.name) { throw .parameter(parameter.name, .hidesObject) }
    }
    for parameter in all { session.globals[parameter.name] = parameter.value.value }
  }

  private static func text(_ parameters: [Parameter]) -> String {
    parameters.map { "\($0.name)=\($0.value.text)" }.joined(separator: ", ")
  }

  private static func isName(_ name: String) -> Bool {
    guard let program = try? Parser.parse("\(name) = 0"), program.statements.count == 1,
      case .assignment(let targets, _) = program.statements[0].kind, targets.count == 1,
      case .name(name) = targets[0].kind
    else { return false }
    return true
  }
}
