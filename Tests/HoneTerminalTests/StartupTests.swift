import Foundation
import Testing

/// The user's own files, as the built `hone` uses them.
@Suite struct StartupTests {
  private func withHome<T>(_ files: [String: String], _ body: (String) throws -> T) throws -> T {
    try BuiltHone.withHome { home in
      let folder = home + "/.config/hone"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name)) }
      return try body(home)
    }
  }

  @Test func theStartUpFileRunsSilentlyAndItsErrorsAreShown() throws {
    let files = ["startup.hone": "def twice(x):\n    return 2 * x\ntwice(21)\nnope", "config.yaml": "seed: 7"]
    try withHome(files) { home in
      let terminal = try PseudoTerminal(home: home)
      try terminal.expect("NameError: the name 'nope' is not defined.")
      try terminal.expect("In [1]: ")
      #expect(!terminal.transcript.contains("42"))
      terminal.type("twice(4), session.seed\r")
      try terminal.expect("Out[1]: (8, 7)")
      terminal.type("exit\r")
      #expect(terminal.exitCode() == 0)
    }
  }

  @Test func viKeysCanBeChosen() throws {
    try withHome(["config.yaml": "editing: vi"]) { home in
      let terminal = try PseudoTerminal(home: home)
      try terminal.expect("In [1]: ")
      terminal.type("4 + 1\u{1B}")
      // A lone Escape is known by the pause behind it.
      try terminal.expectScreen("the cursor on the last character") { $0.column == 12 }
      terminal.type("x0a0\u{1B}")
      try terminal.expectScreen("40 + ") { $0.rows.contains("In [1]: 40 +") && $0.column == 9 }
      terminal.type("A2\r")
      try terminal.expectEnd("Out[1]: 42\nIn [2]:")
    }
  }

  @Test func noStartupSkipsBothFiles() throws {
    try withHome(["startup.hone": "a = 1\nprint('hello')", "config.yaml": "nonsense: 1"]) { home in
      let terminal = try PseudoTerminal(["-q", "--no-startup"], home: home)
      try terminal.expect("In [1]: ")
      #expect(!terminal.transcript.contains("hello") && !terminal.transcript.contains("nonsense"))
      terminal.type("exit\r")
      #expect(terminal.exitCode() == 0)
    }
  }

  @Test func settingsHoldForScriptsButTheStartUpFileDoesNot() throws {
    try withHome(["startup.hone": "a = 1", "config.yaml": "threads: 1\nseed: 7\nhistory: many"]) { home in
      let result = try BuiltHone.run(["-c", "session.threads, session.seed\na"], home: home)
      #expect(result.output == "(1, 0)\n" && result.code == 1)
      #expect(
        result.errors.hasPrefix(
          "hone: \(home)/.config/hone/config.yaml: history must be an int, 0...100000; received 'many'.\n"))
    }
  }

  @Test func aNotebookHoldsWhatTheSessionStartedWith() throws {
    try withHome(["startup.hone": "a = 1", "config.yaml": "seed: 7"]) { home in
      let terminal = try PseudoTerminal(home: home)
      try terminal.expect("In [1]: ")
      terminal.type("%cd \(home)\r")
      try terminal.expect("In [2]: ")
      terminal.type("a + session.seed\r")
      try terminal.expect("Out[2]: 8")
      terminal.type("%save n.md\r")
      try terminal.expect("saved 4 cells")
      terminal.type("exit\r")
      #expect(terminal.exitCode() == 0)
      let text = try String(contentsOfFile: home + "/n.md", encoding: .utf8)
      #expect(
        text.contains("```hone name=config.yaml\nsession.seed = 7\n```\n\n```hone name=startup.hone\na = 1\n```\n"))
    }
  }
}
