// swift-tools-version: 6.2
import PackageDescription

// What a user of the library writes, with the settings that a user begins with: no upcoming feature is on. A
// package of its own, since whether a file imports ContextVarsImplicit is to be seen from outside.

// Warnings stop CI, where somebody can mend them, but not the build of somebody with a newer compiler.
let isContinuousIntegration = Context.environment["CI"] != nil

let warnings: [SwiftSetting] = isContinuousIntegration ? [.treatAllWarnings(as: .error)] : []
let contextVars: Target.Dependency = .product(name: "ContextVars", package: "swift-context-vars")
let implicit: Target.Dependency = .product(name: "ContextVarsImplicit", package: "swift-context-vars")

// The tests are one set of sources, in `Shared`, which each target has a link to. What a file of it imports
// is decided by a condition, as an import is a matter of the file.
let package = Package(
  name: "context-vars-clients",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "swift-context-vars", path: "../..")],
  targets: [
    // A library whose tasks are pinned. Who imports it has not asked for that.
    .target(name: "PinningLibrary", dependencies: [contextVars, implicit], swiftSettings: warnings),
    // Shadows as they would be with a toolchain that declares everything otherwise.
    .target(name: "OtherSignatures", dependencies: [contextVars], swiftSettings: warnings),
    // All files import ContextVarsImplicit, but for one.
    .testTarget(
      name: "ImportingTests", dependencies: [contextVars, implicit],
      swiftSettings: [.define("IMPORTS_IMPLICIT")] + warnings),
    .testTarget(
      name: "ImportingMembersTests", dependencies: [contextVars, implicit],
      swiftSettings: [.define("IMPORTS_IMPLICIT"), .enableUpcomingFeature("MemberImportVisibility")]
        + warnings),
    .testTarget(
      name: "ImportingSwift5Tests", dependencies: [contextVars, implicit],
      swiftSettings: [.define("IMPORTS_IMPLICIT"), .swiftLanguageMode(.v5)] + warnings),
    // No file does.
    .testTarget(
      name: "PlainTests", dependencies: [contextVars, "PinningLibrary"], swiftSettings: warnings),
    // One file does.
    .testTarget(name: "MixedTests", dependencies: [contextVars, implicit], swiftSettings: warnings),
    // Asynchronous code, as modules with other settings have it.
    .testTarget(
      name: "Swift5WorldTests", dependencies: [contextVars],
      swiftSettings: [.swiftLanguageMode(.v5), .enableUpcomingFeature("StrictConcurrency")] + warnings),
    .testTarget(name: "Swift6WorldTests", dependencies: [contextVars], swiftSettings: warnings),
    .testTarget(
      name: "NonsendingWorldTests", dependencies: [contextVars],
      swiftSettings: [.enableUpcomingFeature("NonisolatedNonsendingByDefault")] + warnings),
    .testTarget(
      name: "MainActorWorldTests", dependencies: [contextVars],
      swiftSettings: [
        .defaultIsolation(MainActor.self), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
      ] + warnings),
    // A program whose main thread runs a loop.
    .executableTarget(name: "MainLoop", dependencies: [contextVars], swiftSettings: warnings),
    .testTarget(name: "MainLoopTests", dependencies: ["MainLoop"], swiftSettings: warnings),
    // All import shadows that do not fit.
    .testTarget(
      name: "OtherSignaturesTests", dependencies: [contextVars, "OtherSignatures"],
      swiftSettings: [.define("IMPORTS_OTHER_SIGNATURES")] + warnings),
  ],
  swiftLanguageModes: [.v6]
)
