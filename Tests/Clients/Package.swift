// swift-tools-version: 6.2
import PackageDescription

// Code as users of the library write it, with the settings that a new package has: no upcoming feature is on.
// A package of its own, because only from outside does it matter which file imports ContextVarsImplicit.

// Warnings stop CI, where somebody can mend them, but not the build of somebody with a newer compiler.
let isContinuousIntegration = Context.environment["CI"] != nil

let warnings: [SwiftSetting] = isContinuousIntegration ? [.treatAllWarnings(as: .error)] : []
let contextVars: Target.Dependency = .product(name: "ContextVars", package: "swift-context-vars")
let implicit: Target.Dependency = .product(name: "ContextVarsImplicit", package: "swift-context-vars")

// All targets share one set of sources, `Shared`, through symbolic links, because SwiftPM takes no sources
// from outside a target's folder. (Git for Windows makes them with `core.symlinks`; the library itself has
// none.) A compilation condition decides what a file of it imports, because an import affects its own file
// only.
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
