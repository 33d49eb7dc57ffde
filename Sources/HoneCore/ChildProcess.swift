import Foundation

/// A program that was started with the signals of a fresh process: none ignored, none blocked, whatever the thread that
/// starts it blocks.
package final class ChildProcess {
  package struct Failure: UserFacingError, Equatable {
    package let program: String
    /// What the system says of it: "No such file or directory".
    package let reason: String

    package var message: String { "the program '\(program.showingControls())' cannot be started: \(reason)." }
    package var hint: String? { nil }
  }

  package let id: pid_t
  private var ending: Int32?

  /// POSIX_SPAWN_SETSID, whose macro Swift does not see.
  private static let setSession: Int32 = 0x80

  /// - Parameters:
  ///   - words: the program, which is looked for in PATH unless it has a slash, and its arguments.
  ///   - files: what the streams 0, 1, 2 … are opened on, for reading and writing; this process's own if none are named.
  ///   - ownsSession: puts it into a session of its own; the first terminal among `files` then controls it.
  package init(
    _ words: [String], environment: [String: String], files: [String] = [], ownsSession: Bool = false
  ) throws(Failure) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, file) in files.enumerated() {
      posix_spawn_file_actions_addopen(&actions, Int32(descriptor), file, O_RDWR, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t(), all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (ownsSession ? Self.setSession : 0)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var id: pid_t = 0
    let status = posix_spawnp(&id, words[0], &actions, &attributes, &arguments, &variables)
    guard status == 0 else { throw Failure(program: words[0], reason: systemReason(status)) }
    self.id = id
  }

  /// Sends a signal, unless the process is known to have ended.
  package func kill(_ signal: Int32) { if ending == nil { _ = Foundation.kill(id, signal) } }

  /// Waits until it ends: its status, or minus the signal that ended it.
  package func wait() -> Int32 {
    if let ending { return ending }
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    let ending = signal == 0 ? (status >> 8) & 0xFF : -signal
    self.ending = ending
    return ending
  }
}
