import Foundation
import HoneCore
import HoneData
import HoneTestSupport

/// The dataset that a file called "data" with this content reads as.
func read(_ content: String, as extension: String, input: String? = nil, target: String? = nil) throws -> Dataset {
  try read(Data(content.utf8), as: `extension`, input: input, target: target)
}

func read(_ content: Data, as extension: String, input: String? = nil, target: String? = nil) throws -> Dataset {
  let folder = try TemporaryFolder()
  return try Dataset.read(folder.write(content, to: "data.\(`extension`)"), input: input, target: target)
}

/// The message and hint with which the content is refused, without the folder's path; nil if it is read.
func refusal(_ content: Data, as extension: String) throws -> String? {
  let folder = try TemporaryFolder()
  let path = try folder.write(content, to: "data.\(`extension`)")
  do {
    _ = try Dataset.read(path)
    return nil
  } catch let error as any UserFacingError {
    return (error.message + (error.hint.map { " | " + $0 } ?? "")).replacing(folder.root + "/", with: "")
  }
}

func refusal(_ content: String, as extension: String) throws -> String? {
  try refusal(Data(content.utf8), as: `extension`)
}

/// A table of strings.
func table(_ columns: [String], _ rows: [[String]], input: String? = nil, target: String? = nil) throws -> Dataset {
  try Dataset(
    name: "table", columns: columns, values: rows.map { $0.map(DataValue.string) }, input: input, target: target)
}
