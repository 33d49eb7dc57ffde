/// A bound object that a run's numbers depend on, and that can say what it was: `("model", "sha256:…")`.
package protocol FactSource: DomainObject {
  func runFacts(in session: Session) -> [(name: String, value: String)]
}

extension Session {
  /// What a notebook's footer says of the run: the kernel table, then the fingerprints of what is bound now.
  package var runFacts: [(String, String)] {
    let names = ["session", "model", "dataset", "prompt", "optimizer"]
    return names.flatMap { name -> [(String, String)] in
      guard case .object(let object as any FactSource)? = globals[name] ?? bindings[name] else { return [] }
      return object.runFacts(in: self).map { ($0.name, $0.value) }
    }
  }
}
