import Foundation
import HoneCore
import HoneLanguage
import HoneSession

/// Runs what was not typed at a prompt: `-c`, a file, a pipe. Each gives the process's exit code.
package final class ScriptRun {
  private let session: Session
  private let sink: any OutputSink

  package init(session: Session, sink: any OutputSink) { (self.session, self.sink) = (session, sink) }

  /// A whole source, parsed before any of it runs.
  package func run(_ source: String, name: String) -> Int32 {
    Signals.install(exitsAt: 2)
    return ScriptRun.exitCode(step(source, name: name)) ?? 0
  }

  /// Lines from `next` until it gives nil: each top-level statement runs as soon as it is known to be whole.
  package func run(name: String, lines next: () -> String?) -> Int32 {
    Signals.install(exitsAt: 2)
    var splitter = StatementSplitter()
    while let line = next() {
      for statement in splitter.add(line) {
        if let code = ScriptRun.exitCode(step(statement, name: name)) { return code }
      }
    }
    guard let rest = splitter.finish() else { return 0 }
    return ScriptRun.exitCode(step(rest, name: name)) ?? 0
  }

  private func step(_ source: String, name: String) -> CellResult {
    defer { sink.send(.progressEnded) }
    return session.run(source, mode: .script, name: name)
  }

  /// Nil where the next statement may run.
  private static func exitCode(_ result: CellResult) -> Int32? {
    if result.interrupted { return 130 }
    if !result.succeeded { return 1 }
    return result.wantsExit ? 0 : nil
  }
}

/// Cuts lines as they come into top-level statements.
///
/// A simple statement ends with its logical line. A block ends where the next line stands at the left margin and is no
/// `elif`, `else`, `except` or `finally`; blank lines inside it are part of it, as in a file.
package struct StatementSplitter {
  private var lines: [String] = []

  package init() {}

  /// The statements that `line`, without its line end, shows to be whole.
  package mutating func add(_ line: String) -> [String] {
    var whole: [String] = []
    if let first = lines.first {
      if StatementSplitter.opensBlock(first), StatementSplitter.startsStatement(line), isWhole(closed: true) {
        whole += [take()]
      }
    } else if line.allSatisfy(\.isWhitespace) {
      return []
    }
    lines.append(line)
    if !StatementSplitter.opensBlock(lines[0]), isWhole(closed: false) { whole += [take()] }
    return whole
  }

  /// What is left at the end of the input.
  package mutating func finish() -> String? { lines.isEmpty ? nil : take() }

  private mutating func take() -> String {
    defer { lines = [] }
    return lines.joined(separator: "\n")
  }

  private func isWhole(closed: Bool) -> Bool {
    let source = lines.joined(separator: "\n") + (closed ? "\n\n" : "")
    if case .incomplete = Session.completeness(of: source) { return false }
    return true
  }

  /// `%%name` takes the rest of the input, as it takes the rest of a cell.
  private static func opensBlock(_ line: String) -> Bool {
    ["if", "for", "while", "def", "try", "with", "class"].contains(word(line)) || line.hasPrefix("%%")
      || line.hasPrefix("@")
  }

  private static func startsStatement(_ line: String) -> Bool {
    guard let first = line.first, !first.isWhitespace, first != "#" else { return false }
    return !["elif", "else", "except", "finally"].contains(word(line))
  }

  private static func word(_ line: String) -> String { String(line.prefix { $0.isLetter || $0.isNumber || $0 == "_" }) }
}
