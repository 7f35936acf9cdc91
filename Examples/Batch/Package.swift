// swift-tools-version: 6.2
import PackageDescription

// A separate package, so that users of the library do not get the command's dependencies.

let isContinuousIntegration = Context.environment["CI"] != nil

let swiftSettings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + (isContinuousIntegration ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
  name: "batch",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "swift-context-vars", path: "../../", traits: ["Logging"]),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
  ],
  targets: [
    .executableTarget(
      name: "Batch",
      dependencies: [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "ContextVars", package: "swift-context-vars"),
        .product(name: "ContextVarsLogging", package: "swift-context-vars"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ], swiftSettings: swiftSettings)
  ],
  swiftLanguageModes: [.v6]
)
