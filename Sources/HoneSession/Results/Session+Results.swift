import Foundation
import HoneStore

extension Session {
  /// From here on results are reused and kept. `notebook` is the one that runs, so that a result which is computed again can
  /// be told from the one before; with `isFresh` nothing is reused.
  package func useResults(of notebook: String? = nil, isFresh: Bool = false) {
    resultCalls.notebook = notebook.map { URL(filePath: $0).standardizedFileURL.path }
    (ownResults.isFresh, resultCalls.startsAnew) = (isFresh, isFresh)
    results = ownResults
  }

  /// From here on results are kept, for who resumes this session or replays what it saves, and not reused: who works at a
  /// prompt wants to see them run.
  package func keepResults() {
    ownResults.isFresh = true
    results = ownResults
  }

  /// What `read` makes of the result that is kept of a recipe; nil where there is none, or none that is whole.
  func kept<Record: Decodable, Result>(
    _ recipe: Recipe, _ read: (Record, _ file: String?) throws -> Result
  ) -> Result? {
    guard let results, let key = recipe.key else { return nil }
    let isFresh = results.isFresh
    results.isFresh = isFresh && !isResuming
    defer { results.isFresh = isFresh }
    let place = resultCalls.next(recipe.kind, in: cells.last?.name)
    do {
      switch try results.find(key) {
      case .missing: try explain(recipe, at: place, results)
      case .damaged: emit(.note(ResultNote.damaged(recipe.kind)))
      case .found(let found):
        do {
          let result = try read(ResultJSON.decoder.decode(Record.self, from: found.record), found.file)
          if let place { try results.note(recipe.values, at: place) }
          if !cells.isEmpty { cells[cells.count - 1].reusedResults += 1 }
          resultCalls.reused[recipe.kind, default: 0] += 1
          return result
        } catch let error as StoreError {
          throw error
        } catch {
          try results.drop(key)
          emit(.note(ResultNote.damaged(recipe.kind)))
        }
      }
    } catch {
      emit(.note(ResultNote.failed(error)))
    }
    return nil
  }

  /// Keeps a result that `kept` did not find; `write` puts what is large into a file.
  func keep(_ record: some Encodable, of recipe: Recipe, file write: ((String) throws -> Void)? = nil) {
    guard let results, let key = recipe.key else { return }
    do {
      let data = try ResultJSON.encoder.encode(record)
      guard try results.keep(data, for: key, kind: recipe.kind, file: write) else {
        return emit(.note(ResultNote.tooLarge(recipe.kind, limit: results.limit)))
      }
      if let place = resultCalls.place { try results.note(recipe.values, at: place) }
    } catch {
      // One sentence for a whole session whose disk is full.
      guard resultCalls.failures.insert("\(error)").inserted else { return }
      emit(.note(ResultNote.notKept(recipe.kind, error)))
    }
  }

  /// Says what the cell took from the cache.
  func noteReused() {
    guard !resultCalls.reused.isEmpty else { return }
    emit(.note(ResultNote.reused(resultCalls.reused)))
    resultCalls.reused = [:]
  }

  /// Says once for a cell what is not as it was when the call was made before.
  private func explain(_ recipe: Recipe, at place: String?, _ results: ResultCache) throws {
    guard !results.isFresh, let place, let earlier = try results.parts(at: place) else { return }
    let changes = recipe.changes(since: earlier)
    guard !changes.isEmpty, resultCalls.explain(recipe.kind), let cell = cells.last?.name else { return }
    emit(.note(ResultNote.changed(changes, cell: cell, recipe.kind)))
  }
}

/// The calls of the running cell whose results are kept, counted so that each has a place of its own.
struct ResultCalls {
  /// The path of the notebook that runs.
  var notebook: String?
  private var counts: [ResultCache.Kind: Int] = [:]
  /// Whether a training run that was cut off is not taken up.
  var startsAnew = false
  /// Why results could not be kept, as it was said.
  var failures: Set<String> = []
  private var explained: Set<ResultCache.Kind> = []
  /// Results that were kept, in the running cell.
  var reused: [ResultCache.Kind: Int] = [:]
  /// That of the last call; nil outside notebooks.
  private(set) var place: String?

  mutating func beginCell() { (counts, explained, reused, place) = ([:], [], [:], nil) }

  mutating func next(_ kind: ResultCache.Kind, in cell: String?) -> String? {
    counts[kind, default: 0] += 1
    place = notebook.flatMap { notebook in
      cell.map { "\(notebook)\n\($0)\n\(kind.rawValue) \(counts[kind] ?? 0)" }
    }
    return place
  }

  /// False where this kind was spoken of in this cell.
  mutating func explain(_ kind: ResultCache.Kind) -> Bool { explained.insert(kind).inserted }
}

/// Records as JSON; numbers are read as they were written, to the last bit.
enum ResultJSON {
  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
