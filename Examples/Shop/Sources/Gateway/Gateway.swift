// Takes orders by HTTP, asks the stock by gRPC, and starts a worker for each.
import ContextVars
import ContextVarsTracing
import Foundation
import GRPCCore
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Shop

@main
struct Gateway {
  static func main() async throws {
    guard CommandLine.arguments.count == 2, let port = Int(CommandLine.arguments[1]) else {
      FileHandle.standardError.write(Data("usage: Gateway PORT-OF-STOCK\n".utf8))
      exit(64)
    }
    // The edge: nobody outside may set a variable, but a trace goes on.
    let logger = begin("gateway", ContextVarsInstrument())
    let stock = try StockClient(port: port)
    let app = Application(
      router: router(stock, Workers(), logger),
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        print("gateway listens on \(channel.localAddress?.port ?? 0)")
        fflush(nil)
      }, logger: Logger(label: "hummingbird") { _ in SwiftLogNoOpLogHandler() })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await stock.client.runConnections() }
      group.addTask { try await app.runService() }
      try await group.next()
      group.cancelAll()
    }
  }

  static func router(_ stock: StockClient, _ workers: Workers, _ logger: Logger) -> Router<
    BasicRequestContext
  > {
    let router = Router()
    router.add(
      middleware: ContextVarsMiddleware { request in
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        return [
          Order.id.bound(to: request.headers[HTTPField.Name("x-request-id")!] ?? UUID().uuidString),
          Order.tenant.bound(to: request.headers[HTTPField.Name("x-tenant")!] ?? "public"),
          Order.deadline.bound(to: Deadline(unixMilliseconds: now + 60_000)),
          Order.token.bound(to: request.headers[.authorization] ?? ""),
        ]
      })
    router.post("order/:item") { request, context in
      let item = try context.parameters.require("item")
      logger.info("ordered \(item)")
      async let reserved = stock.reserve(item)
      async let packed = workers.pack()
      let lines = try await ["stock \(reserved)", "worker \(packed)"]
      logger.info("done")
      // Written when the middleware has returned.
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
    router.post("refuse") { _, _ -> Response in throw HTTPError(.conflict, message: "sold out") }
    return router
  }
}
