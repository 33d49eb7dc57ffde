import Foundation
import Testing

/// The screens of the built `hone` on a pseudo-terminal.
@Suite(.serialized) struct TerminalTests {
  private func withTerminal(_ body: (PseudoTerminal) throws -> Void) throws {
    try BuiltHone.withHome { home in
      let terminal = try PseudoTerminal(home: home)
      try terminal.expectEnd("In [1]: ".trimmed)
      try body(terminal)
    }
  }

  private func paste(_ text: String) -> String { "\u{1B}[200~" + text + "\u{1B}[201~" }

  @Test func aPastedCellOfFiftyLinesIsEditedAndRun() throws {
    let lines = ["def f(x):"] + (1...48).map { "    y\($0) = x + \($0)" } + ["    return y48"]
    try withTerminal { terminal in
      terminal.type(paste(lines.joined(separator: "\r\n")))
      // The window is shorter than the cell and follows the cursor.
      try terminal.expectScreen("the end of the cell") { $0.rows.last == "   ...:     return y48" }
      terminal.type("\u{1B}[A\u{7F}7\u{1B}[B\r\rf(1)\r")
      try terminal.expectEnd("Out[2]: 749\nIn [3]:")
    }
  }

  @Test func aPasteOf160KilobytesIsOneCell() throws {
    try withTerminal { terminal in
      terminal.type(paste("len('" + String(repeating: "漢", count: 160_000 / 3) + "')") + "\r")
      try terminal.expectEnd("Out[1]: 53333\nIn [2]:")
    }
  }

  @Test func aRecalledCellOfSeveralLinesIsEdited() throws {
    try withTerminal { terminal in
      terminal.type("def f(x):\rreturn x + 1\r\rf(1)\r")
      try terminal.expectEnd("Out[2]: 2\nIn [3]:")
      terminal.type("def\u{1B}[A")
      try terminal.expectEnd("In [3]: def f(x):\n   ...:     return x + 1")
      terminal.type("\u{7F}41\r\rf(1)\r")
      try terminal.expectEnd("   ...:     return x + 41\n   ...:\nIn [4]: f(1)\nOut[4]: 42\nIn [5]:")
    }
  }

  @Test func searchGoesBothWays() throws {
    try withTerminal { terminal in
      terminal.type("a1 = 1\ra2 = 2\rb = 3\r")
      try terminal.expectEnd("In [4]:")
      terminal.type("\u{12}a\u{12}\u{13}")
      try terminal.expectEnd("In [4]: a2 = 2\nI-search: a")
      terminal.type("\u{7}x")
      try terminal.expectEnd("In [4]: x")
    }
  }

  @Test func tabGoesThroughTheMenu() throws {
    try withTerminal { terminal in
      terminal.type("hone_a = 1\rhone_b = 2\rhon\t\t\t")
      try terminal.expectScreen("the second proposal") { $0.text.contains("In [3]: hone_b\nhone_a ") }
      terminal.type("\r")
      try terminal.expectEnd("In [3]: hone_b\nOut[3]: 2\nIn [4]:")
    }
  }

  @Test func wideCharactersWrapAndMoveRight() throws {
    try withTerminal { terminal in
      terminal.type("len('" + String(repeating: "漢", count: 50) + "😀e\u{301}')\u{1}")
      try terminal.expectScreen("a cell of two rows") {
        $0.rows[0].hasSuffix("漢漢") && $0.rows[1].hasSuffix("漢😀e\u{301}')") && ($0.row, $0.column) == (0, 8)
      }
      terminal.type("\u{5}\u{1B}[D\u{1B}[D\u{1B}[D\u{7F}\r")
      try terminal.expectEnd("Out[1]: 52\nIn [2]:")
    }
  }

  @Test func aNewSizeIsDrawnAnew() throws {
    try withTerminal { terminal in
      let text = String(repeating: "x", count: 70)
      terminal.type(text)
      try terminal.expectEnd("In [1]: " + text)
      terminal.resize(columns: 50)
      try terminal.expectScreen("two rows") {
        $0.text.hasSuffix("In [1]: " + text.prefix(42) + "\n        " + text.prefix(28))
      }
      terminal.type("y")
      try terminal.expectEnd(text.prefix(28) + "y")
    }
  }

  @Test(arguments: ["(1 +\r", "\u{12}abc", "hone\t", "'''\r\rx"]) func controlCClearsTheCellInEveryState(keys: String)
    throws
  {
    try withTerminal { terminal in
      terminal.type("abc = 1\r")
      try terminal.expectEnd("In [2]:")
      terminal.type(keys)
      try terminal.expectScreen("what was typed") { !$0.text.hasSuffix("In [2]:") }
      terminal.type("\u{3}")
      try terminal.expectEnd("^C\nIn [2]:")
      terminal.type("6 * 7\r")
      try terminal.expectEnd("Out[2]: 42\nIn [3]:")
    }
  }

  @Test(arguments: [
    "while True: pass", "[i for i in range(10 ** 12)]", "!sh -c 'sleep 60; true'", "!yes", "sum(range(10 ** 15))",
    "sorted(range(10 ** 7), key=lambda x: -x)", "sorted(list(range(3 * 10 ** 6)) * 3)",
  ])
  func controlCStopsWorkAndKeepsTheSession(cell: String) throws {
    try withTerminal { terminal in
      // The empty line ends a block; where the cell is none, it is forgotten with all that was typed ahead.
      terminal.type(paste("kept = 42\rprint('go')\r" + cell) + "\r\r")
      try terminal.expect("\ngo\n")
      let pressed = ContinuousClock.now
      terminal.type("\u{3}")
      try terminal.expect("In [2]: ")
      // The promise is half a second; a machine with other work gets some more.
      #expect(pressed.duration(to: .now) < .seconds(2))
      terminal.type("kept\r")
      try terminal.expect("Out[2]: 42\n")
    }
  }

  @Test func aSuspendedSessionGoesOn() throws {
    try BuiltHone.withHome { home in
      let terminal = try PseudoTerminal(["-i"], home: home, environment: ["PS1": "shell> "], program: "/bin/sh")
      try terminal.expect("shell> ")
      terminal.type(try BuiltHone.path + " -q\r")
      try terminal.expect("In [1]: ")
      terminal.type("40 +")
      try terminal.expect("40 +")
      terminal.type("\u{1A}")
      try terminal.expect("shell> ")
      terminal.type("echo $((1 + 1))x\r")
      try terminal.expect("2x")
      try terminal.expect("shell> ")
      terminal.type("fg\r")
      try terminal.expect("In [1]: 40 +")
      terminal.type(" 2\r")
      try terminal.expect("Out[1]: 42\n")
      terminal.type("\u{4}")
      try terminal.expect("shell> ")
    }
  }

  @Test func sessionsAtTheSameTimeLoseNothing() throws {
    try BuiltHone.withHome { home in
      let first = try PseudoTerminal(home: home), second = try PseudoTerminal(home: home)
      for (number, terminal) in [first, second].enumerated() {
        try terminal.expect("In [1]: ")
        for cell in 1...5 { terminal.type("s\(number)_\(cell) = 1\r") }
      }
      for terminal in [first, second] { try terminal.expect("In [6]: ") }
      // One is killed: what it ran is kept all the same.
      first.kill(SIGKILL)
      #expect(first.exitCode() == -SIGKILL)
      let third = try PseudoTerminal(home: home)
      try third.expect("In [1]: ")
      third.type("%history -g _\r")
      for number in 0...1 {
        for cell in 1...5 {
          try third.expectScreen("s\(number)_\(cell)") { $0.rows.contains("s\(number)_\(cell) = 1") }
        }
      }
    }
  }

  @Test func editorsChangeCellsAndPrompts() throws {
    try BuiltHone.withHome { home in
      let editor = ["EDITOR": "sed -i s/40/41/"]
      let terminal = try PseudoTerminal(home: home, environment: editor)
      try terminal.expect("In [1]: ")
      terminal.type("40 + 1\r%edit 1\r")
      try terminal.expectEnd("In [3]: 41 + 1")
      terminal.type("\r")
      try terminal.expectEnd("Out[3]: 42\nIn [4]:")
      terminal.type("40\u{18}\u{5}")
      try terminal.expectEnd("In [4]: 41")
      terminal.type("\u{15}prompt = Prompt('40 {text}')\r%edit prompt\rprompt.template\r")
      try terminal.expectEnd("Out[6]: '41 {text}'\nIn [7]:")
    }
  }

  @Test func anEditorThatFailsIsSaidInOneSentence() throws {
    try BuiltHone.withHome { home in
      let terminal = try PseudoTerminal(home: home, environment: ["EDITOR": "false"])
      try terminal.expect("In [1]: ")
      terminal.type("1\r%edit 1\r")
      try terminal.expect("the editor 'false' ended with status 1.")
      try terminal.expectEnd("In [3]:")
      terminal.type("%edit 9\r")
      try terminal.expect("there is no cell or prompt '9' to edit.")
    }
  }

  @Test func editrcChoosesViAndItsKeys() throws {
    try BuiltHone.withHome { home in
      try Data("bind -v\nbind ^T hone-search\n".utf8).write(to: URL(fileURLWithPath: home + "/.editrc"))
      let terminal = try PseudoTerminal(home: home)
      try terminal.expect("In [1]: ")
      terminal.type("40 + 1\u{1B}")
      try terminal.expectScreen("the cursor on the last character") { $0.rows[0].hasSuffix("+ 1") && $0.column == 13 }
      terminal.type("x")
      try terminal.expectEnd("In [1]: 40 +")
      terminal.type("a2\r")
      try terminal.expectEnd("Out[1]: 42\nIn [2]:")
      terminal.type("\u{14}40")
      try terminal.expectEnd("In [2]: 40 + 2\nI-search backward: 40")
    }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
