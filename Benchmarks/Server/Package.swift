// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that Hummingbird reaches neither a user of the library nor the other benchmarks.

// Warnings fail CI, where we can fix them, but not the build of a user with a newer compiler.
let isContinuousIntegration = Context.environment["CI"] != nil

let swiftSettings: [SwiftSetting] =
  [
    // `any` marks values that are boxed and dispatched at run time, which have no place in a measured path.
    .enableUpcomingFeature("ExistentialAny"),
    // A member is visible only through an import in the same file.
    .enableUpcomingFeature("MemberImportVisibility"),
    // A dependency cannot leak into the interface that the tests and the executable see.
    .enableUpcomingFeature("InternalImportsByDefault"),
    // An async closure runs where its caller runs, so no hop of the benchmark's own is measured.
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (isContinuousIntegration ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
  name: "context-vars-server",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "server", targets: ["ServerMain"])],
  dependencies: [
    .package(name: "swift-context-vars", path: "../../"),
    // Without its traits, which would add packages that a benchmark does not need.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-service-context", from: "1.5.1"),
  ],
  targets: [
    .target(
      name: "Server",
      dependencies: [
        .product(name: "ContextVars", package: "swift-context-vars"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceContextModule", package: "swift-service-context"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "ServerMain",
      dependencies: [
        "Server", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ServerTests", dependencies: ["Server", "ServerMain"], swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)
