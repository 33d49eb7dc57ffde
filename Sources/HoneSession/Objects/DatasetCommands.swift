import HoneCore
import HoneData
import HoneModel
import HonePrompting
import HoneTuning
import OrderedCollections

extension DatasetObject {
  static var rows: [Command] { loading + looking + changing }

  private static func method(
    _ name: String, _ parameters: [Parameter] = [], returns: String, _ summary: String, help: String = "", example: String,
    body: @escaping (CallContext, DatasetObject) throws -> Value
  ) -> Command {
    Command(.method(typeName), name, parameters, returns: returns, summary: summary, help: help, example: example) { c in
      try body(c, c.receiver(as: DatasetObject.self))
    }
  }

  private static func property(
    _ name: String, returns: String, _ summary: String, body: @escaping (DatasetObject) throws -> Value
  ) -> Command {
    Command(.property(typeName), name, returns: returns, summary: summary) { c in try body(c.receiver(as: DatasetObject.self)) }
  }

  private static var loading: [Command] {
    [
      method(
        "load",
        [
          Parameter("source", .string, .required, "a catalog name, or the path of a .csv, .tsv or .jsonl file"),
          Parameter("input", .optional(.string), .value(.none), "the column asked about"),
          Parameter("target", .optional(.string), .value(.none), "the column with the right answer"),
        ], returns: "Dataset", "Load a dataset into this object.",
        help: """
          The catalog has \(CatalogEntry.names(.dataset).joined(separator: ", ")).
          Columns called text and label, or prompt and completion, are the input and target unless others are named.
          Records of prompt and completion are used as they are, without a prompt or chat template.
          """,
        example: "dataset.load(\"movie-reviews\", input=\"text\", target=\"sentiment\")"
      ) { c, dataset in
        dataset.replace(
          try Dataset.load(
            c.string("source"), input: c.optionalString("input"), target: c.optionalString("target"),
            catalog: Catalog(environment: c.session.environment), monitor: c.monitor))
        return .object(dataset)
      },
      method(
        "split",
        [
          Parameter("validation", .either([.int, .float]), .value(.int(0)), "rows, or a share below 1"),
          Parameter("test", .either([.int, .float]), .value(.float(0.2)), "rows, or a share below 1"),
          Parameter("seed", .optional(.int), .text("session.seed"), "None keeps the file's order: test rows first"),
        ], returns: "Dataset", "Cut the rows into dataset.test, .validation and, the rest, .train.",
        help: "With a seed every part has the same shares of each target value; the sizes are exact.",
        example: "dataset.split(validation=200, test=400, seed=7)"
      ) { c, dataset in
        var data = try dataset.data()
        try data.split(validation: share(c, "validation"), test: share(c, "test"), seed: c.seed("seed"))
        dataset.replace(data)
        return .object(dataset)
      },
    ]
  }

  private static func share(_ c: CallContext, _ name: String) throws -> Dataset.Share {
    if case .float(let share)? = c.value(name) { return .fraction(share) }
    return .count(try c.int(name))
  }

  private static var looking: [Command] {
    let parts = Dataset.Part.allCases.map { part in
      property(part.rawValue, returns: "Dataset", "The rows of the \(part.rawValue) part, once split.") { dataset in
        .object(DatasetObject(try dataset.data().part(part)))
      }
    }
    return parts + [
      property("columns", returns: "list of str", "The names of the columns.") { .strings(try $0.data().columns) },
      property("count", returns: "int", "The number of rows.") { .int(try $0.data().count) },
      method(
        "head", [Parameter("n", .int, .value(.int(5)), "how many rows")], returns: "None", "Show the first rows as a table.",
        example: "dataset.head(3)"
      ) { c, dataset in
        let data = try dataset.data()
        var table = TextTable([("", .right)] + data.columns.map { ($0, .left) })
        for (index, row) in try data.take(c.int("n")).rows.enumerated() { table.add([String(index)] + row.values.map(\.text)) }
        c.emit(.display(Rendering(table.text)))
        return .none
      },
      method("describe", returns: "None", "Show what each column holds and how often each target occurs.", example: "dataset.describe()") { c, dataset in
        c.emit(.display(Rendering(description(try dataset.data().describe()))))
        return .none
      },
      method(
        "preview",
        [
          Parameter("index", .int, .value(.int(0)), "which row"),
          Parameter("model", .object("Model"), .bound("model")), Parameter("prompt", .object("Prompt"), .bound("prompt")),
        ], returns: "None", "Show the tokens of one training item; those in «» are learned.", example: "dataset.train.preview(0)"
      ) { c, dataset in
        let model = try c.object("model", as: ModelObject.self).model(), index = try c.int("index"), data = try dataset.data()
        guard data.count > 0, (0..<data.count).contains(index) else { throw LanguageError(kind: "IndexError", message: "there is no row \(index); the dataset has \(data.count)") }
        let prompt = try c.object("prompt", as: PromptObject.self).made
        // The labels of the whole dataset decide what an item may answer, so all are rendered.
        let item = try TrainingItem.make(ItemRenderer.items(data, prompt: prompt, model: model), model: model)[index]
        let learned = item.target.map { "«\(model.tokenizer.decode([$0]))»" }.joined()
        c.emit(
          .display(
            Rendering(
              model.tokenizer.decode(item.prompt) + learned
                + "\n\n\(item.prompt.count) tokens of prompt, \(item.target.count) learned")))
        return .none
      },
    ]
  }

  private static func description(_ summary: DatasetSummary) -> String {
    var table = TextTable([("column", .left), ("type", .left), ("distinct", .right), ("missing", .right), ("min", .right), ("median", .right), ("max", .right)])
    for column in summary.columns {
      let quartiles = column.quartiles.map { [$0.minimum, $0.median, $0.maximum].map(figure) } ?? ["", "", ""]
      table.add([column.name, column.type, Figures.grouped(column.distinct), Figures.grouped(column.missing)] + quartiles)
    }
    var text = "\(Figures.grouped(summary.rows)) rows; min, median and max are lengths for text\n\n" + table.text
    if !summary.targets.isEmpty && summary.targets.count <= 20 {
      var counts = TextTable([("target", .left), ("rows", .right), ("share", .right)])
      for (value, count) in summary.targets {
        counts.add([value.text, Figures.grouped(count), Figures.fixed(100 * Double(count) / Double(summary.rows), 1) + " %"])
      }
      text += "\n\n" + counts.text
    }
    return text
  }

  private static func figure(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? Figures.grouped(Int(value)) : Figures.fixed(value, 2)
  }

  /// Methods that leave the object as it is and return another.
  private static var changing: [Command] {
    [
      method("take", [Parameter("n", .int, .required, "how many rows")], returns: "Dataset", "The first rows.", example: "dataset.train.take(400)") { c, dataset in
        .object(DatasetObject(try dataset.data().take(c.int("n"))))
      },
      method("shuffle", [Parameter("seed", .int, .text("session.seed"))], returns: "Dataset", "The rows in random order.", example: "dataset.shuffle(seed=7)") { c, dataset in
        .object(DatasetObject(try dataset.data().shuffle(seed: c.seed("seed") ?? 0)))
      },
      method("filter", [Parameter("keep", .function, .required, "called with each row")], returns: "Dataset", "The rows for which a function is true.", example: "dataset.filter(lambda row: len(row[\"text\"]) < 200)") { c, dataset in
        let keep = c.value("keep") ?? .none
        return .object(DatasetObject(try dataset.data().filter { try c.call(keep, [Value($0)]).isTrue }))
      },
      method("map", [Parameter("change", .function, .required, "called with each row; returns a dict")], returns: "Dataset", "Every row as a function returns it.", example: "dataset.map(lambda row: {\"text\": row[\"text\"].strip(), \"label\": row[\"label\"]})") { c, dataset in
        let change = c.value("change") ?? .none
        return .object(
          DatasetObject(
            try dataset.data().map { row in
              let result = try c.call(change, [Value(row)])
              guard case .dict(let dict) = result else { throw TypeError("the function given to map() must return a dict; received \(result.brief)") }
              return try DataValue.entries(dict)
            }))
      },
      method("rename", [Parameter("names", .dict, .required, "new names by old")], returns: "Dataset", "The rows with other column names.", example: "dataset.rename({\"text\": \"review\"})") { c, dataset in
        let names = try DataValue.entries(c.dict("names")).mapValues { value in
          guard let name = value.string else { throw TypeError("a column's name must be a str; received \(value.text)") }
          return name
        }
        return .object(DatasetObject(try dataset.data().rename(names)))
      },
      method("drop", [Parameter("columns", .list, .required, "their names")], returns: "Dataset", "The rows without some columns.", example: "dataset.drop([\"rating\"])") { c, dataset in
        .object(DatasetObject(try dataset.data().drop(c.strings("columns"))))
      },
      method("dedupe", [Parameter("columns", .optional(.list), .value(.none), "those that must be equal; all if None")], returns: "Dataset", "The rows without repetitions.", example: "dataset.dedupe([\"text\"])") { c, dataset in
        let columns = try c.optionalList("columns") == nil ? nil : c.strings("columns")
        return .object(DatasetObject(try dataset.data().dedupe(by: columns)))
      },
    ]
  }
}

extension CallContext {
  /// A seed argument: the session's where it was left out, nil where it is None.
  func seed(_ name: String) throws -> UInt64? {
    guard let value = value(name) else { return UInt64(try bound("session", as: SessionObject.self).seed) }
    guard let seed = value.asInt else { return nil }
    guard seed >= 0 else { throw ValueError("\(name) must be 0 or more; received \(seed)") }
    return UInt64(seed)
  }

  func strings(_ name: String) throws -> [String] {
    try list(name).map { value in
      guard case .string(let text) = value else { throw TypeError("\(name) must be a list of str; it holds \(value.brief)") }
      return text
    }
  }
}
