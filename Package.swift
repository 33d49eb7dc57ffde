// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target of the house: Swift 6 mode (the tools version's default), warnings are failures.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func room(_ name: String, _ dependencies: [Target.Dependency], _ resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], _ resources: [Resource] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.target(name: name), "HoneTestSupport"] + dependencies, resources: resources,
    swiftSettings: strict)
}

let package = Package(
  name: "hone",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .executableTarget(
      name: "hone",
      dependencies: [
        "HoneTerminal", "HoneNotebook", "HoneBench", "HoneSession", "HoneCore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    room(
      "HoneTerminal",
      [
        "HoneSession", "HoneStore", "HoneLanguage", "HoneCore", "CEdit", .product(name: "Yams", package: "Yams"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    room(
      "HoneNotebook",
      [
        "HoneSession", "HoneLanguage", "HoneData", "HoneCore", .product(name: "Yams", package: "Yams"),
        .product(name: "OrderedCollections", package: "swift-collections"),
      ]),
    room(
      "HoneBench",
      [
        "HoneTuning", "HoneEvaluation", "HoneData", "HoneModel", "HoneCompute", "HoneCore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    room(
      "HoneSession",
      [
        "HoneLanguage", "HoneTuning", "HonePrompting", "HoneEvaluation", "HoneData", "HoneStore", "HoneModel",
        "HoneCompute",
        "HoneCore",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ]),
    room("HoneLanguage", []),
    room("HoneTuning", ["HonePrompting", "HoneEvaluation", "HoneModel", "HoneCompute", "HoneData"]),
    room("HonePrompting", ["HoneEvaluation", "HoneModel", "HoneData"]),
    room("HoneEvaluation", ["HoneModel", "HoneData"]),
    room("HoneData", ["HoneCore", .product(name: "OrderedCollections", package: "swift-collections")]),
    room("HoneStore", ["HoneCore", .product(name: "GRDB", package: "GRDB.swift")]),
    room("HoneModel", ["HoneCompute", "HoneCore", .product(name: "HeapModule", package: "swift-collections")]),
    room("HoneCompute", ["HoneCore", "CKernels", "CDNNL"]),
    room("HoneCore", [.product(name: "Crypto", package: "swift-crypto")]),
    .target(name: "CKernels", cSettings: [.treatAllWarnings(as: .error)]),
    .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CEdit", providers: [.apt(["libedit-dev"])]),

    .target(
      name: "HoneTestSupport", dependencies: ["HoneCore", "HoneData", "HoneModel", "HoneCompute"],
      path: "Tests/HoneTestSupport", swiftSettings: strict),
    tests("HoneCore"),
    tests("HoneLanguage", [], [.copy("Reference")]),
    tests("HoneData", ["HoneCore", .product(name: "OrderedCollections", package: "swift-collections")]),
    tests("HoneModel", ["HoneCompute", "HoneCore"], [.copy("Fixtures")]),
    tests("HoneCompute", ["CKernels"], [.copy("Fixtures")]),
    tests("HoneStore", ["HoneCore", .product(name: "GRDB", package: "GRDB.swift")]),
    tests("HoneEvaluation", ["HoneModel", "HoneCore"]),
    tests("HonePrompting", ["HoneEvaluation", "HoneData", "HoneModel"]),
    tests("HoneSession", ["HoneLanguage", "HoneModel", "HoneStore", "HoneCore"], [.copy("Cases"), .copy("Snippets")]),
    tests("HoneTerminal", ["HoneBench", "HoneSession", "HoneLanguage", "HoneCore"]),
    tests("HoneNotebook", ["HoneSession", "HoneData", "HoneCore"]),
    tests(
      "HoneBench",
      [
        "HoneEvaluation", "HoneData", "HoneModel", "HoneCompute", "HoneCore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], [.copy("Fixtures")]),
    tests("HoneTuning", ["HoneEvaluation", "HoneModel", "HoneCompute", "HoneCore"], [.copy("Fixtures")]),
  ]
)
