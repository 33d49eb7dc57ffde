import Foundation
import HoneTerminal
import Testing

@Suite struct ManualTests {
  private static let help = #"""
    {"serializationVersion":0,"command":{"commandName":"tool","abstract":"Do it.","shouldDisplay":true,
     "discussion":"Reads lines:\n  a  one\n.b ends",
     "arguments":[{"kind":"option","shouldDisplay":true,"isOptional":true,"isRepeating":false,"valueName":"code",
       "names":[{"kind":"short","name":"c"}],"abstract":"Run \\this."},
      {"kind":"flag","shouldDisplay":true,"isOptional":true,"isRepeating":false,"valueName":"help",
       "names":[{"kind":"long","name":"help"}]}],
     "subcommands":[{"commandName":"run","abstract":"Run a file.","shouldDisplay":true,
      "arguments":[{"kind":"positional","shouldDisplay":true,"isOptional":false,"isRepeating":false,
        "valueName":"file","abstract":"The file."}]}]}}
    """#

  @Test func thePageIsMadeFromTheHelp() throws {
    #expect(
      try Manual.page(help: Self.help, sections: [("Files", "None.")]) == #"""
        .TH TOOL 1
        .SH NAME
        tool \- Do it.
        .SH SYNOPSIS
        .B tool [\-c <code>]
        .br
        .B tool run <file>
        .br
        .SH DESCRIPTION
        Reads lines:
        .nf
          a  one
        .fi
        \&.b ends
        .SH OPTIONS
        .TP
        .B \-c <code>
        Run \ethis.
        .SH COMMANDS
        .SS tool run
        Run a file.
        .TP
        .B <file>
        The file.
        .SH FILES
        None.

        """#)
  }

  @Test func honesOwnPageNamesEverySettingAndExitCode() throws {
    let page = try BuiltHone.withHome { try BuiltHone.run(["manual"], home: $0) }
    #expect(page.code == 0 && page.output.hasPrefix(".TH HONE 1\n.SH NAME\nhone \\- Decide on your own data"))
    for setting in Configuration.Setting.all { #expect(page.output.contains("\n  \(setting.name): ")) }
    for word in [
      ".SS hone replay\n", ".SS hone bench\n", "\\-\\-no\\-startup", ".SH EXIT STATUS\n", "130 interrupted.",
    ] {
      #expect(page.output.contains(word), "\(word)")
    }
  }

  @Test func shellsGetCompletions() throws {
    for (shell, start) in [("bash", "#!/bin/bash"), ("zsh", "#compdef hone"), ("fish", "function ")] {
      let script = try BuiltHone.withHome { try BuiltHone.run(["--generate-completion-script", shell], home: $0) }
      #expect(script.code == 0 && script.output.hasPrefix(start), "\(script.output.prefix(40))")
      #expect(script.output.contains("no-startup"))
    }
  }
}
