import HoneCore
import HoneData

// Methods that leave the object as it is and return another.
extension DatasetObject {
  private static func copy(
    _ name: String, _ parameters: [Parameter], _ summary: String, example: String,
    body: @escaping (CallContext, Dataset) throws -> Dataset
  ) -> Command {
    method(name, parameters, returns: typeName, summary, example: example) { c, dataset in
      .object(DatasetObject(try body(c, dataset.data())))
    }
  }

  static var selecting: [Command] {
    [
      copy(
        "take", [Parameter("n", .int, .required, "how many rows")], "The first rows.",
        example: "dataset.train.take(400)"
      ) { c, data in try data.take(c.int("n")) },
      copy(
        "shuffle", [Parameter("seed", .int, .text("session.seed"))], "The rows in random order.",
        example: "dataset.shuffle(seed=7)"
      ) {
        c, data in try data.shuffle(seed: c.seed("seed") ?? 0)
      },
      copy(
        "filter", [Parameter("keep", .function, .required, "called with each row")],
        "The rows for which a function is true.", example: "dataset.filter(lambda row: len(row[\"text\"]) < 200)"
      ) { c, data in
        let keep = c.value("keep") ?? .none
        return try data.filter { try c.call(keep, [Value($0)]).isTrue }
      },
      copy(
        "dedupe",
        [
          Parameter(
            "columns", .optional(.list), .value(.none), "those that must be equal; all if None", names: [.column])
        ],
        "The rows without repetitions.", example: "dataset.dedupe([\"text\"])"
      ) { c, data in try data.dedupe(by: c.optionalStrings("columns")) },
    ]
  }

  static var reshaping: [Command] {
    [
      copy(
        "map", [Parameter("change", .function, .required, "called with each row; returns a dict")],
        "Every row as a function returns it.",
        example: "dataset.map(lambda row: {\"text\": row[\"text\"].strip(), \"label\": row[\"label\"]})"
      ) { c, data in
        let change = c.value("change") ?? .none
        return try data.map { row in
          let result = try c.call(change, [Value(row)])
          guard case .dict(let dict) = result else {
            throw TypeError("the function given to map() must return a dict; received \(result.described)")
          }
          return try DataValue.entries(dict)
        }
      },
      copy(
        "rename", [Parameter("names", .dict, .required, "new names by old", names: [.column])],
        "The rows with other column names.",
        example: "dataset.rename({\"text\": \"review\"})"
      ) { c, data in
        try data.rename(
          DataValue.entries(c.dict("names")).mapValues { value in
            guard let name = value.string else {
              throw TypeError("the new name of a column must be a str; received \(value.text)")
            }
            return name
          })
      },
      copy(
        "drop", [Parameter("columns", .list, .required, "their names", names: [.column])],
        "The rows without some columns.",
        example: "dataset.drop([\"rating\"])"
      ) { c, data in try data.drop(c.strings("columns")) },
    ]
  }
}
