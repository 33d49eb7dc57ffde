import Foundation
import HoneCore
import HoneData

extension SessionCommands {
  static var catalog: Command {
    Command(
      .session, "catalog",
      [
        Parameter(
          "name", .string, .text("all of them"), "what to show; remove and a name deletes what was fetched",
          names: [.catalogModel, .catalogDataset])
      ], returns: "None", summary: "Show the models and datasets that load by name, or remove what was fetched.",
      help: """
        model.load("smollm2") and dataset.load("tweets") fetch what is not there yet. What a session has loaded it keeps when \
        the file is removed; the next load fetches it again.
        """, example: "%catalog smollm2"
    ) { c in
      let words = c.argumentText.split(separator: " ").map(String.init)
      let catalog = Catalog(environment: c.session.environment)
      switch words.count {
      case 0: c.emit(.display(list(catalog)))
      case 1: c.emit(.display(try details(of: .named(words[0]), catalog)))
      case 2 where words[0] == "remove": try remove(.named(words[1]), catalog, c)
      default:
        throw ValueError(
          "%catalog takes a name, or remove and a name; received '\(c.argumentText)'", hint: "%catalog lists the names")
      }
      return .none
    }
  }

  /// What is fetched differs between machines: it is shown, not recorded.
  private static func list(_ catalog: Catalog) -> Rendering {
    let live = CatalogEntry.all.map { entry in
      [entry.name, entry.kind.rawValue, catalog.path(of: entry) == nil ? "" : "fetched", entry.summary]
    }
    return Rendering(
      stable: columns(CatalogEntry.all.map { [$0.name, $0.kind.rawValue, $0.summary] }), live: columns(live))
  }

  private static func details(of entry: CatalogEntry, _ catalog: Catalog) -> Rendering {
    let rows = [
      [entry.kind.rawValue, entry.name], ["what", entry.summary], ["size", Figures.bytes(entry.size)],
      ["SHA-256", entry.sha256],
    ]
    let file = ["file", catalog.path(of: entry) ?? "not fetched yet"]
    return Rendering(stable: columns(rows), live: columns(rows + [file]))
  }

  private static func remove(_ entry: CatalogEntry, _ catalog: Catalog, _ c: CallContext) throws {
    guard let path = catalog.path(of: entry) else {
      return c.emit(.note("\(entry.name) was not fetched: there is nothing to remove"))
    }
    try c.session.checkWritable(path)
    guard unlink(path) == 0 else { throw FileError.unwritable(path: path, reason: systemReason(errno)) }
    c.emit(.note("removed \(path), \(Figures.bytes(entry.size))"))
  }
}
