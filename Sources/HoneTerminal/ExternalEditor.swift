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
    let words = ["/bin/sh", "-c", command + " \"$1\"", "sh", path]
    // On this terminal, in this process's group.
    let ending = try WorkingMode.handingOver { try ChildProcess(words, environment: environment).wait() }
    guard ending != 0 else { return }
    let status = ending < 0 ? 128 - ending : ending
    throw Failure(
      message: status == 127
        ? "there is no editor '\(command)'." : "the editor '\(command)' ended with status \(status).",
      hint: "the environment variable EDITOR names yours; nothing was changed")
  }
}
