import Foundation
import Testing

/// `hone replay`, `hone check` and `hone promote` as a user runs them.
@Suite struct NotebookCommandTests {
  private static let notebook = """
    ---
    params: {n: 3}
    ---
    ```hone name=a
    n * 1.0000001
    ```

    """

  /// Runs each line of arguments in turn on `n.md` and returns what came of the last, and the file.
  private func hone(_ lines: [String]..., text: String = notebook) throws -> (result: BuiltHone.Result, text: String) {
    try BuiltHone.withHome { home in
      let path = home + "/n.md"
      try Data(text.utf8).write(to: URL(filePath: path))
      var result: BuiltHone.Result?
      for line in lines {
        if line[0] == "edit" {
          let before = try String(contentsOfFile: path, encoding: .utf8)
          try Data(before.replacing(line[1], with: line[2]).utf8).write(to: URL(filePath: path))
        } else {
          result = try BuiltHone.run([line[0], path] + line.dropFirst(), home: home)
        }
      }
      return (try #require(result), try String(contentsOfFile: path, encoding: .utf8))
    }
  }

  @Test func replayWritesWhatCheckThenFinds() throws {
    let (result, text) = try hone(["replay"], ["check"])
    #expect(result.output == "✓ 1 of 1: cell 'a' (line 4)\n1 cell as recorded\n")
    #expect(result.code == 0 && result.errors == "")
    #expect(text.contains("\n3.0000003\n") && text.contains("<!-- hone:run "))
  }

  @Test func aNumberThatMovedInItsSeventhDigitIsFoundAndExplained() throws {
    let (result, text) = try hone(["replay"], ["edit", "3.0000003", "3.0000001"], ["check"])
    #expect(
      result.output == """
        ≠ 1 of 1: cell 'a' (line 4)
        cell 'a' (line 4), result: a number moved
          recorded │ 3.0000001
          now      │ 3.0000003
                   │ number 1: 3.0000001 → 3.0000003, moved by 2e-07 (6.67e-06 %)
        1 of 1 cell not as recorded

        """)
    #expect(result.code == 4 && text.contains("\n3.0000001\n"))
    let tolerant = try hone(
      ["replay"], ["edit", "3.0000003", "3.0000001"], ["edit", "name=a", "name=a check=num"], ["check"])
    #expect(tolerant.result.code == 0 && tolerant.result.output.hasSuffix("1 cell as recorded\n"))
  }

  @Test func promoteWritesWhatTheCheckFound() throws {
    let (result, text) = try hone(["replay"], ["edit", "3.0000003", "2"], ["check"], ["promote"])
    #expect(result.code == 0 && text.contains("\n3.0000003\n"))
    #expect(result.output == "wrote what 'hone check' found in 1 cell\n")
  }

  @Test func parametersAreGivenByName() throws {
    #expect(try hone(["replay", "n=4"]).text.contains("\n4.0000004\n"))
    let wrong = try hone(["replay", "m=4"])
    #expect(wrong.result.code == 2 && wrong.text == Self.notebook && wrong.result.output == "")
    #expect(
      wrong.result.errors
        == "hone: there is no parameter 'm'; the notebook has n. (the front matter lists them under 'params')\n")
  }

  @Test func aCellThatFailsIsOneAndOneThatIsNotThereTwo() throws {
    let (result, text) = try hone(["replay"], text: "```hone\n1 / 0\n```\n```hone\n2\n```\n")
    #expect(
      result.output
        == "✗ 1 of 2: cell 1 (line 1)\ncell 1 (line 1) failed, which is recorded; the next replay goes on there\n")
    #expect(result.code == 1 && text.contains("ZeroDivisionError") && !text.contains("\n2\n```\n```output"))
    #expect(try hone(["replay", "--from", "b"]).result.code == 2)
  }

  @Test func aCellThatGoesToAnotherFolderDoesNotMoveTheNotebook() throws {
    try BuiltHone.withHome { home in
      try Data("```hone\n%cd /\n```\n```hone\n6 * 7\n```\n".utf8).write(to: URL(filePath: home + "/n.md"))
      let command = "cd '\(home)' && '\(try BuiltHone.path)' replay n.md"
      let shell = Process()
      shell.executableURL = URL(filePath: "/bin/sh")
      shell.arguments = ["-c", command]
      shell.environment = BuiltHone.environment(home: home)
      shell.standardOutput = FileHandle.nullDevice
      try shell.run()
      shell.waitUntilExit()
      #expect(shell.terminationStatus == 0)
      #expect(try String(contentsOfFile: home + "/n.md", encoding: .utf8).contains("\n42\n"))
    }
  }

  @Test func stepsComeAsJSONIfAsked() throws {
    let lines = try hone(["check", "--json"]).result.output.split(separator: "\n")
    let kinds = lines.compactMap { $0.firstMatch(of: /"kind":"(\w+)"/)?.1 }
    #expect(kinds == ["cell_started", "result", "difference", "cell_finished", "ending"])
  }
}
