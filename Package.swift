// swift-tools-version: 6.2
import PackageDescription

// Warnings fail the build in CI, where they can be fixed, but not for someone who builds a clone of the
// package with a newer compiler.
let isContinuousIntegration = Context.environment["CI"] != nil

// Users choose traits, but two programs that build the package cannot: the Swift Package Index, whose
// documentation would show empty modules, and the comparison with the last release (Scripts/check-api).
let enablesAllTraits = ["SPI_BUILD", "CONTEXTVARS_ALL_TRAITS"].contains { Context.environment[$0] != nil }

let swiftSettings: [SwiftSetting] =
  [
    // `any` marks the values that are boxed and dispatched at run time, which costs speed.
    .enableUpcomingFeature("ExistentialAny"),
    // A member is visible only if the same file imports its module.
    .enableUpcomingFeature("MemberImportVisibility"),
    // Modules that only the implementation imports (CHamt, Synchronization) cannot leak into the public API.
    .enableUpcomingFeature("InternalImportsByDefault"),
    // Asynchronous functions run on their caller's actor unless they are `@concurrent`.
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (isContinuousIntegration ? [.treatAllWarnings(as: .error)] : [])

let cSettings: [CSetting] =
  ["all", "extra", "pedantic", "conversion", "shadow", "missing-prototypes"].map { .enableWarning($0) }
  + (isContinuousIntegration ? [.treatAllWarnings(as: .error)] : [])

// Each is behind a trait: otherwise SwiftPM would fetch the dependencies of all products for users of one.
func products(_ names: String..., of package: String, trait: String) -> [Target.Dependency] {
  names.map { .product(name: $0, package: package, condition: .when(traits: [trait])) }
}
let nio = products("NIOCore", "NIOPosix", of: "swift-nio", trait: "NIO")
let logging = products("Logging", of: "swift-log", trait: "Logging")
let tracing = products("Tracing", "Instrumentation", of: "swift-distributed-tracing", trait: "Tracing")
let inMemoryTracing = products("InMemoryTracing", of: "swift-distributed-tracing", trait: "Tracing")

let package = Package(
  name: "swift-context-vars",
  // The oldest systems with the Synchronization module's `Mutex` and `Atomic`, which Linux always has.
  platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
  products: [
    .library(name: "ContextVars", targets: ["ContextVars"]),
    .library(name: "ContextVarsImplicit", targets: ["ContextVarsImplicit"]),
    .library(name: "ContextVarsNIO", targets: ["ContextVarsNIO"]),
    .library(name: "ContextVarsLogging", targets: ["ContextVarsLogging"]),
    .library(name: "ContextVarsTracing", targets: ["ContextVarsTracing"]),
    .library(name: "ContextVarsTestSupport", targets: ["ContextVarsTestSupport"]),
    .library(name: "ContextVarsDiagnostics", targets: ["ContextVarsDiagnostics"]),
    .library(name: "TaskContext", targets: ["TaskContext"]),
  ],
  traits: [
    .default(enabledTraits: enablesAllTraits ? ["NIO", "Logging", "Tracing"] : []),
    .trait(name: "NIO", description: "Fills ContextVarsNIO: SwiftNIO's loops and futures with a context."),
    .trait(name: "Logging", description: "Fills ContextVarsLogging: variables in the lines of swift-log."),
    .trait(
      name: "Tracing",
      description:
        "Fills ContextVarsTracing: variables on spans and in other processes, by swift-distributed-tracing."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
  ],
  targets: [
    .target(name: "CHamt", cSettings: cSettings),
    .target(name: "CTaskRuntime", cSettings: cSettings),
    .target(name: "CReaders", cSettings: cSettings),
    .target(name: "CScope", dependencies: ["CHamt", "CReaders", "CTaskRuntime"], cSettings: cSettings),
    .target(name: "CSpawn", dependencies: ["CScope", "CTaskRuntime"], cSettings: cSettings),
    .target(
      name: "ContextVars", dependencies: ["CHamt", "CReaders", "CScope", "CSpawn", "CTaskRuntime"],
      swiftSettings: swiftSettings),
    .target(name: "ContextVarsImplicit", dependencies: ["ContextVars"], swiftSettings: swiftSettings),
    .target(name: "ContextVarsNIO", dependencies: ["ContextVars"] + nio, swiftSettings: swiftSettings),
    .target(
      name: "ContextVarsLogging", dependencies: ["ContextVars"] + logging, swiftSettings: swiftSettings),
    .target(
      name: "ContextVarsTracing", dependencies: ["ContextVars"] + tracing, swiftSettings: swiftSettings),
    .target(
      name: "ContextVarsDiagnostics", dependencies: ["ContextVars", "CTaskRuntime"],
      swiftSettings: swiftSettings),
    .target(
      name: "ContextVarsTestSupport", dependencies: ["ContextVars", "ContextVarsDiagnostics"],
      swiftSettings: swiftSettings),
    .target(name: "TaskContext", dependencies: ["ContextVars"], swiftSettings: swiftSettings),
    // Checks the engine against a model; fuzzers and tests drive it. It is not part of any product.
    .target(name: "CHamtFuzz", dependencies: ["CHamt"], path: "Fuzz/Engine", cSettings: cSettings),
    .target(name: "CTestSupport", path: "Tests/CTestSupport", cSettings: cSettings),
    .target(
      name: "TestSupport", dependencies: ["ContextVars"], path: "Tests/TestSupport",
      swiftSettings: swiftSettings),
    .testTarget(
      name: "CHamtTests", dependencies: ["CHamt", "CHamtFuzz", "CTestSupport", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "CReadersTests", dependencies: ["CReaders", "TestSupport"], swiftSettings: swiftSettings),
    .testTarget(
      name: "ContextVarsTests",
      dependencies: ["ContextVars", "TaskContext", "CReaders", "CTestSupport", "TestSupport"],
      swiftSettings: swiftSettings),
    // Contains the tests of Tests/Clients, in files that all import the module, so that every build and
    // sanitizer here runs them too.
    .testTarget(
      name: "ContextVarsImplicitTests",
      dependencies: ["ContextVars", "ContextVarsImplicit", "CTestSupport"],
      swiftSettings: [.define("IMPORTS_IMPLICIT")] + swiftSettings),
    .testTarget(
      name: "ContextVarsNIOTests",
      dependencies: ["ContextVarsNIO", "ContextVars", "CTestSupport", "TestSupport"] + nio,
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ContextVarsLoggingTests",
      dependencies: ["ContextVarsLogging", "ContextVars", "CTestSupport", "TestSupport"] + logging,
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ContextVarsTracingTests",
      dependencies: ["ContextVarsTracing", "ContextVars", "CTestSupport", "TestSupport"] + tracing
        + inMemoryTracing,
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ContextVarsDiagnosticsTests",
      dependencies: ["ContextVarsDiagnostics", "ContextVars", "CTestSupport", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ContextVarsTestSupportTests",
      dependencies: ["ContextVarsTestSupport", "ContextVars", "CTestSupport", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "TaskContextTests",
      dependencies: ["TaskContext", "ContextVars", "CTestSupport", "TestSupport"],
      swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)

// `make test-bits` builds only the engine's tests, five times. SwiftPM always builds the snippets, which need
// ContextVars.
if Context.environment["CHAMT_ALONE"] != nil {
  let others = ["Implicit", "NIO", "Logging", "Tracing", "Diagnostics", "TestSupport"].map {
    "ContextVars\($0)"
  }
  package.targets.removeAll {
    others.contains($0.name) || $0.name == "TaskContext" || ($0.type == .test && $0.name != "CHamtTests")
  }
  package.products.removeAll { $0.name != "ContextVars" }
  package.traits = []
  package.dependencies = []
}
