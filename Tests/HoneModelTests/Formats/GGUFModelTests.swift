import Foundation
import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// Files that are as they should be.
struct GGUFModelTests {
  /// Rounding of float32 sums in another order.
  static let rounding: Float = 2e-5

  static let text = "Is 3 > 2? (yes)"

  private func logProbabilities(_ model: LanguageModel) throws -> [Float] {
    try model.score(context: "", continuation: Self.text).logProbabilities
  }

  @Test(arguments: StorageType.allCases)
  func aFileOfEachStorageTypeScoresAsItsNumbersDo(type: StorageType) throws {
    let folder = try TemporaryFolder(), file = try TinyLlama.gguf(type).file
    let model = try LanguageModel(path: folder.write(file, to: "tiny.gguf"))
    #expect(model.name == "tiny" && model.storageName == type.name)
    let expected = try TinyModel.llama(for: type).model { matrix in
      Matrix(rows: matrix.rows, columns: matrix.columns, EncodedMatrix(matrix, as: type).values)
    }
    let difference = zip(try logProbabilities(model), try logProbabilities(expected)).map { abs($0 - $1) }.max()
    #expect(try #require(difference) < Self.rounding)
    var options = SamplingOptions()
    options.maxTokens = 12
    let generation = try model.generate(model.promptTokens("Is 3"), options: options, monitor: SilentMonitor())
    #expect(generation.tokens.count == 12 || generation.finish == .end)
  }

  @Test func versionTwoIsReadAsVersionThreeIs() throws {
    let folder = try TemporaryFolder()
    let two = try LanguageModel(path: folder.write(TinyLlama.gguf(version: 2).file, to: "two.gguf"))
    let three = try LanguageModel(path: folder.write(TinyLlama.gguf(version: 3).file, to: "three.gguf"))
    #expect(try logProbabilities(two) == logProbabilities(three))
  }

  @Test func anotherAlignmentIsKept() throws {
    let folder = try TemporaryFolder()
    var writer = try TinyLlama.gguf()
    writer.alignment = 128
    writer["general.alignment"] = .uint32(128)
    let wide = try LanguageModel(path: folder.write(writer.file, to: "wide.gguf"))
    let plain = try LanguageModel(path: folder.write(TinyLlama.gguf().file, to: "plain.gguf"))
    #expect(try logProbabilities(wide) == logProbabilities(plain))
  }

  @Test func anOutputMatrixOfItsOwnIsUsed() throws {
    let folder = try TemporaryFolder()
    var writer = try TinyLlama.gguf()
    let plain = try LanguageModel(path: folder.write(writer.file, to: "plain.gguf"))
    let twice = Matrix(
      rows: TinyLlama.configuration.vocabulary, columns: TinyLlama.configuration.width,
      TinyLlama.weights().embedding.matrix().values.map { 2 * $0 })
    writer.tensors.append(
      GGUFWriter.Tensor(name: "output.weight", shape: [64, 96], type: 0, data: EncodedMatrix(twice, as: .f32).bytes))
    let model = try LanguageModel(path: folder.write(writer.file, to: "own.gguf"))
    #expect(try logProbabilities(model) != logProbabilities(plain))
    #expect(model.decoder.weights.size.parameters == plain.decoder.weights.size.parameters + 64 * 96)
  }

  @Test func aBeginningTokenIsPutBeforeAText() throws {
    let folder = try TemporaryFolder()
    var writer = try TinyLlama.gguf()
    writer["tokenizer.ggml.add_bos_token"] = .bool(true)
    let model = try LanguageModel(path: folder.write(writer.file, to: "bos.gguf"))
    #expect(model.promptTokens("A") == [0] + model.tokenizer.encode("A"))
    #expect(model.tokenizer.encode("A").count == 1)
    let score = try model.score(context: "", continuation: Self.text)
    #expect(score.logProbabilities.count == model.tokenizer.encode(Self.text).count)
  }

  @Test func aNameForTheTerminalHoldsNoControlCharacters() throws {
    let folder = try TemporaryFolder()
    var writer = try TinyLlama.gguf()
    writer["general.name"] = .string("a\u{1B}[2Jb\0" + String(repeating: "c", count: 1000))
    let model = try LanguageModel(path: folder.write(writer.file, to: "name.gguf"))
    #expect(model.name == "a␛[2Jb␀" + String(repeating: "c", count: 73) + "…")
  }
}
