// swift-tools-version: 6.2
import PackageDescription

// A separate package, like that of any program that uses the library.

let isContinuousIntegration = Context.environment["CI"] != nil

let swiftSettings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + (isContinuousIntegration ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
  name: "python-port",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swift-context-vars", path: "../../")],
  targets: [
    // Each folder has one program in Python and in Swift.
    .executableTarget(
      name: "Crawler",
      dependencies: [.product(name: "ContextVars", package: "swift-context-vars")],
      path: "Crawler", exclude: ["crawler.py"], swiftSettings: swiftSettings),
    .executableTarget(
      name: "Session",
      dependencies: [
        .product(name: "ContextVars", package: "swift-context-vars"),
        .product(name: "TaskContext", package: "swift-context-vars"),
      ],
      path: "Session", exclude: ["session.py"], swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)
