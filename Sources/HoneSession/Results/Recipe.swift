import HoneCompute
import HoneStore

/// All that a result is made of, part by part.
struct Recipe: Sendable {
  private struct Part: Sendable {
    let name: String
    /// The same on every machine, and what is in fact computed with; they differ for what was trained here.
    let origin: Fingerprint
    let content: Fingerprint
  }

  let kind: ResultCache.Kind
  private var parts: [Part] = []

  init(_ kind: ResultCache.Kind) { self.kind = kind }

  /// `name` is how notes call the part: "data", "rank".
  mutating func add(_ name: String, _ origin: Fingerprint, content: Fingerprint? = nil) {
    parts.append(Part(name: name, origin: origin, content: content ?? origin))
  }

  /// A setting as text; nil where it is None.
  mutating func set<Setting>(_ name: String, _ setting: Setting?) {
    add(name, Fingerprint(known: setting.map { "\($0)" } ?? "None"))
  }

  /// The model as it came and, unless it is trained anew, the tuning in use.
  mutating func add(_ model: ModelObject, withTuning: Bool, in session: Session) {
    add("model", model.weights(in: session))
    guard withTuning else { return }
    let tuning = model.tuningInUse
    add("adapter", tuning?.origin ?? .nothing, content: tuning?.content)
  }

  /// What its result is known by to those who read it.
  var origin: Fingerprint {
    Fingerprint { [kind, parts] in
      var stream = FingerprintStream("origin of \(kind.rawValue)")
      return Self.add(parts.map { ($0.name, $0.origin) }, to: &stream) ? stream.finish() : nil
    }
  }

  /// The key of the result: its parts, the kernels and the engine's version. Nil where a part cannot be hashed.
  var key: String? {
    var stream = FingerprintStream("result of \(kind.rawValue)")
    stream.add(Numerics.version)
    stream.add(Kernels.name)
    return Self.add(parts.map { ($0.name, $0.content) }, to: &stream) ? stream.finish() : nil
  }

  /// The parts by name, as hashes or settings.
  var values: [String: String] {
    var values = ["kernels": Kernels.name, "engine": "\(Numerics.version)"]
    for part in parts { values[part.name] = part.content.value }
    return values
  }

  /// The names of parts that are not as they were, in their order.
  func changes(since earlier: [String: String]) -> [String] {
    let values = values
    return (parts.map(\.name) + ["kernels", "engine"]).filter { values[$0] != earlier[$0] }
  }

  private static func add(
    _ parts: [(name: String, fingerprint: Fingerprint)], to stream: inout FingerprintStream
  ) -> Bool {
    for (name, fingerprint) in parts {
      guard let value = fingerprint.value else { return false }
      stream.add(name)
      stream.add(value)
    }
    return true
  }
}
