import HoneCore
import HoneData

/// A Jupyter notebook file (nbformat 4): its metadata and its cells, with everything that is in them.
struct IpynbFile: Sendable {
  typealias Members = DataValue.Members

  var metadata: Members = [:]
  var cells: [IpynbCell] = []

  /// What this version writes; files of any 4.x are read.
  static let format = 4, minor = 5

  init() {}

  /// Reads a file. Throws `ConvertError` where it is none.
  init(bytes: [UInt8]) throws(ConvertError) {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw .notText }
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let root: DataValue
    do { root = try DataValue(json: bytes) } catch { throw .notJSON(error) }
    guard let cells = root["cells"]?.list else {
      throw root["worksheets"] == nil ? .notIpynb : .oldIpynb(root["nbformat"]?.text ?? "3")
    }
    guard root["nbformat"] == .int(IpynbFile.format) else { throw .oldIpynb(root["nbformat"]?.text ?? "missing") }
    metadata = root["metadata"]?.members ?? [:]
    self.cells = []
    for (index, cell) in cells.enumerated() {
      guard let members = cell.members, let read = IpynbCell(read: members) else {
        throw .notCell(number: index + 1)
      }
      self.cells.append(read)
    }
  }

  /// The file's text, valid under nbformat 4.5: every cell has an identifier of its own.
  var text: String {
    var names = CellNames()
    let written = cells.map { DataValue.dict($0.written(id: names.name($0))) }
    return IpynbText.written(
      .dict([
        "cells": .list(written), "metadata": .dict(metadata), "nbformat": .int(IpynbFile.format),
        "nbformat_minor": .int(IpynbFile.minor),
      ]))
  }

  /// What the notebook says that its code is; nil where it does not.
  var language: String? {
    metadata["language_info"]?["name"]?.string ?? metadata["kernelspec"]?["language"]?.string
      ?? metadata["kernelspec"]?["name"]?.string
  }

  /// Whether its code is hone's: it says so, or says nothing, or was made from a notebook of hone's.
  var isOwn: Bool {
    language == nil || language == IpynbFile.ownLanguage || metadata["hone"]?["version"] != nil
  }

  static let ownLanguage = "hone"

  /// How Jupyter shows hone's code. IPython's lexer would know the lines that are not Python's, but where IPython is not
  /// installed nbconvert warns of it.
  static let kernel: Members = [
    "kernelspec": .dict(["display_name": .string("hone"), "language": .string("hone"), "name": .string("hone")]),
    "language_info": .dict([
      "codemirror_mode": .string("python"), "file_extension": .string(".hone"), "mimetype": .string("text/x-python"),
      "name": .string("hone"), "pygments_lexer": .string("python3"),
    ]),
  ]
}

/// One cell of an ipynb file; texts that the file cuts into lines are whole in here.
struct IpynbCell: Sendable {
  typealias Members = DataValue.Members

  enum Kind: String { case code, markdown, raw }

  /// All members but `metadata`, `source` and `outputs`: the identifier, the count, attachments, what hone does not know.
  var others: Members = [:]
  /// Without `hone`.
  var metadata: Members = [:]
  /// What `metadata` has under `hone`: what Markdown needs to become again what it was.
  var hone: Members = [:]
  var kind: Kind
  var source = ""
  var outputs: [DataValue] = []

  init(_ kind: Kind, source: String) { (self.kind, self.source) = (kind, source) }

  init?(read members: Members) {
    guard let kind = members["cell_type"]?.string.flatMap(Kind.init), let source = members["source"]?.joinedText else {
      return nil
    }
    self.init(kind, source: source)
    metadata = members["metadata"]?.members ?? [:]
    hone = metadata.removeValue(forKey: "hone")?.members ?? [:]
    if kind == .code { outputs = (members["outputs"]?.list ?? []).map { IpynbOutput.joined($0) } }
    others = members.filter { !["cell_type", "metadata", "source", "outputs"].contains($0.key) }
    if let attachments = others["attachments"]?.members {
      others["attachments"] = .dict(
        attachments.mapValues { DataValue.dict(IpynbOutput.joined(bundle: $0.members ?? [:])) })
    }
  }

  /// The members that nbformat's schema allows.
  fileprivate func written(id: String) -> Members {
    var members: Members = ["id": .string(id)]
    members["cell_type"] = .string(kind.rawValue)
    members["source"] = IpynbOutput.cut(source)
    var metadata = metadata
    if !hone.isEmpty { metadata["hone"] = .dict(hone) }
    members["metadata"] = .dict(metadata)
    if kind != .code, let attachments = others["attachments"]?.members {
      members["attachments"] = .dict(
        attachments.mapValues { DataValue.dict(IpynbOutput.cut(bundle: $0.members ?? [:])) })
    }
    guard kind == .code else { return members }
    members["outputs"] = .list(outputs.map { IpynbOutput.cut($0) })
    members["execution_count"] = DataValue.none
    if case .int? = others["execution_count"] { members["execution_count"] = others["execution_count"] }
    return members
  }
}

/// Identifiers of cells: those that they have, else made from what is in them and how many like them came before.
private struct CellNames {
  private var taken: Set<String> = []

  mutating func name(_ cell: IpynbCell) -> String {
    var name = cell.others["id"]?.string ?? ""
    var count = 0
    while !CellNames.isValid(name) || taken.contains(name) {
      name = "hone-" + SHA256Hex.of("\(count) \(cell.kind.rawValue) \(cell.source)").prefix(12)
      count += 1
    }
    taken.insert(name)
    return name
  }

  /// `^[a-zA-Z0-9-_]{1,64}$`, as nbformat's schema has it.
  private static func isValid(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
  }
}
