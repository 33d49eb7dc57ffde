import ArgumentParser
import Foundation
import HoneCore

/// Options of everything that runs code.
package struct StartOptions: ParsableArguments {
  @Flag(help: "Write one event a line as JSON.") package var json = false
  @Flag(help: "Read neither config.yaml nor startup.hone.") package var noStartup = false

  package init() {}
}

extension ParsableCommand {
  /// Parses the process's arguments, runs what they ask for and leaves with its exit code; 2 for wrong usage.
  package static func runAndExit() -> Never {
    do {
      var command = try parseAsRoot()
      try command.run()
      Foundation.exit(0)
    } catch let code as ExitCode {
      Foundation.exit(code.rawValue)
    } catch {
      let code = exitCode(for: error) == .validationFailure ? 2 : exitCode(for: error).rawValue
      Terminal.write(fullMessage(for: error) + "\n", to: code == 0 ? STDOUT_FILENO : STDERR_FILENO)
      Foundation.exit(code)
    }
  }
}

extension TerminalSink {
  /// Runs `body`; what is wrong with the file that a command line names is said in one line, with exit code 3, and what is
  /// wrong with the command line itself with exit code 2.
  package func reading<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as any UserFacingError {
      let text = error.message + (error.hint.map { " (\($0))" } ?? "")
      send(.note("hone: " + text.showingControls()))  // Names in a file are not to steer the terminal.
      throw ExitCode(error is any UsageError ? 2 : 3)
    }
  }
}
