/// Why something in the catalog cannot be had.
package enum CatalogError: Error, Equatable {
  case unknown(CatalogEntry.Kind?, name: String, known: [String])
  case toolMissing(name: String, tool: String)
  /// `reason` is the last thing that the tool said.
  case toolFailed(name: String, tool: String, reason: String)
  case fileMissing(name: String, file: String)
  case wrongContent(name: String, expected: String, found: String)
  case interrupted(name: String)
}
