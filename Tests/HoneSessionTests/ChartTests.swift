import HoneSession
import Testing

extension SessionRoomTests {
  /// Charts as terminals and notebooks show them.
  struct ChartTests {
    private func display(_ source: String) throws -> Rendering {
      let sink = RecordingSink()
      let session = Session(sink: sink, environment: [:])
      _ = session.run(source, mode: .script)
      guard case .display(let rendering)? = sink.events.last else { throw CancellationError() }
      return rendering
    }

    @Test func numbersAreALineWithAxes() throws {
      let chart = try display("plot([4, 3, 2.5, 1, 1])")
      #expect(
        chart.live(on: Page(columns: 40, usesUnicode: true)) == """
          5 values
          4 ┤⠑⢄⡀
            │  ⠈⠢⡀
            │    ⠈⠢⢄
          3 ┤       ⠑⠢⢄⣀
            │           ⠉⠑⠢⠤⣀
            │                ⠱⡀
          2 ┤                 ⠈⢆
            │                   ⠱⡀
            │                    ⠈⢆
          1 ┤                      ⠱⣀⣀⣀⣀⣀⣀⣀⣀
            └────────┬──────────────┬─────── item
                     2              4
          """)
      #expect(
        chart.live(on: Page(columns: 40, usesUnicode: false)) == """
          5 values
          4 |**
            |  **
            |    ***
          3 |       *****
            |            ****
            |                **
          2 |                  *
            |                   **
            |                     **
          1 |                       ********
            +--------+--------------+------- item
                     2              4
          """)
    }

    @Test func theStableFormDoesNotDependOnTheTerminal() throws {
      let chart = try display("plot([3, 2, 1])")
      #expect(chart.stable == chart.live(on: Page(columns: 76, usesUnicode: true)))
    }

    @Test func linesFitThePage() throws {
      for columns in [24, 40, 80, 200] {
        for source in ["plot([0.001, 5000])", "plot([1])", "plot([-1, 1])", "optimizer.plot()"] {
          let lines = try display(source).live(on: Page(columns: columns, usesUnicode: true)).split(separator: "\n")
          #expect(lines.allSatisfy { $0.count <= columns }, "\(source) \(columns)")
        }
      }
    }

    @Test func oddNumbersDoNoHarm() throws {
      #expect(try display("plot([])").stable == "0 values: nothing to draw")
      #expect(try display("plot([float('nan')])").stable == "1 value: nothing to draw")
      for source in ["plot([1e300, -1e300])", "plot([5, 5, 5])", "plot([0])", "plot([1e-300, 2e-300])"] {
        #expect(try display(source).stable.count > 40)
      }
    }

    @Test func aRunShowsLossValidationAndLearningRate() throws {
      let workbench = try Workbench()
      try workbench.prepare()
      let shown = try workbench.run("run = model.finetune(rank=2, batch=12, epochs=2)\nplot(run)")
      #expect(shown.hasPrefix("Run run-1: LoRA rank 2 "))
      #expect(shown.contains("\n\nloss, nats a learned token: ⠒⠒ training, ◆ validation\n"))
      #expect(shown.filter { $0 == "◆" }.count == 3)
      #expect(shown.contains("\n\nlearning rate\n2e-4 ┤"))
    }

    @Test func aReportShowsCalibrationAndConfusion() throws {
      let workbench = try Workbench()
      try workbench.prepare()
      let shown = try workbench.run("plot(evaluate())")
      #expect(
        shown.firstMatch(
          of:
            /^accuracy 0\.\d{3} \[0\.\d{3}, 0\.\d{3}\], \d+ of 12 right\n\ncalibration: share right by confidence \(marked\); expected error 0\.\d{3}\n/
        ) != nil)
      #expect(
        shown.firstMatch(of: /\n  0\.\d–0\.\d  .*┃.*  [01]\.\d{3} \[[01]\.\d{3}, [01]\.\d{3}\]  \d+ of \d+\n/) != nil)
      #expect(shown.contains("\n\nconfusion: what each label was answered as\n  good → good  "))
    }

    @Test func whatCannotBeDrawnIsNamed() throws {
      let workbench = try Workbench(bindsModel: false)
      #expect(
        workbench.error("plot(\"x\")") == """
          input, line 1
          1 | plot("x")
            |      ^^^
          TypeError: what of plot() must be a Run or a Report or an Optimizer or a list; received 'x', a str.
          """)
      #expect(
        workbench.error("plot([1, \"x\"])") == """
          input, line 1
          1 | plot([1, "x"])
            | ^^^^^^^^^^^^^^
          TypeError: plot() draws numbers; the list holds 'x', a str.
          """)
    }
  }
}
