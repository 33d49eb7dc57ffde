import HoneCore
import Synchronization

/// A SHA-256 over parts that are told apart: each comes with its length, so that two are alike only if all parts are.
struct FingerprintStream {
  private var stream = SHA256Stream()

  /// `kind` tells apart what is made of the same parts.
  init(_ kind: String) { add(kind) }

  mutating func add(_ text: String) {
    add(text.utf8.count)
    stream.update(Array(text.utf8))
  }

  /// Nil is no text, not even an empty one.
  mutating func add(_ text: String?) {
    add(text == nil ? 0 : 1)
    if let text { add(text) }
  }

  mutating func add(_ texts: [String]) {
    add(texts.count)
    for text in texts { add(text) }
  }

  mutating func add(_ number: Int) { withUnsafeBytes(of: Int64(number).littleEndian) { stream.update($0) } }

  mutating func add(_ number: Double) { add(Int(truncatingIfNeeded: number.bitPattern)) }

  mutating func add(_ numbers: [Int]) {
    add(numbers.count)
    numbers.withUnsafeBytes { stream.update($0) }
  }

  mutating func add(_ numbers: [Float]) {
    add(numbers.count)
    numbers.withUnsafeBytes { stream.update($0) }
  }

  /// 64 hexadecimal digits.
  func finish() -> String { stream.finish() }
}

/// The hash of a content, computed when it is first asked for and shared by all that hold it. Until then it keeps the content
/// as it was.
package final class Fingerprint: Sendable {
  private enum State {
    case known(String?)
    case content(@Sendable () -> String?)
  }

  private let state: Mutex<State>

  package init(_ hash: @escaping @Sendable () -> String?) { state = Mutex(.content(hash)) }
  package init(known hash: String) { state = Mutex(.known(hash)) }

  /// What is not there yet: no model, no rows, no prompt.
  static let nothing = Fingerprint(known: "")

  /// 64 hexadecimal digits; nil where the content cannot be hashed, as that of a model that is no file.
  package var value: String? {
    state.withLock { state in
      switch state {
      case .known(let hash): return hash
      case .content(let hash):
        let made = hash()
        state = .known(made)
        return made
      }
    }
  }
}

/// A domain object that results and outputs depend on.
package protocol Fingerprinted: DomainObject {
  /// That of what it holds now, the same on every machine; a later change of the object does not change it.
  func fingerprint(in session: Session) -> Fingerprint
}
