import HoneCompute
import HoneCore

/// Why a GGUF file could not be used.
package enum GGUFError: Error, Equatable {
  case notGGUF(path: String)
  case version(path: String, version: Int)
  case truncated(path: String, needed: Int, size: Int)
  case corrupt(path: String, what: String)
  case missing(path: String, key: String)
  case shape(path: String, tensor: String, found: [Int], wanted: [Int])
  case storage(path: String, tensor: String, type: Int)
  case architecture(path: String, name: String)
  /// A setting that changes what the numbers mean, at a value whose meaning is not computed here.
  case setting(path: String, key: String, value: String, accepted: String)
  case unknownTensor(path: String, tensor: String)
}

extension GGUFError: UserFacingError {
  package var message: String {
    switch self {
    case .notGGUF(let path): "'\(path)' is not a GGUF file: it does not start with 'GGUF'."
    case .version(let path, let version): "'\(path)' is GGUF version \(version); versions 2 and 3 are read."
    case .truncated(let path, let needed, let size):
      "'\(path)' is cut short: it has \(size) bytes and needs at least \(needed)."
    case .corrupt(let path, let what): "'\(path)' is corrupt: its header holds \(shown(what))."
    case .missing(let path, let key): "'\(path)' has no '\(key)'."
    case .shape(let path, let tensor, let found, let wanted):
      "tensor '\(tensor)' of '\(path)' has the shape \(found); its model needs \(wanted)."
    case .storage(let path, let tensor, let type):
      "tensor '\(tensor)' of '\(path)' is stored as GGML type \(type); "
        + "\(StorageType.allCases.map(\.name).joined(separator: ", ")) are read."
    case .architecture(let path, let name):
      "'\(path)' holds a model of architecture '\(shown(name))'; \(quotedList(Architecture.ggufNames)) are read."
    case .setting(let path, let key, let value, let accepted):
      "'\(path)' has \(key) = \(shown(value)); \(accepted) is read."
    case .unknownTensor(let path, let tensor):
      "'\(path)' has a tensor '\(shown(tensor))', for which its architecture has no place."
    }
  }

  package var hint: String? {
    switch self {
    case .truncated: "copy or download the file again"
    default: nil
    }
  }
}

/// A text from a file as one sentence can hold it: no longer than 80 characters, control characters as their pictures.
func shown(_ text: String) -> String {
  let longest = 80
  let visible = String(String.UnicodeScalarView(text.unicodeScalars.prefix(longest))).showingControls()
  return text.unicodeScalars.count > longest ? visible + "…" : visible
}

/// "'a', 'b' and 'c'"
func quotedList(_ names: [String]) -> String {
  let quoted = names.map { "'\($0)'" }
  return quoted.count < 2
    ? quoted.joined() : quoted.dropLast().joined(separator: ", ") + " and " + quoted[quoted.count - 1]
}
