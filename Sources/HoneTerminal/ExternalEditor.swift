import Foundation
import HoneCore

/// The user's own editor on a temporary file.
struct ExternalEditor {
  struct Failure: UserFacingError {
    let message: String
    let hint: String?
  }

  let environment: [String: String]

  /// `$VISUAL`, `$EDITOR`, the system's choice on Debian, or vi.
  var command: String {
    for name in ["VISUAL", "EDITOR"] {
      if let command = environment[name], !command.allSatisfy(\.isWhitespace) { return command }
    }
    return FileManager.default.isExecutableFile(atPath: "/usr/bin/editor") ? "/usr/bin/editor" : "vi"
  }

  /// `text` as the user left it. A line end that editors add is taken off.
  func edit(_ text: String, ending: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-\(UUID().uuidString)")
    let file = folder.appendingPathComponent("cell.\(ending)")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      try Data((text + "\n").utf8).write(to: file)
    } catch {
      throw Failure(
        message: "no file can be made for the editor in \(folder.path): \(error.localizedDescription).", hint: nil)
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    try run(file.path)
    guard let edited = try? String(contentsOf: file, encoding: .utf8) else {
      throw Failure(message: "what the editor '\(command)' left cannot be read as UTF-8 text.", hint: nil)
    }
    return edited.hasSuffix("\n") ? String(edited.dropLast()) : edited
  }

  private func run(_ path: String) throws {
    let status = WorkingMode.handingOver { spawn(["/bin/sh", "-c", command + " \"$1\"", "sh", path]) }
    guard status != 0 else { return }
    throw Failure(
      message: status == 127
        ? "there is no editor '\(command)'." : "the editor '\(command)' ended with status \(status).",
      hint: "the environment variable EDITOR names yours; nothing was changed")
  }

  /// Runs a program on this terminal, in this process's group; its status, 128 and more after a signal.
  private func spawn(_ words: [String]) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t(), all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var process: pid_t = 0
    guard posix_spawn(&process, words[0], nil, &attributes, &arguments, &variables) == 0 else { return 127 }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}
