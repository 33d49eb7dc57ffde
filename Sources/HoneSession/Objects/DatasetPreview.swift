import HoneData
import HoneModel
import HonePrompting
import HoneTuning

extension DatasetObject {
  static var preview: Command {
    method(
      "preview",
      [
        Parameter("index", .int, .value(.int(0)), "which row"),
        Parameter("model", .object("Model"), .bound("model")), Parameter("prompt", .object("Prompt"), .bound("prompt")),
      ], returns: "None", "Show the tokens of one training item; those in «» are learned.",
      example: "dataset.train.preview(0)"
    ) { c, dataset in
      let model = try c.object("model", as: ModelObject.self).model()
      let data = try dataset.data()
      let number = try c.int("index")
      guard let index = resolvedIndex(number, count: data.count) else {
        throw LanguageError.index(number, of: .object(dataset), count: data.count)
      }
      let renderer = try ItemRenderer(data, prompt: c.object("prompt", as: PromptObject.self).made, model: model)
      let item = try TrainingItem.make([renderer.item(index)], model: model)[0]
      let learned = item.target.map { "«\(model.tokenizer.decode([$0], continuing: true))»" }.joined()
      let counts = "\(counted(item.prompt.count, "token")) of prompt, \(item.target.count) learned"
      c.emit(.display(Rendering(model.tokenizer.decode(item.prompt) + learned + "\n\n" + counts)))
      return .none
    }
  }
}
