// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nothing it depends on reaches a user of the library.

// Warnings stop CI, where somebody can mend them, but not the build of somebody with a newer compiler.
let isContinuousIntegration = Context.environment["CI"] != nil

let swiftSettings: [SwiftSetting] =
  [
    // `any` marks what is boxed and dispatched at run time, which has no place in a measured path.
    .enableUpcomingFeature("ExistentialAny"),
    // A member is visible only through an import in the same file.
    .enableUpcomingFeature("MemberImportVisibility"),
    // A dependency cannot slip into what the test target and the executable see.
    .enableUpcomingFeature("InternalImportsByDefault"),
    // An async closure runs where its caller runs: no hop of the benchmark's own is measured.
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
    // `budget` starts them.
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
    // Below 1.0 any release may break its users.
    .package(url: "https://github.com/ordo-one/TextTable", exact: "0.0.2"),
  ],
  targets: [
    // What the programs share: command lines and their errors, child processes, statistics, reports.
    .target(
      name: "Harness",
      dependencies: [
        "CMachine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        // Only for `FilePath`, which Subprocess takes; on Apple's systems the SDK has it.
        .product(name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux])),
      ],
      swiftSettings: swiftSettings),
    // Everything, so that tests reach it. ContextVars is another module and gets no help from the
    // optimiser that a user's code would not get.
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
    // Not called `fanout`: a file system that ignores case could not tell its module from FanOut.
    .executableTarget(name: "FanOutMain", dependencies: ["FanOut", "Harness"], swiftSettings: swiftSettings),
    // Loops in C over the library's engine. The engine is no product of its package, but its header is
    // visible to a C target that depends on a product above it, and its one copy is linked.
    .target(
      name: "CEngineLoops", dependencies: [.product(name: "ContextVars", package: "swift-context-vars")]),
    // What Swift cannot say: on which core a process runs, and what the machine's own steps cost.
    .target(name: "CMachine"),
    // The maps that the engine is compared with.
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
    // Deterministic counts in place of times.
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
    // One program, with the library and without.
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
    // Without the program's own modules: functions of malloc's names would come into the tests.
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
