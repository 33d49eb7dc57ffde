import Foundation
import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import HoneTuning
import Testing

struct PEFTFolderTests {
  let folder: TemporaryFolder
  let model: LanguageModel
  let adapter: Adapter

  init() throws {
    folder = try TemporaryFolder()
    model = try TinyLlama.model()
    adapter = filledAdapter(model.configuration, rank: 3, alpha: 8, scaleA: 0.1, scaleB: 0.1)
  }

  /// The sentence with which the folder is refused, nil where it is read. Its path is written as FOLDER.
  private func refusal() -> String? {
    do {
      _ = try PEFTFolder.read(folder.root, for: model)
      return nil
    } catch let error as any UserFacingError {
      return error.message.replacing("'\(folder.root)'", with: "FOLDER").replacing(folder.root, with: "FOLDER")
    } catch {
      return "another error: \(error)"
    }
  }

  private func refusal(_ changes: [String: String?]) throws -> String? {
    try folder.writeAdapter(adapter.matrices, rank: 3, alpha: 8, changes: changes)
    return refusal()
  }

  private func values(_ adapter: Adapter) -> [[Float]] { adapter.matrices.map(\.matrix.values) }

  @Test func whatPEFTWritesIsRead() throws {
    try folder.writeAdapter(adapter.matrices, rank: 3, alpha: 8)
    let read = try PEFTFolder.read(folder.root, for: model)
    #expect(PEFTFolder.isFolder(folder.root) && values(read) == values(adapter))
    #expect(read.rank == 3 && read.layers[0][.query]?.scale == 8.0 / 3)
    #expect(try refusal(["init_lora_weights": "\"gaussian\"", "target_modules": "\"all-linear\""]) == nil)
    #expect(
      try refusal(["task_type": nil, "bias": nil, "use_rslora": nil, "rank_pattern": nil, "target_modules": nil]) == nil
    )
  }

  @Test func whatIsWrittenIsReadBitForBit() throws {
    for rsLoRA in ["false", "true"] {
      try folder.writeAdapter(adapter.matrices, rank: 3, alpha: 8, changes: ["use_rslora": rsLoRA])
      let first = try PEFTFolder.read(folder.root, for: model), there = folder.path("again \(rsLoRA)")
      try PEFTFolder.write(first, of: model, to: there)
      let second = try PEFTFolder.read(there, for: model)
      #expect(values(second) == values(first) && second.rank == first.rank && second.alpha == first.alpha)
      #expect(second.layers[1][.down]?.scale == first.layers[1][.down]?.scale)
    }
  }

  @Test func rsLoRADividesByTheRootOfTheRank() throws {
    try folder.writeAdapter(adapter.matrices, rank: 3, alpha: 8, changes: ["use_rslora": "true"])
    let scale = try #require(try PEFTFolder.read(folder.root, for: model).layers[0][.up]?.scale)
    #expect(abs(scale - 8 / Float(3).squareRoot()) < 1e-6)
  }

  @Test func someProjectionsOfSomeLayersSuffice() throws {
    let some = adapter.matrices.filter {
      $0.name.contains("layers.1.mlp.up") || $0.name.contains("layers.1.self_attn.v")
    }
    try folder.writeAdapter(some, rank: 3, alpha: 8)
    let read = try PEFTFolder.read(folder.root, for: model)
    #expect(read.layers[0].isEmpty && read.projections == [.value, .up])
    try PEFTFolder.write(read, of: model, to: folder.path("out"))
    let text = try String(contentsOfFile: folder.path("out/adapter_config.json"), encoding: .utf8)
    #expect(text.contains("\"v_proj\"") && text.contains("\"up_proj\"") && !text.contains("\"q_proj\""))
  }

  @Test func configurationsThatAreNoneAreRefused() throws {
    #expect(refusal() == "FOLDER is no adapter folder: it has no adapter_config.json.")
    #expect(!PEFTFolder.isFolder(folder.root))
    let unreadable = "the adapter_config.json of FOLDER cannot be read as a LoRA configuration."
    for text in [
      "", "{", "[]", "null", "{\"r\": 8}", "{\"peft_type\":\"LORA\",\"r\":\"8\",\"lora_alpha\":16}", "\0",
      String(repeating: "[", count: 50_000),
    ] {
      _ = try folder.write(text, to: "adapter_config.json")
      #expect(refusal() == unreadable, "\(text.prefix(40))")
    }
    #expect(try refusal(["lora_alpha": nil]) == unreadable)
    #expect(try refusal(["lora_alpha": "1e300"]) == unreadable)
    #expect(try refusal(["r": "8.5"]) == unreadable)
    for rank in ["0", "-1", "4097"] {
      #expect(try refusal(["r": rank]) == "the adapter FOLDER has the rank \(rank); ranks of 1...4096 are read.")
    }
  }

  @Test(arguments: [
    ("peft_type", "\"LOHA\"", "peft_type LOHA"), ("use_dora", "true", "use_dora"), ("bias", "\"all\"", "bias all"),
    ("fan_in_fan_out", "true", "fan_in_fan_out"), ("rank_pattern", "{\"q_proj\": 4}", "rank_pattern"),
    ("alpha_pattern", "{\"q_proj\": 4}", "alpha_pattern"), ("modules_to_save", "[\"lm_head\"]", "modules_to_save"),
  ]) func whatIsNotPlainLoRAIsNamed(key: String, value: String, what: String) throws {
    #expect(try refusal([key: value]) == "the adapter FOLDER uses \(what), which cannot be loaded; plain LoRA can.")
  }

  @Test func tensorsThatDoNotFitAreNamed() throws {
    let a = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"
    let b = "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight"
    #expect(
      try refusal(["r": "4"])
        == "'\(a)' has the shape [3, 64]; this model and the adapter's rank need [4, 64].")
    var matrices = adapter.matrices
    matrices[1].matrix = Matrix(rows: 63, columns: 3)
    try folder.writeAdapter(matrices, rank: 3, alpha: 8)
    #expect(refusal() == "'\(b)' has the shape [63, 3]; this model and the adapter's rank need [64, 3].")
    matrices.remove(at: 1)
    try folder.writeAdapter(matrices, rank: 3, alpha: 8)
    #expect(refusal() == "'FOLDER/adapter_model.safetensors' has no tensor '\(b)'.")
    try folder.writeAdapter(Array(adapter.matrices.dropFirst()), rank: 3, alpha: 8)
    #expect(refusal() == "the adapter FOLDER does not fit this model: '\(b)' has no place in it.")
    let extra = (name: "layers.2.mlp.up_proj.lora_A", matrix: Matrix(rows: 3, columns: 64))
    try folder.writeAdapter(adapter.matrices + [extra], rank: 3, alpha: 8)
    #expect(
      refusal() == "the adapter FOLDER does not fit this model: '\(peftName(extra.name))' has no place in it.")
    try folder.writeAdapter([], rank: 3, alpha: 8)
    #expect(refusal() == "the adapter FOLDER holds no tensor.")
    try FileManager.default.removeItem(atPath: folder.path("adapter_model.safetensors"))
    #expect(refusal() == "there is no file 'FOLDER/adapter_model.safetensors'.")
  }

  @Test func aFolderThatCannotBeWrittenIsNamed() throws {
    let file = try folder.write("a file", to: "taken")
    let there = #expect(throws: AdapterError.self) { try PEFTFolder.write(adapter, of: model, to: file) }
    #expect(there?.message == "the folder '\(file)' cannot be made.")
    let below = #expect(throws: AdapterError.self) { try PEFTFolder.write(adapter, of: model, to: file + "/below") }
    #expect(below?.message == "the folder '\(file)/below' cannot be made.")
    let weights = folder.path("adapter_model.safetensors")
    try FileManager.default.createDirectory(atPath: weights, withIntermediateDirectories: false)
    let error = #expect(throws: FileError.self) { try PEFTFolder.write(adapter, of: model, to: folder.root) }
    #expect(error?.message == "'\(weights)' is a folder, not a file.")
    #expect(!PEFTFolder.isFolder(folder.root))
  }
}
