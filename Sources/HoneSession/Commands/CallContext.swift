/// What the body of a command is given: its checked arguments and the session it runs in.
package struct CallContext {
  package let session: Session
  package let command: Command
  /// The object left of the dot, for methods and properties.
  package let receiver: Value?
  /// One for each parameter of the command; nil where it was left out and has no value by default.
  package let arguments: [Value?]
  /// What follows the name of a `%` command on its line.
  package let argumentText: String
  /// The rest of the cell, for a `%%` command.
  package let bodyText: String?

  init(
    session: Session, command: Command, receiver: Value? = nil, arguments: [Value?] = [], argumentText: String = "",
    bodyText: String? = nil
  ) {
    self.session = session
    self.command = command
    self.receiver = receiver
    self.arguments = arguments
    self.argumentText = argumentText
    self.bodyText = bodyText
  }
}
