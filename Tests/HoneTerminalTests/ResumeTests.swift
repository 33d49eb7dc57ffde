import Foundation
import Testing

/// Sessions whose process was killed.
@Suite(.serialized) struct ResumeTests {
  private func start(_ home: String) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(home: home)
    try terminal.expect("In [1]: ")
    return terminal
  }

  private func kill(_ terminal: PseudoTerminal) {
    terminal.kill(SIGKILL)
    #expect(terminal.exitCode() == -SIGKILL)
  }

  @Test func namesResultsAndTheCellThatWasRunningComeBack() throws {
    try BuiltHone.withHome { home in
      let killed = try start(home)
      killed.type("x = [1, 2, 3]\r!echo once >> \(home)/side\r1 / 0\rsum(x)\r")
      try killed.expect("Out[4]: 6\n")
      killed.type("\u{1B}[200~print('g' + 'o')\rwhile True: x\u{1B}[201~\r\r")
      try killed.expect("\ngo\n")
      kill(killed)

      let terminal = try PseudoTerminal(home: home)
      try terminal.expect("a session of 4 cells and one that was running did not end")
      try terminal.expect("In [1]: ")
      terminal.type("%resume\r")
      try terminal.expect("resumed 4 cells and one that was running\n")
      try terminal.expectEnd("In [5]: print('g' + 'o')\n   ...: while True: x")
      terminal.type("\u{3}_4 + x[0], Out\r")
      try terminal.expect("Out[5]: (7, {4: 6})\n")
      terminal.type("%save \(home)/saved.md\r")
      try terminal.expect("saved 5 cells")
      terminal.type("exit\r")
      #expect(terminal.exitCode() == 0)
      #expect(try String(contentsOfFile: home + "/side", encoding: .utf8) == "once\n", "the shell ran it once")
      #expect(try String(contentsOfFile: home + "/saved.md", encoding: .utf8).contains("ZeroDivisionError"))

      let next = try start(home)
      #expect(!next.transcript.contains("%resume"), "it ended as its user wished")
    }
  }

  /// Killed again after it was resumed, and once more while it was being resumed.
  @Test func aResumedSessionCanBeResumed() throws {
    try BuiltHone.withHome { home in
      let first = try start(home)
      first.type("x = 1\r")
      try first.expect("In [2]: ")
      kill(first)
      let second = try start(home)
      second.type("%resume\r")
      try second.expect("resumed 1 cell\n")
      second.type("x += 1\r")
      try second.expect("In [3]: ")
      second.type("while x < 100: x += 1\r\rfor i in range(10 ** 6): x += 1\r\r")
      try second.expect("In [5]: ")
      kill(second)
      let third = try start(home)
      third.type("%resume\r")
      kill(third)
      let fourth = try start(home)
      fourth.type("%resume\r")
      try fourth.expect("resumed 4 cells\n")
      fourth.type("x\r")
      try fourth.expect("Out[5]: 1000100\n")
    }
  }

  @Test func whatCannotBeResumedIsSaid() throws {
    try BuiltHone.withHome { home in
      let terminal = try start(home)
      terminal.type("%resume\r")
      try terminal.expect("ValueError: there is nothing to resume.")
      terminal.type("%resume list\r")
      try terminal.expect("there is nothing to resume\n")
      kill(terminal)
      let other = try start(home)
      #expect(!other.transcript.contains("did not end"), "%resume alone is nothing to bring back")
      other.type("x = 1\r")
      try other.expect("In [2]: ")
      let living = try start(home)
      #expect(!living.transcript.contains("did not end"), "the other session is alive")
      kill(other)
      living.type("x = 2\r%resume\r")
      try living.expect("ValueError: %resume is for the first cell of a session")
      living.type("%resume forget\r")
      try living.expect("forgot 1 session\n")
      living.type("%resume soon\r")
      try living.expect("ValueError: %resume takes nothing, list or forget; received 'soon'.")
    }
  }

  @Test func aCellThatWasStoppedIsLeftOut() throws {
    try BuiltHone.withHome { home in
      let killed = try start(home)
      killed.type("\u{1B}[200~print('g' + 'o')\rwhile True: 1\u{1B}[201~\r\r")
      try killed.expect("\ngo\n")
      killed.type("\u{3}")
      try killed.expect("KeyboardInterrupt")
      killed.type("y = 2\r")
      try killed.expect("In [3]: ")
      kill(killed)
      let terminal = try start(home)
      terminal.type("%resume\r")
      try terminal.expect("cell 1 had been stopped and is left out: print('g' + 'o')\n")
      terminal.type("'while' in In[1], y\r")
      try terminal.expect("Out[3]: (True, 2)\n")
    }
  }

  @Test func aDiskThatCannotKeepTheSessionIsSaidAtOnce() throws {
    try BuiltHone.withHome { home in
      let data = home + "/.local/share/hone"
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
      try Data().write(to: URL(fileURLWithPath: data + "/journals"))
      let terminal = try PseudoTerminal(home: home)
      try terminal.expect("cannot be written: Not a directory")
      try terminal.expect("this session is lost: %save keeps it.")
      terminal.type("1 + 1\r")
      try terminal.expect("Out[1]: 2\n")
    }
  }
}
