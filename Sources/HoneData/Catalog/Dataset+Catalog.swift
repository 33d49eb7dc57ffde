import Foundation
import HoneCore

extension Dataset {
  /// A dataset of the catalog by its name, else a file by its path (`./tweets.tsv`, `data/x.csv`).
  /// Throws `CatalogError`, `FileError` and `DatasetError`.
  package static func load(
    _ source: String, input: String? = nil, target: String? = nil, catalog: Catalog = Catalog(), monitor: any Monitor
  ) throws -> Dataset {
    let names = CatalogEntry.names(.dataset)
    if names.contains(source) {
      let path = try catalog.fetch(source, .dataset, monitor: monitor)
      return try read(path, input: input ?? "text", target: target ?? "sentiment", monitor: monitor)
    }
    let looksLikeAFile = source.contains("/") || source.contains(".") || FileManager.default.fileExists(atPath: source)
    guard looksLikeAFile else { throw DatasetError.neitherFileNorEntry(source, entries: names) }
    return try read(source, input: input, target: target, monitor: monitor)
  }
}
