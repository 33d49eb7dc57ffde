import Foundation
import HoneModel
import HoneSession
import HoneTestSupport
import Testing

extension SessionRoomTests {
  /// What notebooks record holds no time, speed, memory or path; what a terminal shows does.
  struct WorkbenchRenderingTests {
    private let workbench: Workbench

    init() throws {
      workbench = try Workbench()
      try workbench.prepare()
    }

    @Test func aModelsPathAndSizeAreLive() throws {
      let rendering = try workbench.rendering("model")
      #expect(rendering.stable == "Model tiny: llama, 67,904 weights in F32, context 512, no adapter")
      #expect(rendering.live == rendering.stable + "; 0.3 MB at tiny")
    }

    @Test func aFolderIsLoadedUnderItsWholeName() throws {
      let folder = try TemporaryFolder(), path = folder.path("Gemma-0.1B"), tiny = TinyModel.gemma3
      try tiny.write(to: folder, .bf16)
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.root) where name != "Gemma-0.1B" {
        try FileManager.default.moveItem(atPath: folder.path(name), toPath: "\(path)/\(name)")
      }
      let rendering = try workbench.rendering("model.load(\"\(path)/\")")
      #expect(rendering.stable == "Model Gemma-0.1B: gemma3_text, 35,816 weights in BF16, context 256, no adapter")
      try workbench.run("model.info()")
      let information = workbench.sink.transcript
      #expect(information.contains("attention     4 heads of 12, 2 for keys\n"))
      #expect(information.contains("windows       2 of 3 layers see 4 tokens\n"))
      #expect(rendering.live.hasSuffix(" at \(path)/"))
      let fact = try #require(workbench.session.runFacts.first(where: { $0.0 == "model" }))
      #expect(fact.1.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil)
      // One number of one weight less is another model.
      let shard = "\(path)/\(TinyModel.shardNames[1])"
      var bytes = try Data(contentsOf: URL(filePath: shard))
      bytes[bytes.count - 1] ^= 1
      try bytes.write(to: URL(filePath: shard))
      let object = ModelObject()
      object.replace(try LanguageModel(path: path), name: "other")
      #expect(object.runFacts(in: workbench.session)[0].value != fact.1)
    }

    @Test func aReportsSpeedIsLive() throws {
      let rendering = try workbench.rendering("evaluate()")
      let stable = try #require(
        rendering.stable.wholeMatch(
          of:
            /accuracy \d\.\d{3} \[\d\.\d{3}, \d\.\d{3}\], \d+ of 12 right, no adapter\n\nactual  → good  → bad\n.*\n.*/)
      )
      #expect(rendering.live.hasPrefix(String(stable.output)))
      #expect(
        rendering.live.dropFirst(rendering.stable.count).wholeMatch(of: /\n\n[\d.]+ examples\/s, [\d.]+ (ms|s)/) != nil)
    }

    @Test func aRunsTimeSpeedAndMemoryAreLive() throws {
      let rendering = try workbench.rendering("model.finetune(rank=2, batch=12)")
      #expect(
        rendering.stable.wholeMatch(
          of:
            /Run run-1: LoRA rank 2 \([\d,]+ weights\) on 24 items, 2 steps; loss \d+\.\d{3} → \d+\.\d{3}; validation loss \d+\.\d{3}/
        ) != nil, "\(rendering.stable)")
      #expect(
        rendering.live.dropFirst(rendering.stable.count).wholeMatch(
          of: /\n[\d.]+ (ms|s), \d+ tok\/s, peak memory [\d.]+ (MB|GB)/) != nil, "\(rendering.live)")
    }

    @Test func aPromptRunsTimeIsLive() throws {
      let rendering = try workbench.rendering("prompt.run(dataset.test[0])")
      #expect(
        rendering.stable.wholeMatch(
          of:
            /<\|start\|>user: Review: Film 0 was a joy to see. Verdict: <\|end\|><\|start\|>assistant: (good|bad)\n\ngood \d\.\d{3}, bad \d\.\d{3}; 62 prompt tokens/
        ) != nil, "\(rendering.stable)")
      #expect(rendering.live.dropFirst(rendering.stable.count).wholeMatch(of: /; [\d.]+ (ms|s)/) != nil)
    }

    @Test func aGenerationsSpeedIsLive() throws {
      let rendering = try workbench.rendering("model.generate(\"ab\", max_tokens=4)")
      let text = try workbench.value("model.generate(\"ab\", max_tokens=4).text").str
      #expect(rendering.stable == text + "\n[stopped at max_tokens]")
      #expect(
        rendering.live.dropFirst(text.count).wholeMatch(
          of: /\n\[2 prompt tokens in [\d.]+ (ms|s), 4 tokens, [\d.]+ tok\/s, stopped at max_tokens\]/) != nil,
        "\(rendering.live)")
    }

    @Test func theSessionsThreadsAndKernelsAreLive() throws {
      let rendering = try workbench.rendering("session")
      #expect(rendering.stable == "hone 0.1.0, seed 0")
      #expect(
        rendering.live.wholeMatch(of: /hone 0\.1\.0, (scalar|avx2|avx512) kernels, \d+ threads?, seed 0/) != nil,
        "\(rendering.live)")
      #expect(
        try workbench.run("session.threads >= 1, session.kernels in [\"scalar\", \"avx2\", \"avx512\"]")
          == "(True, True)")
    }

    @Test func optimizersReadAsTheyAreMade() throws {
      let spelled = "adamw(lr=0.001, weight_decay=0.0, schedule=linear(warmup=0.2), beta2=0.95)"
      #expect(try workbench.run(spelled) == spelled)
      #expect(try workbench.run("optimizer") == "adamw(lr=0.0002, weight_decay=0.01, schedule=cosine(warmup=0.1))")
    }

    @Test func whatARunDependedOnIsNamed() throws {
      let facts = workbench.session.runFacts
      // The tiny model is no file that could be hashed.
      #expect(facts.map(\.0) == ["kernel", "data", "prompt", "optimizer"])
      #expect(facts[1].1.hasPrefix("sha256:") && facts[2].1.hasPrefix("sha256:"))
      try workbench.run("prompt = Prompt(\"{text}\")")
      #expect(workbench.session.runFacts[2].1 != facts[2].1 && workbench.session.runFacts[1].1 == facts[1].1)
    }
  }
}
