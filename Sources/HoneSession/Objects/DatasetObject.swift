import HoneData
import HoneModel
import HonePrompting
import HoneTuning

/// `dataset`: a table of examples, once one is loaded.
package final class DatasetObject: IndexableObject, IterableObject, FactSource {
  package static let typeName = "Dataset"

  private(set) var loaded: Dataset?

  package init(_ data: Dataset? = nil) { loaded = data }

  /// The data; an error that says how to load some where there is none.
  func data() throws -> Dataset {
    guard let loaded else {
      throw ValueError("no dataset is loaded.", hint: "dataset.load(\"reviews.csv\", input=\"text\", target=\"label\") loads one")
    }
    return loaded
  }

  func replace(_ data: Dataset) { loaded = data }

  package var rendering: Rendering {
    guard let data = loaded else { return Rendering("Dataset: none loaded; dataset.load(\"movie-reviews\") loads one") }
    var line = "Dataset \(data.name): \(Figures.grouped(data.count)) rows of \(data.columns.joined(separator: ", "))"
    if let target = data.target { line += "; \(data.input ?? "?") → \(target)" }
    if let parts = data.parts {
      line += "; split into train \(parts.train.count), validation \(parts.validation.count), test \(parts.test.count)"
    }
    return Rendering(line)
  }

  package var runFacts: [(name: String, value: String)] { loaded.map { [("data", "sha256:\($0.fingerprint)")] } ?? [] }

  package var count: Int { loaded?.count ?? 0 }

  package func item(at key: Value) throws -> Value {
    let data = try data()
    guard let index = key.asInt else { throw TypeError("a row's index must be an int; received \(key.brief)") }
    let position = index < 0 ? index + data.count : index
    guard position >= 0 && position < data.count else {
      throw LanguageError(kind: "IndexError", message: "there is no row \(index); the dataset has \(data.count)")
    }
    return Value(data[position])
  }

  package func makeItems() -> () throws -> Value? {
    var next = 0
    return { [self] in
      guard next < count else { return nil }
      next += 1
      return try item(at: .int(next - 1))
    }
  }
}
