import HoneCompute
import HoneModel

extension ModelObject: Fingerprinted {
  /// What a tuning is known by.
  struct TuningPrint {
    /// Its numbers.
    let content: Fingerprint
    /// What it was trained from, the same on every machine; its numbers where that is not known.
    let origin: Fingerprint
  }

  /// That of the model's files. Nothing for none.
  func weights(in session: Session) -> Fingerprint {
    guard let loaded else { return .nothing }
    if let weightsPrint { return weightsPrint }
    let made = Fingerprint { [files = loaded.files, hashes = session.fileHashes] in files.digest(hashes) }
    weightsPrint = made
    return made
  }

  /// Nil where the model is used as it came.
  var tuningInUse: TuningPrint? {
    guard let model = loaded?.model, let name = model.activeTuning, let tuning = model.tuning else { return nil }
    if let known = tuningPrints[name] { return known }
    let content = Fingerprint { tuning.fingerprint }
    return TuningPrint(content: content, origin: content)
  }

  /// Adds a tuning to the model and uses it.
  func add(_ tuning: Tuning, named name: String, origin: Fingerprint? = nil) throws {
    try model().add(tuning, named: name)
    let content = Fingerprint { tuning.fingerprint }
    tuningPrints[name] = TuningPrint(content: content, origin: origin ?? content)
  }

  package func fingerprint(in session: Session) -> Fingerprint {
    let weights = weights(in: session), tuning = tuningInUse?.origin
    // What the model answered follows from what it was asked.
    let asked = conversation.filter { $0.role != "assistant" }
    if tuning == nil && asked.isEmpty { return weights }
    return Fingerprint {
      guard let file = weights.value, let change = (tuning ?? .nothing).value else { return nil }
      var stream = FingerprintStream("model")
      stream.add(file)
      stream.add(change)
      for turn in asked { stream.add([turn.role, turn.content]) }
      return stream.finish()
    }
  }
}

extension Tuning {
  /// SHA-256 of its numbers and their places.
  var fingerprint: String {
    var stream = FingerprintStream(kind)
    for layer in adapter?.layers ?? [] {
      for projection in Projection.allCases { stream.add(layer[projection].map { Double($0.scale) } ?? 0) }
    }
    for (name, matrix) in matrices {
      stream.add(name)
      stream.add([matrix.rows, matrix.columns])
      stream.add(matrix.values)
    }
    return stream.finish()
  }
}
