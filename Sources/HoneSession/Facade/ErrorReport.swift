import HoneLanguage

/// An exception that no handler took, as people see it.
struct ErrorReport {
  /// Points into the cell that was run.
  let diagnostic: Diagnostic
  /// Points to where it went wrong, which may be a function of an earlier cell, and names the calls that led there.
  let text: String

  /// Calls named at most; the middle of a deep recursion is left out.
  private static let longestChain = 6

  init(_ exception: ExceptionObject, cell: CellSource) {
    let trace = exception.trace ?? Trace(source: cell, range: SourceRange(0, 0))
    let here = trace.source === cell ? trace.range : trace.calls.last { $0.source === cell }?.range
    let message = exception.message
    var diagnostic = Diagnostic(
      kind: exception.type.name, message: message, hint: exception.hint, range: here ?? SourceRange(0, 0))
    self.diagnostic = diagnostic
    diagnostic.range = trace.range
    var lines = [diagnostic.rendered(in: trace.source.text, name: trace.source.name)]
    lines += Self.chain(trace.calls)
    if let cause = exception.cause {
      lines.append("Cause: \(cause.type.name)" + (cause.message.isEmpty ? "" : ": \(cause.message)"))
    }
    text = lines.joined(separator: "\n")
  }

  private static func chain(_ calls: [Trace.Call]) -> [String] {
    guard calls.count > longestChain else { return calls.map(line) }
    let half = longestChain / 2
    let gap = "… \(calls.count - 2 * half) more calls …"
    return calls.prefix(half).map(line) + [gap] + calls.suffix(half).map(line)
  }

  private static func line(_ call: Trace.Call) -> String {
    "in \(call.function)(), called at \(call.source.name), line \(call.source.line(at: call.range.start))"
  }
}

extension CellSource {
  /// The number of the line that holds a UTF-8 offset, from 1.
  func line(at offset: Int) -> Int { SourceText(text).line(at: offset) + 1 }
}
