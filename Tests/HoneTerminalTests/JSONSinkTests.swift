import HoneCore
import HoneLanguage
import HoneSession
import HoneTerminal
import Testing

@Suite struct JSONSinkTests {
  private func lines(_ events: [OutputEvent]) -> String {
    var text = ""
    let sink = JSONSink { text += $0 }
    for event in events { sink.send(event) }
    return text
  }

  @Test func everyEventIsALine() {
    let diagnostic = Diagnostic(
      kind: "NameError", message: "the name 'x' is not defined", hint: "did you mean 'y'?", range: SourceRange(0, 1))
    let events: [OutputEvent] = [
      .stdout("a\n\"b\"\n"), .result(Rendering(stable: "3", live: "3 in 2 s"), index: nil), .display(Rendering("t")),
      .note("n"), .stream("s"), .error(diagnostic, Rendering("all of it")), .progressEnded,
    ]
    #expect(
      lines(events) == #"""
        {"kind":"stdout","text":"a\n\"b\"\n"}
        {"kind":"result","text":"3"}
        {"kind":"display","text":"t"}
        {"kind":"note","text":"n"}
        {"kind":"stream","text":"s"}
        {"hint":"did you mean 'y'?","kind":"error","message":"the name 'x' is not defined","text":"all of it","type":"NameError"}

        """#)
  }

  @Test func progressLeavesOutWhatIsNotKnown() {
    let full = Progress(
      task: "fine-tuning", completed: 2, total: 8, unit: "steps", rate: 812.5, rateUnit: "tok/s", series: [3, 0.5],
      secondsLeft: 4)
    let bare = Progress(task: "reading", completed: 9, total: nil, unit: "bytes", rate: .infinity, series: [.nan])
    #expect(
      lines([.progress(full), .progress(bare)]) == """
        {"completed":2,"kind":"progress","last":0.5,"rate":812.5,"rate_unit":"tok/s","seconds_left":4,"task":"fine-tuning","total":8,"unit":"steps"}
        {"completed":9,"kind":"progress","task":"reading","unit":"bytes"}

        """)
  }
}
