// swift-tools-version: 6.2
import PackageDescription

// A separate package, so that users of the library do not get the shop's dependencies.

let isContinuousIntegration = Context.environment["CI"] != nil

let swiftSettings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + (isContinuousIntegration ? [.treatAllWarnings(as: .error)] : [])

let grpc: [Target.Dependency] = [
  .product(name: "GRPCCore", package: "grpc-swift-2"),
  .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
]

let package = Package(
  name: "shop",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "swift-context-vars", path: "../../", traits: ["Logging", "NIO", "Tracing"]),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // Shared by the three processes: the variables, and the setup of a process.
    .target(
      name: "Shop",
      dependencies: [
        .product(name: "ContextVars", package: "swift-context-vars"),
        .product(name: "ContextVarsDiagnostics", package: "swift-context-vars"),
        .product(name: "ContextVarsLogging", package: "swift-context-vars"),
        .product(name: "ContextVarsTracing", package: "swift-context-vars"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ], swiftSettings: swiftSettings),
    .target(
      name: "ShopRPC", dependencies: [.product(name: "GRPCCore", package: "grpc-swift-2")],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "Gateway",
      dependencies: [
        "Shop", "ShopRPC", .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "ContextVars", package: "swift-context-vars"),
        .product(name: "ContextVarsNIO", package: "swift-context-vars"),
        .product(name: "ContextVarsTracing", package: "swift-context-vars"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ] + grpc, swiftSettings: swiftSettings),
    .executableTarget(
      name: "Stock",
      dependencies: [
        "Shop", "ShopRPC", .product(name: "ContextVars", package: "swift-context-vars"),
        .product(name: "ContextVarsTracing", package: "swift-context-vars"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ] + grpc, swiftSettings: swiftSettings),
    .executableTarget(
      name: "Worker",
      dependencies: [
        "Shop", .product(name: "ContextVars", package: "swift-context-vars"),
        .product(name: "ContextVarsTracing", package: "swift-context-vars"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ], swiftSettings: swiftSettings),
    .testTarget(
      name: "ShopTests",
      dependencies: [
        "Shop", "Gateway", .product(name: "ContextVars", package: "swift-context-vars"),
        .product(name: "ContextVarsTestSupport", package: "swift-context-vars"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)
