/// An error whose words are meant for the person at the prompt.
package protocol UserFacingError: Error {
  /// Python's name for the class of error: "ValueError", "KeyError", …
  var kind: String { get }
  /// One sentence: what is wrong, the value, and what is accepted.
  var message: String { get }
  /// A next step, without a capital or a full stop, or nil.
  var hint: String? { get }
}

extension UserFacingError {
  package var kind: String { "ValueError" }
  package var hint: String? { nil }
}

/// An error in what was typed on the command line, which ends the process with the exit code for wrong usage.
package protocol UsageError: UserFacingError {}
