import HoneLanguage

/// An exception that no handler took, as people see it.
struct ErrorReport {
  /// Points into the cell that was run.
  let diagnostic: Diagnostic
  /// Points to where it went wrong, which may be a function of an earlier cell, and names the calls that led there.
  let rendering: Rendering

  /// Calls named at most; the middle of a deep recursion is left out.
  private static let longestChain = 6
  /// Characters of the line that a call stands on; it may be megabytes long.
  private static let longestCode = 60

  init(_ exception: ExceptionObject, cell: CellSource) {
    let trace = exception.trace ?? Trace(source: cell, range: SourceRange(0, 0))
    let here = trace.source === cell ? trace.range : trace.calls.last { $0.source === cell }?.range
    let message = exception.message
    var diagnostic = Diagnostic(
      kind: exception.type.name, message: message, hint: exception.hint, range: here ?? SourceRange(0, 0))
    self.diagnostic = diagnostic
    diagnostic.range = trace.range
    var chain = Self.chain(trace.calls)
    if let cause = exception.cause {
      chain.append("Cause: \(cause.type.name)" + (cause.message.isEmpty ? "" : ": \(cause.message)"))
    }
    rendering = Rendering(diagnostic, in: trace.source, followedBy: chain)
  }

  private static func chain(_ calls: [Trace.Call]) -> [String] {
    guard calls.count > longestChain else { return calls.map(line) }
    let half = longestChain / 2
    let gap = "… \(calls.count - 2 * half) more calls …"
    return calls.prefix(half).map(line) + [gap] + calls.suffix(half).map(line)
  }

  private static func line(_ call: Trace.Call) -> String {
    let (number, code) = call.source.line(at: call.range.start)
    let shown = code.count > longestCode ? String(code.prefix(longestCode - 1)) + "…" : code
    return "in \(call.function)(), called at \(call.source.name), line \(number): \(shown)"
  }
}

extension Rendering {
  /// An error of `source` and the lines that follow its sentence.
  init(_ diagnostic: Diagnostic, in source: CellSource, followedBy lines: [String] = []) {
    let (text, name) = (source.text, source.name)
    self.init(
      stable: ([diagnostic.rendered(in: text, name: name)] + lines).joined(separator: "\n"),
      draw: { page in
        ([diagnostic.rendered(in: text, name: name, columns: page.columns)] + lines).joined(separator: "\n")
      })
  }
}

extension CellSource {
  /// The number of the line that holds a UTF-8 offset, from 1, and what stands on it.
  func line(at offset: Int) -> (number: Int, code: String) {
    let source = SourceText(text), line = source.line(at: offset)
    var code = source.text(source.lineRange(line)).drop(while: \.isWhitespace)
    while code.last?.isWhitespace == true { code.removeLast() }
    return (line + 1, String(code))
  }
}
