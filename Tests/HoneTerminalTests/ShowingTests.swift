import HoneCore
import HoneSession
import HoneTerminal
import Testing

@Suite struct ProgressLineTests {
  private let training = Progress(
    task: "fine-tuning", completed: 21, total: 50, unit: "steps", rate: 812.4, rateUnit: "tok/s",
    series: [3, 2, 1.5, 1, 0.412], secondsLeft: 41.2)

  @Test func aBarTellsPartFiguresRateAndTimeLeft() {
    #expect(
      ProgressLine.bar(training, width: 100)
        == "fine-tuning ━━━━━━━━──────────── 42% 21/50 steps █▅▄▃▁ 0.412 · 812 tok/s · 0:42 left")
  }

  @Test func itFitsNarrowWindows() {
    #expect(
      ProgressLine.bar(training, width: 72) == "fine-tuning ━━━───── 42% 21/50 steps █▅▃▁ 0.412 · 812 tok/s · 0:42 left"
    )
    #expect(ProgressLine.bar(training, width: 30) == "fine-tuning 42% 21/50 steps 0…")
    for width in 1...120 { #expect(ProgressLine.bar(training, width: width).count <= width) }
  }

  @Test func logsGetPlainWords() {
    #expect(ProgressLine.plain(training) == "fine-tuning: 42% 21/50 steps, last 0.412, 812 tok/s, 0:42 left")
    let download = Progress(task: "downloading", completed: 1_500_000, total: nil, unit: "bytes")
    #expect(ProgressLine.plain(download) == "downloading: 1.5 MB")
  }

  @Test func oddFiguresAreShownAndDoNotHarm() {
    let odd = Progress(
      task: "x", completed: 9, total: 3, unit: "steps", rate: .infinity, series: [.nan, 2, 2, .nan],
      secondsLeft: 4_000_000)
    #expect(ProgressLine.bar(odd, width: 80) == "x ━━━━━━━━━━━━━━━━━━━━ 100% 9/3 steps ▁▁ nan · 100:00:00 left")
    #expect(ProgressLine.bar(Progress(task: "x", completed: 0, total: 0, unit: "steps"), width: 80) == "x 0 steps")
  }

  @Test func aSparklineAveragesNeighbours() {
    #expect(Sparkline.text([0, 0, 7, 7], marks: 2) == "▁█")
    #expect(Sparkline.text((0..<8).map(Double.init), marks: 16) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline.text([], marks: 4) == "")
  }
}

@Suite struct CompletionMenuTests {
  private func items(_ names: [String], detail: String = "") -> [CompletionItem] {
    names.map { CompletionItem(text: $0, detail: detail) }
  }

  @Test func theCommonPrefixIsFound() {
    #expect(CompletionMenu.commonPrefix(items(["model.load", "model.loss"])) == "model.lo")
    #expect(CompletionMenu.commonPrefix(items(["é", "è"])) == "")
    #expect(CompletionMenu.commonPrefix([]) == "")
  }

  @Test func fewProposalsShowTheirDetails() {
    let rows = CompletionMenu.rows(items(["load", "finetune"], detail: "(path: str) -> None\nmore"), width: 24)
    #expect(rows == ["load      (path: str) -…", "finetune  (path: str) -…"])
  }

  @Test func manyStandInColumns() {
    let names = (10..<34).map { "n\($0)" }
    #expect(
      CompletionMenu.rows(items(names), width: 18) == [
        "n10  n16  n22  n28", "n11  n17  n23  n29", "n12  n18  n24  n30", "n13  n19  n25  n31", "n14  n20  n26  n32",
        "n15  n21  n27  n33",
      ])
    #expect(CompletionMenu.rows(items((0..<300).map { "\($0)" }), width: 80).last == "… 100 more")
  }
}

@Suite struct StatementSplitterTests {
  private func split(_ text: String) -> [String] {
    var splitter = StatementSplitter()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let whole = lines.flatMap { splitter.add($0) }
    return whole + (splitter.finish().map { [$0] } ?? [])
  }

  @Test func simpleStatementsEndWithTheirLogicalLine() {
    #expect(split("a = 1\n\nf(a,\n\n  b)\n'''x\n\ny'''\nc") == ["a = 1", "f(a,\n\n  b)", "'''x\n\ny'''", "c"])
  }

  @Test func aBlockEndsAtTheNextStatementOnTheLeft() {
    #expect(
      split("def f(x):\n  a\n\n  return '''\nx\n'''\n# note\nif f(1):\n  b\nelse:\n  c\nd")
        == ["def f(x):\n  a\n\n  return '''\nx\n'''\n# note", "if f(1):\n  b\nelse:\n  c", "d"])
  }

  @Test func whatCannotBeMendedRunsAtOnce() {
    #expect(split("1 )\nb") == ["1 )", "b"])
    #expect(split("f(") == ["f("])
  }
}
