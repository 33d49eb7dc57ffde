import HoneData
import HonePrompting

/// `dataset`: a table of examples, once one is loaded.
package final class DatasetObject: IndexableObject, IterableObject, FactSource {
  package static let typeName = "Dataset"

  private(set) var loaded: Dataset?
  /// Those that were asked for since the rows were cut, so that `dataset.train` is one object and costs nothing.
  private var parts: [Dataset.Part: DatasetObject] = [:]

  /// Of the content, once that is asked for; parts, roles and all.
  private var contentPrint: Fingerprint?
  /// Of its rows alone.
  private var rowsPrint: Fingerprint?

  package init(_ data: Dataset? = nil) { loaded = data }

  deinit { settle() }

  /// The data; an error that says how to load some where there is none.
  func data() throws -> Dataset {
    guard let loaded else {
      throw ValueError(
        "no dataset is loaded", hint: "dataset.load(\"reviews.csv\", input=\"text\", target=\"label\") loads one")
    }
    return loaded
  }

  func replace(_ data: Dataset) {
    settle()
    loaded = data
    parts = [:]
  }

  /// The rows of one part. Throws `DatasetError.notSplit`.
  func part(_ part: Dataset.Part) throws -> DatasetObject {
    if let known = parts[part] { return known }
    let object = DatasetObject(try data().part(part))
    parts[part] = object
    return object
  }

  package var rendering: Rendering {
    guard let data = loaded else { return Rendering("Dataset: none loaded; dataset.load(\"movie-reviews\") loads one") }
    var line = "Dataset \(data.name): \(Figures.counted(data.count, "row")) of \(data.columns.joined(separator: ", "))"
    if let target = data.target { line += "; \(data.input.map { "\($0) → " } ?? "target ")\(target)" }
    if let parts = data.parts {
      let sizes = [("train", parts.train), ("validation", parts.validation), ("test", parts.test)]
      line += "; split into \(sizes.map { "\($0) \(Figures.grouped($1.count))" }.joined(separator: ", "))"
    }
    return Rendering(line)
  }

  package func runFacts(in session: Session) -> [(name: String, value: String)] {
    rowsFingerprint.flatMap { $0.value.map { [("data", "sha256:\($0)")] } } ?? []
  }

  package var count: Int { loaded?.count ?? 0 }

  package func item(at key: Value) throws -> Value {
    let data = try data()
    guard let number = key.asInt else {
      throw TypeError(
        "a row's index must be an int; received \(key.described)",
        hint: key.isString ? "one row has columns: dataset[0][\"text\"]" : nil)
    }
    guard let index = resolvedIndex(number, count: data.count) else {
      throw LanguageError.index(number, of: .object(self), count: data.count)
    }
    return Value(data[index])
  }

  /// `dataset[2:5]` is a dataset too.
  package func items(at indices: RangeObject) throws -> Value {
    .object(DatasetObject(try data().selecting((0..<indices.count).map(indices.item))))
  }

  package func makeItems() -> () throws -> Value? {
    var next = 0
    return { [self] in
      let data = try data()
      guard next < data.count else { return nil }
      next += 1
      return Value(data[next - 1])
    }
  }
}

extension DatasetObject: Fingerprinted {
  package func fingerprint(in session: Session) -> Fingerprint {
    guard let loaded, let rows = rowsFingerprint else { return .nothing }
    if let contentPrint { return contentPrint }
    let made = Fingerprint { rows.value.map { loaded.fingerprint(ofRows: $0) } }
    contentPrint = made
    return made
  }

  private var rowsFingerprint: Fingerprint? {
    guard let loaded else { return nil }
    if let rowsPrint { return rowsPrint }
    let made = Fingerprint { loaded.fingerprint }
    rowsPrint = made
    return made
  }

  /// Lets go of the content, hashed first where a cell that read it is still to say what that was: so that no cell keeps
  /// rows that nobody else needs.
  private func settle() {
    if contentPrint != nil, !isKnownUniquelyReferenced(&contentPrint) { _ = contentPrint?.value }
    (contentPrint, rowsPrint) = (nil, nil)
  }
}

extension Dataset {
  /// With what else decides how the rows are used; not the name.
  fileprivate func fingerprint(ofRows rows: String) -> String {
    var stream = FingerprintStream("dataset")
    stream.add(rows)
    stream.add(input)
    stream.add(target)
    stream.add(schema == .promptCompletion ? "completions" : "columns")
    for part in parts.map({ [$0.train, $0.validation, $0.test] }) ?? [] { stream.add(part) }
    return stream.finish()
  }
}

extension Value {
  fileprivate var isString: Bool { if case .string = self { true } else { false } }
}
