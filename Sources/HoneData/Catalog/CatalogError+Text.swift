import HoneCore

extension CatalogError: UserFacingError {
  package var kind: String { if case .interrupted = self { "KeyboardInterrupt" } else { "ValueError" } }

  package var message: String {
    switch self {
    case .unknown(let kind, let name, let known):
      "there is no \(kind?.rawValue ?? "model or dataset") '\(name)' in the catalog, which has \(known.joined(separator: ", "))."
    case .toolMissing(let name, let tool): "'\(name)' cannot be fetched: the program \(tool) was not found."
    case .toolFailed(let name, let tool, let reason): "'\(name)' cannot be fetched: \(tool) says: \(reason)"
    case .fileMissing(let name, let file): "'\(name)' cannot be fetched: the package has no file '\(file)'."
    case .wrongContent(let name, let expected, let found):
      "'\(name)' is not what it should be: its SHA-256 is \(found.prefix(12))…, not \(expected.prefix(12))…."
    case .interrupted(let name): "fetching '\(name)' was interrupted; nothing was kept."
    }
  }

  package var hint: String? {
    switch self {
    case .unknown(_, let name, let known): nearest(name, among: known).map { "did you mean '\($0)'?" }
    case .toolMissing(_, let tool): "install \(tool == "python3" ? "python3 and python3-pip" : tool)"
    case .toolFailed(_, _, let reason):
      reason.contains("No module named pip")
        ? "install python3-pip" : "check the network and the free space, then try again"
    case .fileMissing, .wrongContent: "try again; if it stays so, the source has changed"
    case .interrupted: nil
    }
  }
}
