import Foundation
import HoneCore
import HoneSession

/// `%resume`: brings back a session whose process was killed, and keeps the journal that makes it possible.
///
/// Its cells run again, in order and silently; what took long is taken from the results that are kept.
package final class ResumeCommand {
  private let session: Session
  /// Where journals are kept; nil where that cannot be said.
  private let folder: String?
  /// What was asked for by the cell that ran last.
  private var chosen: AbandonedSession?
  private var hasSaidFailure = false

  init(_ session: Session, folders: UserFolders) {
    self.session = session
    folder = (try? folders.data()).map { $0 + "/journals" }
    session.commands.register(
      Self.row { [unowned self] c in
        try choose(c)
        return .none
      })
  }

  /// Explains the command to sessions without a prompt, where it cannot be used.
  package static func register(in session: Session) {
    session.commands.register(
      row { _ in throw ValueError("%resume works at the prompt alone", hint: "hone opens the prompt") })
  }

  private static func row(_ body: @escaping (CallContext) throws -> Value) -> Command {
    Command(
      .session, "resume",
      [Parameter("what", .string, .text("the newest"), "list shows what there is, forget removes it")],
      returns: "None", summary: "Bring back a session that was killed.",
      help: """
        Every cell is kept on the disk as it is finished, until its session ends as its user wishes. %resume runs the cells of \
        one that did not end again: names, results and history are back, the cell that was running stands at the prompt, and a \
        fine-tuning that was under way goes on where it was. Shell commands are not run again.
        """, example: "%resume list", body: body)
  }

  /// Begins to keep the session's cells. Returns what the user is told when the prompt opens.
  func open() -> String? {
    let newest = sessions.first
    do {
      session.journal = try folder.map { path throws(FileError) in try Journal(in: path) }
    } catch {
      hasSaidFailure = true
      return Self.notKept(error)
    }
    return newest.map { "a session of \(Self.size($0)) did not end (\(Self.time($0))): %resume brings it back" }
  }

  /// The session ended as its user wished.
  func close() { session.journal?.remove() }

  /// What the user is told, once, if the disk does not take the cells any more.
  func takeFailure() -> String? {
    guard !hasSaidFailure, let failure = session.journal?.failure else { return nil }
    hasSaidFailure = true
    return Self.notKept(failure)
  }

  private static func notKept(_ failure: FileError) -> String {
    "\(failure.message) If hone is killed, this session is lost: %save keeps it."
  }

  private var sessions: [AbandonedSession] { folder.map { AbandonedSession.all(in: $0) } ?? [] }

  private func choose(_ c: CallContext) throws {
    switch c.argumentText {
    case "list":
      let rows = sessions.map { "\(Self.time($0))  \(Self.size($0)), in \($0.folder)" }
      c.emit(.note(rows.isEmpty ? "there is nothing to resume" : rows.joined(separator: "\n")))
    case "forget":
      let sessions = sessions
      for session in sessions { session.forget() }
      c.emit(.note("forgot \(sessions.count) \(sessions.count == 1 ? "session" : "sessions")"))
    case "":
      guard let newest = sessions.first else { throw ValueError("there is nothing to resume") }
      guard session.cells.filter({ $0.index != nil }).count == 1 else {
        throw ValueError(
          "%resume is for the first cell of a session: its cells have the numbers that are in use here",
          hint: "hone, started in another terminal, can bring it back")
      }
      chosen = newest
    default:
      throw ValueError(
        "%resume takes nothing, list or forget; received '\(c.argumentText)'", hint: "%resume list shows what there is")
    }
  }

  /// Runs the cells of the session that was asked for, if one was. Returns what its next cell begins as.
  func run(_ sink: TerminalSink) -> String? {
    guard let abandoned = chosen else { return nil }
    chosen = nil
    let own = session.journal
    do {
      session.journal = try Journal(continuing: abandoned)
    } catch {
      sink.send(.note(error.message))
      return nil
    }
    let continued = session.journal
    session.journal = nil
    if !FileManager.default.changeCurrentDirectoryPath(abandoned.folder) {
      sink.send(.note("the folder \(abandoned.folder) is gone: paths start from the present one"))
    }
    guard rerun(abandoned, sink) else {
      session.journal = own
      return nil
    }
    own?.remove()
    session.journal = continued
    sink.send(.note("resumed \(Self.size(abandoned))"))
    return abandoned.unfinished
  }

  /// False if the user stopped it.
  private func rerun(_ abandoned: AbandonedSession, _ sink: TerminalSink) -> Bool {
    session.restartNumbering()
    let outer = session.sink
    (session.sink, session.isResuming) = (ResumeSink(sink), true)
    defer { (session.sink, session.isResuming) = (outer, false) }
    for (index, cell) in abandoned.cells.enumerated() {
      sink.send(
        .progress(Progress(task: "resuming", completed: index, total: abandoned.cells.count, unit: "cells")))
      let result = session.run(cell.interrupted ? "pass" : cell.source, mode: .interactive)
      sink.send(.progressEnded)
      if cell.interrupted || result.succeeded == cell.succeeded { session.replaceLast(cell) }
      if result.interrupted {
        sink.send(
          .note("stopped after cell \(index) of \(abandoned.cells.count); it is kept: %resume when hone starts again"))
        return false
      }
      if cell.interrupted {
        sink.send(.note("cell \(index + 1) had been stopped and is left out: \(Self.line(cell))"))
      } else if result.succeeded != cell.succeeded {
        let (before, now) = cell.succeeded ? ("ran", "fails") : ("failed", "runs")
        sink.send(.note("cell \(index + 1), which \(before), now \(now): \(Self.line(cell))"))
      }
    }
    return true
  }

  private static func line(_ cell: SessionCell) -> String { String(cell.source.split(separator: "\n").first ?? "") }

  private static func size(_ session: AbandonedSession) -> String {
    let count = session.cells.count
    return "\(count) \(count == 1 ? "cell" : "cells")" + (session.unfinished == nil ? "" : " and one that was running")
  }

  private static func time(_ session: AbandonedSession) -> String {
    session.started.formatted(
      .iso8601.year().month().day().time(includingFractionalSeconds: false).dateTimeSeparator(.space))
  }
}

/// Lets progress through; what the cells put out was shown before.
private final class ResumeSink: OutputSink {
  private let next: TerminalSink

  init(_ next: TerminalSink) { self.next = next }

  func send(_ event: OutputEvent) {
    switch event {
    case .progress, .progressEnded: next.send(event)
    case .stdout, .result, .display, .error, .stream, .note: break
    }
  }
}
