// Takes orders over HTTP. For each order it asks the stock over gRPC, asks for prices over HTTP, enters the
// order into a database, and starts a worker unless the customer picks the item up.
import ContextVars
import ContextVarsTracing
import Foundation
import GRPCCore
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import NIOCore
import Shop

@main
struct Gateway: Sendable {
  static func main() async throws {
    guard CommandLine.arguments.count == 2, let port = Int(CommandLine.arguments[1]) else {
      FileHandle.standardError.write(Data("usage: Gateway PORT-OF-STOCK\n".utf8))
      exit(64)
    }
    // At the edge, clients may not set a variable, but their traces continue.
    let logger = begin("gateway", ContextVarsInstrument(handsOnOthers: false))
    let counters = Counters()
    MetricsSystem.bootstrap(counters)
    let gateway = Gateway(
      logger: logger, stock: try StockClient(port: port), ledger: try Ledger(logger), address: .init(""))
    let router = gateway.router()
    let faults = ProcessInfo.processInfo.environment["SHOP_FAULTS"].map { _ in
      Faults(logger: logger, ledger: gateway.ledger, address: gateway.address)
    }
    faults?.add(to: router)
    let app = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? 0
        gateway.address.withLock { $0 = "http://127.0.0.1:\(port)" }
        print("gateway listens on \(port)")
        fflush(nil)
      }, logger: Logger(label: "hummingbird") { _ in SwiftLogNoOpLogHandler() })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await gateway.stock.client.runConnections() }
      // Runs until SIGTERM; requests that were accepted are answered first.
      try await app.runService()
      await gateway.background.finish()
      try await faults?.loops.end()
      gateway.stock.client.beginGracefulShutdown()
      try await group.waitForAll()
    }
    print(counters.lines.joined(separator: "\n"))
  }

  let logger: Logger
  let stock: StockClient
  let ledger: Ledger
  let workers = Workers()
  let background = Background()
  /// The gateway's own address, known once it listens.
  let address: Address

  func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.add(
      middleware: ContextVarsMiddleware(logger: logger) { request in
        let timeout = request.headers[HTTPField.Name("x-timeout-ms")!].flatMap { Int64($0) } ?? .max
        return [
          Order.id.bound(to: request.headers[HTTPField.Name("x-request-id")!] ?? UUID().uuidString),
          Order.tenant.bound(to: request.headers[HTTPField.Name("x-tenant")!] ?? "public"),
          Order.deadline.bound(to: Deadline(inMilliseconds: min(max(timeout, 0), 60_000))),
          Order.token.bound(to: request.headers[.authorization] ?? ""),
        ]
      })
    router.post("order/:item") { request, context in
      let item = try context.parameters.require("item")
      let isPickedUp = request.uri.queryParameters.has("pickup")
      return try await inTime(logger) { try await order(item, isPickedUp: isPickedUp) }
    }
    router.get("price/:item") { _, context in
      let item = try context.parameters.require("item")
      logger.info("asked \(item)")
      return "100"
    }
    router.post("refuse") { _, _ -> Response in throw HTTPError(.conflict, message: "sold out") }
    return router
  }

  /// - Parameter isPickedUp: Whether the customer picks the item up, so that no parcel is packed.
  private func order(_ item: String, isPickedUp: Bool) async throws -> Response {
    logger.info("ordered \(item)")
    Counter(label: "orders", dimensions: [("tenant", Order.tenant.get())]).increment()
    let prices = Prices(address: address.withLock { $0 }, logger: logger)
    async let reserved = stock.reserve(item)
    async let packed = isPickedUp ? nil : workers.pack()
    async let asked = [prices.price(of: item), prices.quote(for: item)]
    try await ledger.enter(item)
    guard try await ledger.count() == 1, try await asked == ["100", "100"] else {
      throw HTTPError(.internalServerError)
    }
    let lines = try await ["stock \(reserved)"] + (packed.map { ["worker \($0)"] } ?? [])
    logger.info("done")
    await background.start {
      await Task.yield()
      logger.info("mailed \(item)")
    }
    // The body is written after the middleware has returned.
    return Response(
      status: .ok,
      body: ResponseBody { writer in
        for line in ["gateway \(Order.seen())"] + lines {
          await Task.yield()
          try await writer.write(ByteBuffer(string: line + "\n"))
        }
        logger.info("answered")
        try await writer.finish(nil)
      })
  }
}

/// A text that becomes known later.
final class Address: Sendable {
  private let lock = NSLock()
  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var text: String

  init(_ text: String) { self.text = text }

  func withLock<Result>(_ body: (inout String) -> Result) -> Result { lock.withLock { body(&text) } }
}
