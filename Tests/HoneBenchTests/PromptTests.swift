import Foundation
import HoneBench
import HoneCore
import HoneTestSupport
import Testing

/// The cases start, keystroke and tab, on shell scripts that show a prompt and what is typed, or do not.
struct PromptTests {
  private func run(_ script: String, case name: String = "start", prompt: String = "ready> ", arguments: [String] = [])
    throws -> (lines: [String], notes: [String], code: Int32)
  {
    let folder = try TemporaryFolder()
    // The shell reads it: one that is run itself may be open for writing in a process that another test started.
    let file = try folder.write(script + "\n", to: "program")
    let options = try BenchOptions.parse(
      ["--case", name, "--runs", name == "start" ? "2" : "1", "--prompt", prompt, "--program", "/bin/sh", file]
        + arguments)
    var lines: [String] = [], notes: [String] = []
    let code = Bench(options, monitor: SilentMonitor()).run(line: { lines.append($0) }, note: { notes.append($0) })
    return (lines, notes, code)
  }

  @Test func theEchoOfEachKeyEndsItsTime() throws {
    let (lines, notes, code) = try run("printf 'ready> '; stty -icanon; sleep 600", case: "keystroke")
    #expect(notes.isEmpty && code == 0)
    let line = try #require(lines.first)
    #expect(line.hasPrefix(#"{"name":"keystroke","size":200,"figure":"#) && line.contains(#","worst":"#))
  }

  @Test func aProgramWithoutMethodsToShowIsQuoted() throws {
    let (lines, notes, code) = try run("printf 'ready> '; read line", case: "tab")
    #expect(lines.isEmpty && code == 1)
    #expect(try #require(notes.first).hasPrefix("hone: '/bin/sh' did not show 'capitalize'"))
  }

  @Test func thePromptEndsTheRunWhateverItsColours() throws {
    let (lines, notes, code) = try run("test -t 0 && printf 'hello\\n\\033[32mrea\\033[0;1mdy> '; sleep 600")
    #expect(notes.isEmpty && code == 0)
    let line = try #require(lines.first)
    #expect(line.hasPrefix(#"{"name":"start","size":1,"figure":"#) && line.contains(#","unit":"s","#))
  }

  @Test func theHomeFolderIsPrivateAndOneForAllRuns() throws {
    let folder = try TemporaryFolder(), log = folder.path("log")
    let (_, notes, code) = try run(
      "echo \"$HOME$XDG_DATA_HOME$XDG_CACHE_HOME$XDG_CONFIG_HOME\" >> \"$1\"; printf 'ready> '; sleep 600",
      arguments: [log])
    #expect(notes.isEmpty && code == 0)
    let homes = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(homes.count == 3 && Set(homes).count == 1)
    #expect(homes[0] != NSHomeDirectory() && !FileManager.default.fileExists(atPath: homes[0]))
  }

  @Test func argumentsAreThePrograms() throws {
    let (_, notes, code) = try run("printf \"$1-$2> \"", prompt: "a b-c> ", arguments: ["a b", "c"])
    #expect(notes.isEmpty && code == 0)
  }

  @Test func aProgramWithoutThePromptIsQuoted() throws {
    let (lines, notes, code) = try run("echo no such thing")
    #expect(lines.isEmpty && code == 1)
    #expect(
      notes == [
        "hone: '/bin/sh' did not show 'ready> '; it ended with 'no such thing␊'. (--prompt names the text to wait for)"
      ])
  }

  @Test func aSilentProgramIsNamed() throws {
    #expect(
      try run("exit 0").notes
        == ["hone: '/bin/sh' did not show 'ready> ', nor anything else. (--prompt names the text to wait for)"])
  }

  @Test func aProgramThatIsNotThereIsNamed() throws {
    let options = try BenchOptions.parse(["--case", "start", "--program", "/no/such/program"])
    var notes: [String] = []
    #expect(Bench(options, monitor: SilentMonitor()).run(line: { _ in }, note: { notes.append($0) }) == 1)
    #expect(notes == ["hone: the program '/no/such/program' cannot be started: No such file or directory."])
  }

  @Test(arguments: [
    ("\u{1B}[32mIn [\u{1B}[1m1\u{1B}[0;32m]:\u{1B}[0m ", "In [1]: "), ("\u{1B}]0;title\u{7}a\rb", "ab"),
    ("\u{1B}]0;title\u{1B}\\x", "x"), ("\u{1B}[?2004h\u{1B}(B\u{1B}=>", ">"), ("plain\n", "plain\n"),
  ]) func escapeSequencesAreNoText(sent: String, text: String) {
    var shown = TerminalText()
    for byte in sent.utf8 { shown.append([byte]) }
    #expect(String(decoding: shown.bytes, as: UTF8.self) == text)
    #expect(shown.range(of: text) == 0..<text.utf8.count && shown.range(of: "other") == nil)
  }
}
