import HoneCore
import HoneLanguage

/// What running a cell shows, in order.
package enum OutputEvent: Sendable {
  /// Printed or streamed text, verbatim; may lack a newline.
  case stdout(String)
  /// The value of an expression statement that is not None; `index` is the number of `Out[n]`, if it has one.
  case result(Rendering, index: Int?)
  /// A table or chart shown on purpose.
  case display(Rendering)
  /// The rendering is the excerpt, the caret, the sentence and the hint, ready to print, without colours.
  case error(Diagnostic, Rendering)
  /// Text as it is generated, for a terminal; the value that the call returns is what is recorded.
  case stream(String)
  case progress(Progress)
  case progressEnded
  /// One informative line for the terminal; never recorded.
  case note(String)
}

/// Whoever shows or records what a session puts out.
package protocol OutputSink: AnyObject {
  func send(_ event: OutputEvent)
}
