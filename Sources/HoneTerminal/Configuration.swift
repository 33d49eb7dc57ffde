import Foundation
import HoneCore
import Yams

/// What `config.yaml` sets.
package struct Configuration: Equatable, Sendable {
  package enum Editing: String, CaseIterable, Sendable { case emacs, vi }
  package enum Colour: String, CaseIterable, Sendable { case auto, never }

  package var threads: Int?
  package var kernels: String?
  package var colour = Colour.auto
  package var seed: Int?
  package var editing = Editing.emacs
  package var history: Int?
  package var model: String?
  /// Megabytes that kept results may take.
  package var cache: Int?

  package init() {}

  /// Reads the text of a file. What is wrong with one setting leaves the others in force.
  ///
  /// - Parameter path: how the file is called in what is reported.
  package static func read(_ text: String, path: String) -> (Configuration, [ConfigurationError]) {
    var configuration = Configuration()
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      return (configuration, [ConfigurationError(path: path, problem: .noYAML(line: error.line(in: text)))])
    }
    guard let node, node.scalar?.string.isEmpty != true else { return (configuration, []) }
    guard let mapping = node.mapping else {
      return (configuration, [ConfigurationError(path: path, problem: .noMapping)])
    }
    var errors: [ConfigurationError] = []
    for (key, value) in mapping {
      let name = key.string ?? "?"
      guard let setting = Setting.all.first(where: { $0.name == name }) else {
        errors.append(ConfigurationError(path: path, problem: .unknown(name)))
        continue
      }
      if !setting.read(value, &configuration) {
        errors.append(
          ConfigurationError(path: path, problem: .value(value.shown, of: name, accepted: setting.accepted)))
      }
    }
    return (configuration, errors)
  }
}

extension Configuration {
  /// A row of the table of settings.
  package struct Setting: Sendable {
    package let name: String
    /// "an int, 1...256"
    package let accepted: String
    package let summary: String
    /// False where the value is not accepted.
    fileprivate let read: @Sendable (Node, inout Configuration) -> Bool

    package static let all: [Setting] = [
      Setting("threads", "an int, 1...256", "how many threads compute; HONE_THREADS goes before it") {
        set(&$1.threads, $0.whole, in: 1...256)
      },
      Setting(
        "kernels", "scalar, avx2 or avx512", "the instruction set; HONE_KERNELS goes before it"
      ) { node, configuration in
        guard let name = node.scalar?.string, ["scalar", "avx2", "avx512"].contains(name) else { return false }
        configuration.kernels = name
        return true
      },
      Setting("color", "auto or never", "whether a terminal is shown colours; NO_COLOR goes before it") {
        choose(&$1.colour, $0)
      },
      Setting("seed", "an int, 0 or more", "where random choices start from at the prompt") {
        set(&$1.seed, $0.whole, in: 0...Int.max)
      },
      Setting("editing", "emacs or vi", "the keys at the prompt; .editrc goes before it") { choose(&$1.editing, $0) },
      Setting("history", "an int, 0...100000", "how many earlier cells Up and Ctrl-R find") {
        set(&$1.history, $0.whole, in: 0...100_000)
      },
      Setting("model", "a catalog name or a path", "loaded when the prompt starts") { node, configuration in
        guard let name = node.scalar?.string, !name.isEmpty, node.isText else { return false }
        configuration.model = name
        return true
      },
      Setting("cache", "an int, 0...10000000", "megabytes that kept results may take") {
        set(&$1.cache, $0.whole, in: 0...10_000_000)
      },
    ]

    private init(
      _ name: String, _ accepted: String, _ summary: String,
      read: @escaping @Sendable (Node, inout Configuration) -> Bool
    ) {
      (self.name, self.accepted, self.summary, self.read) = (name, accepted, summary, read)
    }

    private static func set(_ place: inout Int?, _ value: Int?, in range: ClosedRange<Int>) -> Bool {
      guard let value, range.contains(value) else { return false }
      place = value
      return true
    }

    private static func choose<T: RawRepresentable<String>>(_ place: inout T, _ node: Node) -> Bool {
      guard let choice = node.scalar.flatMap({ T(rawValue: $0.string) }) else { return false }
      place = choice
      return true
    }
  }
}

extension Node {
  /// An int that was written without quotes.
  fileprivate var whole: Int? { scalar.flatMap { $0.style == .plain ? Int($0.string) : nil } }
  /// Not `null`, a number, or a truth value.
  fileprivate var isText: Bool { tag == Tag(.str) || scalar?.style != .plain }

  fileprivate var shown: String {
    switch self {
    case .scalar(let scalar): "'\(scalar.string)'"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }
}

/// What is wrong with `config.yaml`.
package struct ConfigurationError: UserFacingError, Equatable {
  package enum Problem: Equatable, Sendable {
    case unreadable
    case noYAML(line: Int?)
    case noMapping
    case unknown(String)
    case value(String, of: String, accepted: String)
  }

  let path: String
  let problem: Problem

  package var kind: String { "ValueError" }

  package var message: String {
    switch problem {
    case .unreadable: "\(path) cannot be read as UTF-8 text."
    case .noYAML(let line): "\(path) is no YAML\(line.map { ": line \($0) cannot be read" } ?? "")."
    case .noMapping: "\(path) must hold lines of the form 'name: value'."
    case .unknown(let name):
      "\(path): there is no setting '\(name)'; the settings are "
        + Configuration.Setting.all.map(\.name).joined(separator: ", ") + "."
    case .value(let value, let name, let accepted): "\(path): \(name) must be \(accepted); received \(value)."
    }
  }

  package var hint: String? {
    guard case .unknown(let name) = problem else { return nil }
    return nearest(name, among: Configuration.Setting.all.map(\.name)).map { "did you mean '\($0)'?" }
  }
}

extension Error {
  /// Where a YAML text stops being one, counted from 1.
  fileprivate func line(in text: String) -> Int? {
    guard let error = self as? YamlError else { return nil }
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      // What is missing at the end is reported behind it.
      return min(mark.line, text.split(separator: "\n", omittingEmptySubsequences: false).count)
    default: return nil
    }
  }
}
