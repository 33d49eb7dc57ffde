import HoneCore

/// An object that a cell read, under the name it had.
package struct CellRead: Sendable {
  package let name: String
  package let fingerprint: Fingerprint

  package init(name: String, fingerprint: Fingerprint) {
    self.name = name
    self.fingerprint = fingerprint
  }
}

/// Six hexadecimal digits of what a cell's output rests on: its source, and what the objects that it read were when it first
/// looked at them. Of the source alone where it read none. The same on every machine.
package func inputHash(source: String, reads: [CellRead]) -> String {
  // What was not there yet says no more than what was not read.
  let known = reads.map { (name: $0.name, value: $0.fingerprint.value) }.filter { $0.value != "" }
  guard !known.isEmpty else { return String(SHA256Hex.of(source).prefix(6)) }
  var stream = FingerprintStream("cell")
  stream.add(source)
  for read in known.sorted(by: { $0.name < $1.name }) {
    stream.add(read.name)
    stream.add(read.value)
  }
  return String(stream.finish().prefix(6))
}

extension Session {
  /// What `inputHash` is of a cell with the objects as they are now, under the names that it read.
  package func inputHashNow(source: String, reads: [CellRead]) -> String {
    inputHash(
      source: source,
      reads: reads.map { read in
        let object = value(named: read.name).flatMap { ($0.domainObject as? any Fingerprinted)?.fingerprint(in: self) }
        return CellRead(name: read.name, fingerprint: object ?? .nothing)
      })
  }

  /// What `name` means at the top level now, for the running cell.
  func reading(_ name: String) -> Value? {
    guard let value = value(named: name) else { return nil }
    noteRead(name, value)
    return value
  }

  /// Notes that the running cell looked at what a name of the top level is bound to.
  @inline(__always) func noteRead(_ name: String, _ value: Value) {
    if case .object(let object) = value { noteRead(name, object) }
  }

  @inline(never) private func noteRead(_ name: String, _ object: any DomainObject) {
    guard !cells.isEmpty, namesRead.insert(name).inserted, let object = object as? any Fingerprinted else { return }
    cells[cells.count - 1].reads.append(CellRead(name: name, fingerprint: object.fingerprint(in: self)))
  }
}

extension Value {
  fileprivate var domainObject: (any DomainObject)? { if case .object(let object) = self { object } else { nil } }
}
