extension FileError: UserFacingError {
  package var message: String {
    switch self {
    case .missing(let path): "there is no file '\(path)'."
    case .folder(let path): "'\(path)' is a folder, not a file."
    case .empty(let path): "the file '\(path)' is empty."
    case .unreadable(let path, let reason): "the file '\(path)' cannot be read: \(reason)."
    case .unwritable(let path, let reason): "the file '\(path)' cannot be written: \(reason)."
    case .outOfBounds(let path, let offset, let count, let size):
      "the file '\(path)' is cut short: it has \(size) bytes, and \(count) are expected at byte \(offset)."
    }
  }

  package var hint: String? {
    switch self {
    case .missing: "check the spelling and the folder that hone was started in"
    case .folder: "name a file inside it"
    case .empty, .outOfBounds: "fetch or copy the file again"
    case .unreadable: "check who may read it"
    case .unwritable: "check the folder's permissions and the free space"
    }
  }
}
