import HoneLanguage
import Testing

@Suite struct SessionLineTests {
  private func dump(_ source: String) throws -> String { TreeDump.dump(try Parser.parse(source)) }

  @Test func commandsTakeTheRestOfTheirLine() throws {
    #expect(try dump("%save  a b.md  # c ") == #"{(command "save" "a b.md  # c" -)@0-19}"#)
    #expect(try dump("%who\nx") == #"{(command "who" "" -)@0-4 (expression (name "x")@5-6)@5-6}"#)
    #expect(try dump("!ls -l | wc") == #"{(shell "ls -l | wc")@0-11}"#)
    #expect(
      try dump("if x:\n  %who\n  !ls")
        == #"{(if (name "x")@3-4 {(command "who" "" -)@8-12 (shell "ls")@15-18} {})@0-18}"#)
  }

  @Test func cellCommandsTakeTheRestOfTheCell() throws {
    #expect(try dump("%%time 3\r\nif x:\n y\n") == #"{(command "time" "3" "if x:\a; y\a;")@0-19}"#)
    #expect(try dump("# note\n%%time") == #"{(command "time" "" "")@7-13}"#)
  }

  @Test func helpStandsBeforeOrAfterOneName() throws {
    #expect(try dump("model.load?") == #"{(help "model.load" false)@0-11}"#)
    #expect(try dump("model??  # all") == #"{(help "model" true)@0-7}"#)
    #expect(try dump("?model") == #"{(help "model" false)@0-6}"#)
    #expect(try dump("??model.load") == #"{(help "model.load" true)@0-12}"#)
    #expect(try dump("%save?") == #"{(help "%save" false)@0-6}"#)
    #expect(try dump("?") == #"{(help "" false)@0-1}"#)
  }

  @Test func insideStringsBracketsAndContinuationsTheyAreText() throws {
    #expect(try dump("x = 5 \\\n%y").contains("binary %"))
    #expect(try dump("(5\n%y)").contains("binary %"))
    #expect(try dump("'''\n%who\n!ls\nx?'''").contains("string"))
  }

  @Test func aSemicolonHidesTheLastValueOfItsLine() throws {
    let hidden = try Parser.parse("a; b;\nc").statements.map { statement in
      if case .expression(_, hidden: let hidden) = statement.kind { hidden } else { false }
    }
    #expect(hidden == [false, true, false])
  }
}
