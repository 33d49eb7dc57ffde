import Foundation

/// `session`: the version, threads and seed of the running hone.
package final class SessionObject: DomainObject {
  package static let typeName = "Session"
  package static let version = "0.1.0"
  package static let defaultSeed = 0

  package private(set) var seed: Int
  /// Workers of the compute pool.
  package private(set) var threads: Int

  package init(seed: Int, threads: Int = ProcessInfo.processInfo.activeProcessorCount) {
    self.seed = seed
    self.threads = threads
  }

  package var rendering: Rendering {
    Rendering(
      stable: "hone \(Self.version), seed \(seed)",
      live: "hone \(Self.version), \(counted(threads, "thread")), seed \(seed)")
  }

  static var rows: [Command] {
    [
      Command(.property(typeName), "version", returns: "str", summary: "The version of hone.") { _ in .string(version)
      },
      Command(.property(typeName), "threads", returns: "int", summary: "How many threads compute.") { c in
        .int(try c.receiver(as: SessionObject.self).threads)
      },
      Command(
        .property(typeName), "seed", returns: "int",
        summary: "Where random choices start from, unless a call says otherwise.",
        example: "session.seed = 7",
        assign: { c, value in
          guard case .int(let seed) = value, seed >= 0 else {
            throw ValueError("seed must be an int from 0 up; received \(value.brief)")
          }
          try c.receiver(as: SessionObject.self).seed = seed
        }
      ) { c in .int(try c.receiver(as: SessionObject.self).seed) },
      Command(
        .function, "set_seed",
        [Parameter("seed", .int, .required, "from 0 up"), Parameter("session", .object(typeName), .bound("session"))],
        returns: "None", summary: "Say where random choices start from.", example: "set_seed(7)"
      ) { c in
        let seed = try c.int("seed")
        guard seed >= 0 else { throw ValueError("seed must be an int from 0 up; received \(seed)") }
        try c.object("session", as: SessionObject.self).seed = seed
        return .none
      },
    ]
  }
}
