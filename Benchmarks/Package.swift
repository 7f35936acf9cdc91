// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that none of its dependencies reaches a user of the library.

// Warnings fail CI, where we can fix them, but not the build of a user with a newer compiler.
let isContinuousIntegration = Context.environment["CI"] != nil

let swiftSettings: [SwiftSetting] =
  [
    // `any` marks values that are boxed and dispatched at run time, which have no place in a measured path.
    .enableUpcomingFeature("ExistentialAny"),
    // A member is visible only through an import in the same file.
    .enableUpcomingFeature("MemberImportVisibility"),
    // A dependency cannot leak into the interface that the tests and the executables see.
    .enableUpcomingFeature("InternalImportsByDefault"),
    // An async closure runs where its caller runs, so no hop of the benchmark's own is measured.
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (isContinuousIntegration ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
  name: "context-vars-benchmarks",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "fanout", targets: ["FanOutMain"]),
    .executable(name: "budget", targets: ["BudgetMain"]),
    .executable(name: "growth", targets: ["GrowthMain"]),
    .executable(name: "counts", targets: ["Counts"]),
    // `budget` starts these two.
    .executable(name: "idle-linked", targets: ["IdleLinked"]),
    .executable(name: "idle-unlinked", targets: ["IdleUnlinked"]),
  ],
  dependencies: [
    .package(name: "swift-context-vars", path: "../", traits: ["Logging"]),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-service-context", from: "1.5.1"),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    // Exact, because any release below 1.0 may break its users.
    .package(url: "https://github.com/ordo-one/TextTable", exact: "0.0.2"),
  ],
  targets: [
    // The code that the programs share: command lines and their errors, child processes, statistics, reports.
    .target(
      name: "Harness",
      dependencies: [
        "CMachine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        // Only for `FilePath`, which Subprocess takes; on Apple's systems it is part of the SDK.
        .product(name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux])),
      ],
      swiftSettings: swiftSettings),
    // The whole program except `main`, so that tests can reach it. ContextVars is in another module, so the
    // optimiser does no more for it than in a user's program.
    .target(
      name: "FanOut",
      dependencies: [
        "Harness",
        .product(name: "ContextVars", package: "swift-context-vars"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "HashTreeCollections", package: "swift-collections"),
        .product(name: "ServiceContextModule", package: "swift-service-context"),
        .product(name: "TextTable", package: "TextTable"),
      ],
      swiftSettings: swiftSettings),
    // Not called `fanout`: a case-insensitive file system could not tell its module from FanOut.
    .executableTarget(name: "FanOutMain", dependencies: ["FanOut", "Harness"], swiftSettings: swiftSettings),
    // Loops in C that call the library's engine. The engine is not a product of its package, but a C target
    // that depends on ContextVars sees its header, and its one copy is linked.
    .target(
      name: "CEngineLoops", dependencies: [.product(name: "ContextVars", package: "swift-context-vars")]),
    // Functions that Swift lacks, for the machine's cores, clocks and allocator.
    .target(name: "CMachine"),
    // The maps that are compared: the engine's, and its alternatives.
    .target(
      name: "Maps",
      dependencies: ["CEngineLoops", .product(name: "HashTreeCollections", package: "swift-collections")],
      swiftSettings: swiftSettings),
    .target(
      name: "Budget",
      dependencies: [
        "CMachine", "Harness", "Maps",
        .product(name: "ContextVars", package: "swift-context-vars"),
        .product(name: "ContextVarsLogging", package: "swift-context-vars"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "HashTreeCollections", package: "swift-collections"),
        .product(name: "TextTable", package: "TextTable"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(name: "BudgetMain", dependencies: ["Budget", "Harness"], swiftSettings: swiftSettings),
    .target(
      name: "Growth",
      dependencies: [
        "CMachine", "Harness", "Maps",
        .product(name: "ContextVars", package: "swift-context-vars"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "HashTreeCollections", package: "swift-collections"),
        .product(name: "TextTable", package: "TextTable"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(name: "GrowthMain", dependencies: ["Growth", "Harness"], swiftSettings: swiftSettings),
    // Deterministic counts instead of times.
    .target(name: "CRuntimeHooks"),
    .executableTarget(
      name: "Counts",
      dependencies: [
        "CRuntimeHooks", "Harness",
        .product(name: "ContextVars", package: "swift-context-vars"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "TextTable", package: "TextTable"),
      ],
      swiftSettings: swiftSettings),
    // The same program with and without the library.
    .target(name: "IdleWork", swiftSettings: swiftSettings),
    .executableTarget(
      name: "IdleLinked",
      dependencies: ["IdleWork", .product(name: "ContextVars", package: "swift-context-vars")],
      swiftSettings: swiftSettings),
    .executableTarget(name: "IdleUnlinked", dependencies: ["IdleWork"], swiftSettings: swiftSettings),
    .testTarget(
      name: "FanOutTests",
      dependencies: [
        "FanOut", "FanOutMain", "Harness", "ProgramSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "BudgetTests",
      dependencies: [
        "Budget", "BudgetMain", "Harness", "IdleLinked", "IdleUnlinked", "ProgramSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "GrowthTests",
      dependencies: [
        "Growth", "GrowthMain", "Harness", "Maps", "ProgramSupport",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: swiftSettings),
    // Without the program's own modules, which would replace malloc in the tests.
    .testTarget(
      name: "CountsTests",
      dependencies: ["ProgramSupport", .product(name: "Subprocess", package: "swift-subprocess")],
      swiftSettings: swiftSettings),
    .target(
      name: "ProgramSupport",
      dependencies: [
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux])),
      ],
      path: "Tests/ProgramSupport",
      swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)
