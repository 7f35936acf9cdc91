// swift-tools-version: 6.2
import PackageDescription

// Code as users of the library write it, with the settings of a new package: no upcoming feature is enabled.
// It is a package of its own, because only outside the library does it matter which file imports
// ContextVarsImplicit.

// Warnings fail CI, where we can fix them, but do not break the build for users of a newer compiler.
let isContinuousIntegration = Context.environment["CI"] != nil

let warnings: [SwiftSetting] = isContinuousIntegration ? [.treatAllWarnings(as: .error)] : []
let contextVars: Target.Dependency = .product(name: "ContextVars", package: "swift-context-vars")
let implicit: Target.Dependency = .product(name: "ContextVarsImplicit", package: "swift-context-vars")

// Most test targets share the sources in `Shared`, through symbolic links, because SwiftPM accepts no sources
// from outside a target's folder. (Git for Windows creates the links with `core.symlinks`; the library itself
// has none.) An import affects only its own file, so a compilation condition decides what each shared file
// imports.
let package = Package(
  name: "context-vars-clients",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "swift-context-vars", path: "../..")],
  targets: [
    // A library whose tasks are pinned. The modules that import it have not asked for that.
    .target(name: "PinningLibrary", dependencies: [contextVars, implicit], swiftSettings: warnings),
    // A few shadows as they would be with a toolchain whose declarations differ.
    .target(name: "OtherSignatures", dependencies: [contextVars], swiftSettings: warnings),
    // All files that start tasks import ContextVarsImplicit, except for one.
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
    // No file imports ContextVarsImplicit.
    .testTarget(
      name: "PlainTests", dependencies: [contextVars, "PinningLibrary"], swiftSettings: warnings),
    // One file imports ContextVarsImplicit.
    .testTarget(name: "MixedTests", dependencies: [contextVars, implicit], swiftSettings: warnings),
    // Asynchronous code in modules with other settings than the library's.
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
    // All files that start tasks import shadows that do not match the standard library's declarations.
    .testTarget(
      name: "OtherSignaturesTests", dependencies: [contextVars, "OtherSignatures"],
      swiftSettings: [.define("IMPORTS_OTHER_SIGNATURES")] + warnings),
  ],
  swiftLanguageModes: [.v6]
)
