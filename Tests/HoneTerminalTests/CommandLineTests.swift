import Foundation
import Testing

/// What the built `hone` prints and exits with when it is not at a prompt.
@Suite struct CommandLineTests {
  private func hone(_ arguments: [String], input: String = "", files: [String: String] = [:]) throws -> BuiltHone.Result
  {
    try BuiltHone.withHome { home in
      for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: home + "/" + name)) }
      return try BuiltHone.run(arguments.map { files[$0] == nil ? $0 : home + "/" + $0 }, input: input, home: home)
    }
  }

  @Test func everyValueOfCodeIsShownWithoutNumbers() throws {
    let result = try hone(["-c", "1 + 1\nprint('x')\nNone\n'a'"])
    #expect(result.output == "2\nx\n'a'\n" && result.errors == "" && result.code == 0)
    #expect(try hone(["-c", "-1"]).output == "-1\n")
  }

  @Test func anErrorStopsWithOneAndSaysWhere() throws {
    let result = try hone(["-c", "print(1)\nnope\nprint(2)"])
    #expect(result.output == "1\n" && result.code == 1)
    #expect(result.errors.contains("^^^^") && result.errors.contains("NameError: "))
  }

  @Test func nothingOfASourceRunsThatCannotBeParsed() throws {
    for arguments in [["-c", "print(1)\nprint("], ["run", "x.hone"]] {
      let result = try hone(arguments, files: ["x.hone": "print(1)\nprint("])
      #expect(result.output == "" && result.errors.contains("SyntaxError: ") && result.code == 1)
    }
  }

  @Test func pipedStatementsRunOneByOne() throws {
    let result = try hone([], input: "print(1)\ndef f(x):\n  y = x\n\n  return y\nf(2)\nprint(\n")
    #expect(result.output == "1\n2\n" && result.errors.contains("SyntaxError: ") && result.code == 1)
  }

  @Test func eventsComeAsJSONIfAsked() throws {
    let wanted = #"""
      {"kind":"stdout","text":"1\n"}
      {"kind":"result","text":"2"}

      """#
    let file = ["x.hone": "print(1)\n2"]
    #expect(try hone(["--json", "-c", "print(1)\n2"]).output == wanted)
    #expect(try hone(["run", "--json", "x.hone"], files: file).output == wanted)
    #expect(try hone(["--json"], input: "print(1)\n2\n").output == wanted)
    let failed = try hone(["--json", "-c", "1 +"])
    #expect(failed.code == 1 && failed.errors == "" && failed.output.contains(#""type":"SyntaxError""#))
  }

  @Test func editingNeedsThePrompt() throws {
    let result = try hone(["-c", "%edit 1"])
    #expect(result.output == "" && result.code == 1)
    #expect(
      result.errors == """
        -c, line 1
        1 | %edit 1
          | ^^^^^^^
        ValueError: %edit works at the prompt alone: what it edits comes back there.
        Hint: hone opens the prompt

        """)
  }

  @Test func exitLeavesWithZero() throws {
    #expect(try hone([], input: "print(1)\nexit\nprint(2)\n").output == "1\n")
    #expect(try hone(["-c", "exit()"]).code == 0)
  }

  @Test func misuseIsTwo() throws {
    for arguments in [["--nope"], ["run"], ["nope"], ["-c"]] { #expect(try hone(arguments).code == 2, "\(arguments)") }
    #expect(try hone(["--version"]).output.hasPrefix("hone "))
  }

  @Test func aFileThatCannotBeReadIsThree() throws {
    for command in ["run", "replay", "check"] {
      let missing = try hone([command, "nothing.md"])
      #expect(missing.code == 3)
      #expect(
        missing.errors
          == "hone: there is no file 'nothing.md'. (check the spelling and the folder that hone was started in)\n")
      let binary = try hone([command, "x"], files: ["x": "GGUF\0\u{3}"])
      #expect(binary.code == 3 && binary.errors.contains("it is not text in UTF-8."))
    }
  }
}
