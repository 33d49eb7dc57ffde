import HoneCore
import HoneData

extension DatasetObject {
  static var rows: [Command] { loading + looking + [preview] + selecting + reshaping }

  private static var loading: [Command] {
    [
      method(
        "load",
        [
          Parameter(
            "source", .string, .required, "a catalog name, or the path of a .csv, .tsv or .jsonl file",
            names: [.catalogDataset, .file(["csv", "tsv", "jsonl", "json", "gz"])]),
          Parameter("input", .optional(.string), .value(.none), "the column asked about", names: [.column]),
          Parameter("target", .optional(.string), .value(.none), "the column with the right answer", names: [.column]),
        ], returns: "Dataset", "Load a dataset into this object.",
        help: """
          The catalog has \(CatalogEntry.names(.dataset).joined(separator: ", ")). \
          Columns called text and label, or prompt and completion, are the input and target unless others are named. \
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
        try data.split(validation: c.share("validation"), test: c.share("test"), seed: c.seed("seed"))
        dataset.replace(data)
        return .object(dataset)
      },
    ]
  }

  private static var looking: [Command] {
    let parts = Dataset.Part.allCases.map { part in
      property(part.rawValue, returns: "Dataset", "The rows of the \(part.rawValue) part, once split.") { dataset in
        .object(try dataset.part(part))
      }
    }
    return parts + [
      property("columns", returns: "list of str", "The names of the columns.") { .strings(try $0.data().columns) },
      property("count", returns: "int", "The number of rows.") { .int(try $0.data().count) },
      method(
        "head", [Parameter("n", .int, .value(.int(5)), "how many rows")], returns: "None",
        "Show the first rows as a table.", example: "dataset.head(3)"
      ) { c, dataset in
        let data = try dataset.data()
        c.emit(.display(Self.table(try data.take(c.int("n"))).rendering))
        return .none
      },
      method(
        "describe", returns: "None", "Show what each column holds and how often each target occurs.",
        example: "dataset.describe()"
      ) { c, dataset in
        c.emit(.display(try dataset.data().describe().rendering))
        return .none
      },
    ]
  }
}

extension DatasetObject {
  /// All rows of a few, numbered; columns of numbers stand to the right.
  private static func table(_ data: Dataset) -> TextTable {
    let rows = data.rows
    let columns = data.columns.enumerated().map { column, name in
      (name, rows.allSatisfy { $0.values[column].isNumberOrNone } ? TextTable.Alignment.right : .left)
    }
    var table = TextTable([("", .right)] + columns)
    for (index, row) in rows.enumerated() { table.add([String(index)] + row.values.map(\.shownText)) }
    return table
  }
}

extension DataValue {
  /// Fractions of a number that a table shows.
  private static let mostDigits = 4

  /// Its text; of a number with many digits, as many as help.
  fileprivate var shownText: String {
    guard case .float(let number) = self, abs(number) >= 1e-3, abs(number) < 1e9, text.count > 8 else { return text }
    return Figures.fixed(number, Self.mostDigits)
  }

  fileprivate var isNumberOrNone: Bool {
    switch self {
    case .int, .float, .none: true
    default: false
    }
  }
}

extension CallContext {
  fileprivate func share(_ name: String) throws -> Dataset.Share {
    if case .float(let share)? = value(name) { return .fraction(share) }
    return .count(try int(name))
  }
}

extension DatasetSummary {
  /// Target values up to which their counts are shown.
  private static let mostTargets = 20

  fileprivate var rendering: Rendering {
    Rendering(stable: text(columns: Page.notebook.columns)) { text(columns: $0.columns) }
  }

  private func text(columns width: Int) -> String {
    var table = TextTable([
      ("column", .left), ("type", .left), ("distinct", .right), ("missing", .right), ("min", .right),
      ("median", .right), ("max", .right),
    ])
    for column in columns {
      let quartiles = column.quartiles.map { [$0.minimum, $0.median, $0.maximum].map(Self.figure) } ?? ["", "", ""]
      table.add(
        [column.name, column.type, Figures.grouped(column.distinct), Figures.grouped(column.missing)] + quartiles)
    }
    let text =
      "\(Figures.counted(rows, "row")); min, median and max are lengths for text\n\n" + table.text(columns: width)
    guard (1...Self.mostTargets).contains(targets.count) else { return text }
    var counts = TextTable([("target", .left), ("rows", .right), ("share", .right)])
    for (value, count) in targets {
      counts.add([value.text, Figures.grouped(count), Figures.fixed(100 * Double(count) / Double(rows), 1) + " %"])
    }
    return text + "\n\n" + counts.text(columns: width)
  }

  private static func figure(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? Figures.grouped(Int(value)) : Figures.fixed(value, 2)
  }
}
