import Foundation
import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import HoneTuning
import Testing

/// The adapter of `Fixtures/make_adapter.py` on the real model: PEFT's figures, through PEFT's folder format.
struct AdapterExchangeTests {
  struct Reference: Decodable {
    struct Shape: Decodable { let rank: Int, alpha: Float }
    struct Scales: Decodable { let loraA: Double, loraB: Double }
    let text: String
    let adapter: Shape
    let scales: Scales
    let ids: [Int]
    let logprobs: [Double]
    let baseLogprobs: [Double]
  }

  /// What issue 2 asks for.
  static let logProbabilityError = 1e-3

  private func difference(_ found: [Float], _ wanted: [Double]) -> Double {
    #expect(found.count == wanted.count)
    return zip(found, wanted).map { abs(Double($0) - $1) }.max() ?? .infinity
  }

  @Test func anAdapterOfPEFTsFormatGivesPEFTsNumbersBeforeAndAfterExport() throws {
    let reference: Reference = try fixture("adapter-smollm2", in: .module)
    let model = try LanguageModel(path: realModelFile()), folder = try TemporaryFolder()
    #expect(model.tokenizer.encode(reference.text) == reference.ids)
    let filled = filledAdapter(
      model.configuration, rank: reference.adapter.rank, alpha: reference.adapter.alpha, scaleA: reference.scales.loraA,
      scaleB: reference.scales.loraB)
    try folder.writeAdapter(filled.matrices, rank: reference.adapter.rank, alpha: reference.adapter.alpha)

    func logProbabilities() throws -> [Float] {
      try model.score(context: "", continuation: reference.text).logProbabilities
    }
    #expect(difference(try logProbabilities(), reference.baseLogprobs) < Self.logProbabilityError)
    model.add(.lowRank(try PEFTFolder.read(folder.root, for: model)), named: "peft")
    let first = try logProbabilities()
    #expect(difference(first, reference.logprobs) < Self.logProbabilityError)

    let exported = folder.path("exported")
    try PEFTFolder.write(try #require(model.tuning?.adapter), of: model, to: exported)
    #expect(try Safetensors(path: "\(exported)/adapter_model.safetensors").names.count == 30 * 7 * 2)
    let file = try Safetensors(path: "\(exported)/adapter_model.safetensors")
    for (name, matrix) in filled.matrices {
      #expect(try file.matrix(peftName(name)).values == matrix.values, "\(name)")
    }
    model.add(.lowRank(try PEFTFolder.read(exported, for: model)), named: "again")
    #expect(try logProbabilities() == first)
    try model.use(nil)
    #expect(difference(try logProbabilities(), reference.baseLogprobs) < Self.logProbabilityError)
  }
}
