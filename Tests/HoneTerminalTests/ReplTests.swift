import Foundation
import Testing

/// The built `hone` on a pseudo-terminal, key by key.
@Suite(.serialized) struct ReplTests {
  private func withTerminal(_ arguments: [String] = ["-q"], _ body: (PseudoTerminal) throws -> Void) throws {
    try BuiltHone.withHome { home in try body(PseudoTerminal(arguments, home: home)) }
  }

  @Test func aBannerAPromptAndAnAnswer() throws {
    try withTerminal([]) { terminal in
      try terminal.expect("hone ")
      try terminal.expect("In [1]: ")
      terminal.type("1+1\r")
      try terminal.expect("Out[1]: 2\n")
      try terminal.expect("In [2]: ")
      terminal.type("print('é漢😀')\r")
      try terminal.expect("\né漢😀\n")
    }
  }

  @Test func aBlockIsIndentedAndEndsWithAnEmptyLine() throws {
    try withTerminal { terminal in
      try terminal.expect("In [1]: ")
      terminal.type("def twice(x):\rreturn x * 2\r\rtwice(21)\r")
      try terminal.expect("In [2]: ")
      try terminal.expect("Out[2]: 42\n")
    }
  }

  @Test func aPasteIsOneCell() throws {
    try withTerminal { terminal in
      try terminal.expect("In [1]: ")
      terminal.type("\u{1B}[200~x = [1,\r\n  2]\r\n\r\nif x:\r\n\tprint(sum(x) + 39)\r\n\u{1B}[201~\r\r")
      try terminal.expect("\n42\n")
      try terminal.expect("In [2]: ")
    }
  }

  @Test func aLongPasteComesThroughWhole() throws {
    try withTerminal { terminal in
      try terminal.expect("In [1]: ")
      terminal.type("\u{1B}[200~len('" + String(repeating: "x", count: 20_000) + "')\u{1B}[201~\r")
      try terminal.expect("Out[1]: 20000\n")
    }
  }

  @Test func upRecallsWholeCellsAlsoOfAnEarlierSession() throws {
    try BuiltHone.withHome { home in
      for session in 1...2 {
        let terminal = try PseudoTerminal(home: home)
        try terminal.expect("In [1]: ")
        if session == 1 {
          terminal.type("(40 +\r2)\r")
          try terminal.expect("Out[1]: 42\n")
        }
        // Up again moves up inside the cell, and Down back to its last line.
        terminal.type(session == 1 ? "\u{1B}[A\r" : "\u{1B}[A\u{1B}[A\u{1B}[B\r")
        try terminal.expect("Out[\(session == 1 ? 2 : 1)]: 42\n")
        terminal.type("\u{4}")
        #expect(terminal.exitCode() == 0)
      }
    }
  }

  @Test func whatIsTypedAheadOfTheNextPromptIsKept() throws {
    try withTerminal { terminal in
      try terminal.expect("In [1]: ")
      terminal.type("sum(range(1000000))\r20 + 22\r\u{4}")
      try terminal.expect("Out[1]: 499999500000\n")
      try terminal.expect("Out[2]: 42\n")
      #expect(terminal.exitCode() == 0)
    }
  }

  @Test func controlRFindsAnEarlierCell() throws {
    try withTerminal { terminal in
      try terminal.expect("In [1]: ")
      terminal.type("40 + 2\r1\r")
      try terminal.expect("In [3]: ")
      terminal.type("\u{12}40 +")
      try terminal.expectEnd("In [3]: 40 + 2\nI-search backward: 40 +")
      terminal.type("\r\r")
      try terminal.expect("Out[3]: 42\n")
    }
  }

  @Test func tabCompletesAndShowsAMenu() throws {
    try withTerminal { terminal in
      try terminal.expect("In [1]: ")
      terminal.type("prin\t(42)\r")
      try terminal.expect("\n42\n")
      terminal.type("hone_a = 1\rhone_b = 2\rhon\t")
      try terminal.expectScreen("a menu below the cell") {
        $0.text.contains("In [4]: hone_\nhone_a ") && $0.rows.last { !$0.isEmpty }?.hasPrefix("hone_b ") == true
      }
      terminal.type("b\r")
      try terminal.expect("Out[4]: 2\n")
    }
  }

  @Test func tabIndentsAtTheStartOfALine() throws {
    try withTerminal { terminal in
      try terminal.expect("In [1]: ")
      terminal.type("if True:\r\u{7F}\tprint(42)\r\r")
      try terminal.expect("\n42\n")
    }
  }

  @Test func controlCClearsTheCell() throws {
    try withTerminal { terminal in
      try terminal.expect("In [1]: ")
      terminal.type("nonsense(")
      try terminal.expect("nonsense(")
      terminal.type("\u{3}")
      try terminal.expect("In [1]: ")
      terminal.type("42\r")
      try terminal.expect("Out[1]: 42\n")
    }
  }

  @Test func cdGoesToAFolderAndBack() throws {
    try BuiltHone.withHome { home in
      try FileManager.default.createDirectory(atPath: home + "/a b", withIntermediateDirectories: false)
      let terminal = try PseudoTerminal(home: home)
      try terminal.expect("In [1]: ")
      terminal.type("%cd\r%cd 'a b'\r!pwd\r")
      try terminal.expect("\n\(home)/a b\n")  // The note of where it went.
      try terminal.expect("\n\(home)/a b\n")
      terminal.type("%cd -\r!pwd\r")
      try terminal.expect("In [5]: ")
      try terminal.expect("\n\(home)\n")
      terminal.type("%cd nowhere\r")
      try terminal.expect("FileNotFoundError: there is no folder 'nowhere' to change to")
    }
  }

  @Test func anErrorIsShownAndTheSessionGoesOn() throws {
    try withTerminal { terminal in
      try terminal.expect("In [1]: ")
      terminal.type("1 / 0\r")
      try terminal.expect("ZeroDivisionError")
      try terminal.expect("In [2]: ")
    }
  }

  @Test(arguments: ["\u{4}", "exit\r", "quit\r", "exit()\r"]) func leaving(keys: String) throws {
    try withTerminal { terminal in
      try terminal.expect("In [1]: ")
      terminal.type(keys)
      #expect(terminal.exitCode() == 0)
    }
  }

  @Test func coloursAreUsedUnlessTheUserForbidsThem() throws {
    try BuiltHone.withHome { home in
      let terminal = try PseudoTerminal(home: home, colours: true)
      try terminal.expect("In [1]: ")
      terminal.type("42\r")
      try terminal.expect("Out[1]: 42\n")
    }
  }
}
