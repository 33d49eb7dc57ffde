import HoneSession
import Testing

extension SessionRoomTests {
  /// Charts as SVG files.
  struct ChartDrawingTests {
    private func drawing(_ source: String, in session: Session? = nil) throws -> String {
      let session = session ?? Session(sink: RecordingSink(), environment: [:])
      _ = session.run(source, mode: .script)
      return try #require(session.cells.last?.outputs.last?.drawing)
    }

    @Test func aLineIsDrawnWithAxesAndLabels() throws {
      let lines = try drawing("plot([4, 3, 2.5, 1, 1])").split(separator: "\n").map(String.init)
      #expect(
        lines[0] == """
          <svg xmlns="http://www.w3.org/2000/svg" class="hone-chart" viewBox="-12 -12 744 248" width="744" height="248" \
          role="img">
          """)
      #expect(lines[1] == "<title>5 values</title>" && lines.last == "</svg>")
      #expect(lines.contains("<text class=\"hone-title\" x=\"0\" y=\"14\" text-anchor=\"start\">5 values</text>"))
      #expect(lines.contains { $0.hasPrefix("<polyline class=\"hone-line0\" points=\"17.3,30 ") })
      #expect(["4", "3", "2", "1", "item"].allSatisfy { label in lines.contains { $0.hasSuffix(">\(label)</text>") } })
    }

    @Test func theSameChartIsTheSameFile() throws {
      #expect(try drawing("plot([3, 2, 1])") == drawing("plot([3, 2, 1])"))
      #expect(try drawing("plot([3, 2, 1])") != drawing("plot([3, 2, 2])"))
    }

    @Test func oddNumbersDoNoHarm() throws {
      for source in [
        "plot([])", "plot([float('nan')])", "plot([1e300, -1e300])", "plot([5, 5, 5])", "plot([0])", "plot([1e-300])",
        "plot([x % 7 for x in range(5000)])", "optimizer.plot()",
      ] {
        let svg = try drawing(source)
        #expect(ChartDrawing.isOwn(svg) && !svg.contains("nan") && !svg.contains("inf"), "\(source)")
        #expect(svg.utf8.count < 60_000)
      }
    }

    @Test func runsAndReportsAreDrawn() throws {
      let workbench = try Workbench()
      try workbench.prepare()
      let run = try drawing("run = model.finetune(rank=2, batch=12, epochs=2)\nplot(run)", in: workbench.session)
      #expect(
        run.contains(">Run run-1: LoRA rank 2") && run.contains(">validation</text>") && run.contains("hone-fill1"))
      #expect(run.contains("<title>loss, nats a learned token; learning rate</title>"))
      let report = try drawing("plot(evaluate())", in: workbench.session)
      #expect(report.contains("hone-bar") && report.contains("hone-mark") && report.contains("good → good</text>"))
      #expect(ChartDrawing.isOwn(run) && ChartDrawing.isOwn(report))
    }

    @Test func whatIsNoChartHasNoDrawing() throws {
      let session = Session(sink: RecordingSink(), environment: [:])
      _ = session.run("print(1)\nsession\nhelp(len)", mode: .script)
      #expect(session.cells.last?.outputs.allSatisfy { $0.drawing == nil } == true)
    }

    @Test func onlyOwnDrawingsAreKnownAgain() throws {
      let own = try drawing("plot([3, 2, 1])")
      #expect(ChartDrawing.isOwn(own))
      let text = "<text class=\"hone-title\" x=\"0\" y=\"14\" text-anchor=\"start\">3 values</text>"
      #expect(own.contains(text))
      for hostile in [
        "<script>alert(1)</script>", "<text class=\"a\" onclick=\"x\">b</text>", "<text class=\"a\">b</text><script>",
        "<text class=\"a\"><a href=\"x\">b</a></text>", "<rect x=\"1\" style=\"x\"/>", "<rect x=\"url(#a)\"/>",
        "<image x=\"1\"/>", "<rect x=\"1\"/><script/>", "<style>*{}</style>", "<rect x=\"1\" x=1/>", "<!-- -->",
        "<rect x=\"1\"\tonload=\"1\"/>", "<rect x='1'/>", "",
      ] {
        #expect(!ChartDrawing.isOwn(own.replacing(text, with: hostile)), "\(hostile)")
      }
      #expect(!ChartDrawing.isOwn(own + own) && !ChartDrawing.isOwn("") && !ChartDrawing.isOwn("</svg>\n"))
      #expect(!ChartDrawing.isOwn(own.replacing(" role=", with: " onload=\"1\" role=")))
    }
  }
}
