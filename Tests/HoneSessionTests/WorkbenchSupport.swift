import Foundation
import HoneCore
import HoneModel
import HoneSession
import HoneTestSupport
import Testing

/// A session with the tiny llama as its model and a folder of small files.
final class Workbench {
  let sink = RecordingSink()
  let session: Session
  let folder: TemporaryFolder
  let model: LanguageModel

  /// - Parameter folder: the home of the session; one of its own unless it is given.
  init(bindsModel: Bool = true, folder: TemporaryFolder? = nil) throws {
    let folder = try folder ?? TemporaryFolder()
    self.folder = folder
    model = try TinyLlama.model()
    session = Session(sink: sink, environment: ["HOME": folder.root], interrupt: Interrupt())
    let object = ModelObject()
    if bindsModel { object.replace(model, name: "tiny") }
    session.bind("model", object)
    session.globals["reviews"] = .string(try folder.write(Self.reviews, to: "reviews.tsv"))
  }

  /// Forty rows; those with an even number are good.
  private static let reviews =
    "text\tlabel\n"
    + (0..<40).map {
      "Film \($0) was \($0 % 2 == 0 ? "a joy to see" : "a bore to sit in").\t\($0 % 2 == 0 ? "good" : "bad")\n"
    }
    .joined()

  /// The file loaded and cut, a prompt made.
  func prepare() throws {
    try run(
      """
      dataset.load(reviews)
      dataset.split(validation=4, test=12, seed=None)
      prompt = Prompt("Review: {text} Verdict: ", labels=["good", "bad"])
      """)
  }

  /// Runs a cell that must succeed and returns what it showed.
  @discardableResult func run(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let seen = sink.transcript
    let result = session.run(source, mode: .script)
    #expect(result.succeeded, "\(sink.transcript)", sourceLocation: sourceLocation)
    return String(sink.transcript.dropFirst(seen.count)).trimmingCharacters(in: .newlines)
  }

  /// The whole text of the error that a cell ends with; the folder's path reads as "~".
  func error(_ source: String) -> String {
    _ = session.run(source, mode: .script)
    guard case .error(_, let error)? = sink.events.last else { return "no error" }
    return error.stable.replacingOccurrences(of: folder.root, with: "~")
  }

  func value(_ source: String) throws -> Value {
    let result = session.run("_value = " + source, mode: .script)
    try #require(result.succeeded, "\(sink.transcript)")
    return try #require(session.globals["_value"])
  }

  func floats(_ source: String) throws -> [Double] {
    guard case .list(let list) = try value(source) else { return [] }
    return list.items.compactMap(\.asDouble)
  }

  /// Stable and live text of a value.
  func rendering(_ source: String) throws -> Rendering { try value(source).rendering }
}

/// Passes everything on and presses Ctrl-C at the first event that a test picks.
final class InterruptingSink: OutputSink {
  let recorded = RecordingSink()
  let interrupt: Interrupt
  private let isTheMoment: (OutputEvent) -> Bool

  init(_ interrupt: Interrupt = Interrupt(), at isTheMoment: @escaping (OutputEvent) -> Bool) {
    self.interrupt = interrupt
    self.isTheMoment = isTheMoment
  }

  func send(_ event: OutputEvent) {
    recorded.send(event)
    if isTheMoment(event) { interrupt.request() }
  }
}
