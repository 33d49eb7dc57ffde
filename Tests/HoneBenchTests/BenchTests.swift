import Foundation
import HoneBench
import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// Cases on a model that is small enough to run in a moment; what they measure is not asserted.
struct BenchTests {
  private struct Line: Decodable {
    let name: String
    let size: Int
    let figure: Double
    let unit: String
    let kernels: String
    let threads: Int
    let runs: [Double]
    let share: Double?
    let peak: Double?
    let shape: [Int]?
    let model: String?
  }

  private func lines(_ arguments: [String], monitor: any Monitor = SilentMonitor()) throws
    -> (lines: [Line], notes: [String], code: Int32)
  {
    let engine = Engine(pool: WorkerPool(threads: 2))
    let bench = Bench(
      try .parse(arguments), model: try TinyLlama.model(engine: engine, contextLength: 1024), monitor: monitor)
    var printed: [String] = [], notes: [String] = []
    let code = bench.run(line: { printed.append($0) }, note: { notes.append($0) })
    return (try printed.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }, notes, code)
  }

  @Test func promptsAndDecodingAreMeasured() throws {
    let (lines, notes, code) = try lines(["--case", "decode-64", "--case", "prompt-512", "--runs", "3"])
    #expect(code == 0 && notes.isEmpty)
    #expect(lines.map(\.name) == ["prompt-512", "decode-64"])
    #expect(lines.map(\.size) == [512, 64])
    for line in lines {
      #expect(line.unit == "tok/s" && line.kernels == Kernels.name && line.threads == 2 && line.model == "smollm2")
      #expect(line.runs.count == 3 && line.runs.sorted()[1] == line.figure && line.figure > 0)
    }
  }

  @Test func everyOperationIsMeasuredAgainstThePeakOfItsUnit() throws {
    let names = BenchCase.all.map(\.name).filter { $0.hasPrefix("op-") }
    let (lines, notes, code) = try lines(names.flatMap { ["--case", $0] } + ["--runs", "1"])
    #expect(code == 0 && notes.isEmpty)
    #expect(lines.map(\.name) == names)
    for line in lines {
      let share = try #require(line.share), peak = try #require(line.peak)
      #expect(line.figure > 0 && abs(share * peak / line.figure - 1) < 1e-4)
      #expect(line.name.hasSuffix("-\(line.size)"))
    }
    #expect(Set(lines.filter { $0.unit == "GFLOP/s" }.map(\.peak)).count == 1)
    #expect(Set(lines.filter { $0.unit == "GB/s" }.map(\.peak)).count == 1)
    #expect(lines.first { $0.name == "op-qkv-1" }?.shape == [64, 64, 32, 64, 32, 64])
  }

  @Test func aRunThatIsInterruptedEndsWith130AndNoLine() throws {
    let (lines, notes, code) = try lines(["--case", "prompt-512"], monitor: StoppingMonitor(after: 3))
    #expect(lines.isEmpty && notes.isEmpty && code == 130)
  }

  @Test func theListNamesEveryCase() throws {
    let bench = Bench(try .parse(["--list"]), model: try TinyLlama.model(), monitor: SilentMonitor())
    var printed: [String] = []
    #expect(bench.run(line: { printed.append($0) }, note: { _ in }) == 0)
    #expect(printed.map { $0.prefix { $0 != " " } } == BenchCase.all.map { $0.name[...] })
    #expect(printed[4] == "prompt-512                 read a prompt of 512 tokens, up to the first new token")
  }

  @Test func aModelThatIsNeitherFileNorNameIsRefused() throws {
    let bench = Bench(try .parse(["--case", "load", "--model", "smolm2"]), monitor: SilentMonitor())
    var notes: [String] = []
    #expect(bench.run(line: { _ in }, note: { notes.append($0) }) == 1)
    #expect(
      notes == [
        "hone: 'smolm2' is neither a file nor a model of the catalog, which has smollm2. (did you mean 'smollm2'?)"
      ])
  }

  @Test func aModelsFileIsLoaded() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(TinyLlama.gguf().file, to: "tiny.gguf")
    let bench = Bench(try .parse(["--case", "load", "--model", file, "--runs", "2"]), monitor: SilentMonitor())
    var printed: [String] = []
    #expect(bench.run(line: { printed.append($0) }, note: { _ in }) == 0)
    let line = try JSONDecoder().decode(Line.self, from: Data(try #require(printed.first).utf8))
    #expect(line.name == "load" && line.unit == "s" && line.runs.count == 2 && line.figure > 0)
    #expect(line.size == (try LanguageModel(path: file)).decoder.weights.size.bytes)
  }
}
