import Foundation
import HoneCore

/// The file formats that hone reads, by extension.
package enum DatasetFormat: CaseIterable, Sendable {
  case csv, tsv, jsonLines

  /// Throws `DatasetError.unknownFormat`.
  package init(path: String) throws(DatasetError) {
    let wanted = (path as NSString).pathExtension.lowercased()
    guard let format = DatasetFormat.allCases.first(where: { $0.extensions.contains(wanted) }) else {
      throw .unknownFormat(path: path, extensions: DatasetFormat.allCases.flatMap(\.extensions))
    }
    self = format
  }

  package var extensions: [String] {
    switch self {
    case .csv: ["csv"]
    case .tsv: ["tsv"]
    case .jsonLines: ["jsonl", "ndjson"]
    }
  }
}

extension Dataset {
  /// Reads a CSV, TSV or JSON Lines file, in UTF-8 with or without a byte order mark. Throws `FileError`,
  /// `DatasetError` and `Interrupted`.
  package static func read(
    _ path: String, input: String? = nil, target: String? = nil, monitor: any Monitor = SilentMonitor()
  ) throws -> Dataset {
    let file = try MappedFile(path: path)
    let format = try DatasetFormat(path: path)
    let text = withoutByteOrderMark(try file.bytes(at: 0, count: file.size))
    let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    return try withExtendedLifetime(file) {
      let table =
        switch format {
        case .csv: try readDelimited(text, separator: ",", path: path, monitor: monitor)
        case .tsv: try readDelimited(text, separator: "\t", path: path, monitor: monitor)
        case .jsonLines: try readJSONLines(text, path: path, monitor: monitor)
        }
      return try Dataset(name: name, columns: table.columns, values: table.rows, input: input, target: target)
    }
  }

  private static func withoutByteOrderMark(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeRawBufferPointer(rebasing: bytes[3...]) : bytes
  }
}

/// The bytes as text; a NUL or what is not UTF-8 is a problem of the line.
func validText(_ bytes: some Collection<UInt8>) throws(DatasetError.LineProblem) -> String {
  guard !bytes.contains(0) else { throw .nulByte }
  guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
  return text
}
