import HoneCompute

/// `session`: the version, kernels, threads and seed of the running hone.
package final class SessionObject: FactSource {
  package static let typeName = "Session"
  package static let version = "0.1.0"
  package static let defaultSeed = 0

  package private(set) var seed: Int

  package init(seed: Int) { self.seed = seed }

  /// The live form asks the worker pool for its threads, which starts it.
  package var rendering: Rendering {
    Rendering(
      stable: "hone \(Self.version), seed \(seed)",
      live:
        "hone \(Self.version), \(Kernels.name) kernels, \(counted(WorkerPool.shared.threads, "thread")), seed \(seed)")
  }

  package func runFacts(in session: Session) -> [(name: String, value: String)] { [("kernel", Kernels.name)] }

  static var rows: [Command] {
    [
      property("version", returns: "str", "The version of hone.") { _ in .string(version) },
      property("threads", returns: "int", "How many threads compute.") { _ in .int(WorkerPool.shared.threads) },
      property("kernels", returns: "str", "The table of C kernels in use: scalar, avx2 or avx512.") { _ in
        .string(Kernels.name)
      },
      Command(
        .property(typeName), "seed", returns: "int",
        summary: "Where random choices start from, unless a call says otherwise.", example: "session.seed = 7",
        assign: { c, value in
          guard let seed = value.asInt else { throw TypeError("seed must be an int; received \(value.described)") }
          try c.receiver(as: SessionObject.self).seed = checkedSeed(seed)
        }
      ) { c in .int(try c.receiver(as: SessionObject.self).seed) },
      Command(
        .function, "set_seed",
        [Parameter("seed", .int, .required, "0 or more"), Parameter("session", .object(typeName), .bound("session"))],
        returns: "None", summary: "Say where random choices start from.", example: "set_seed(7)"
      ) { c in
        try c.object("session", as: SessionObject.self).seed = checkedSeed(c.int("seed"))
        return .none
      },
    ]
  }
}
