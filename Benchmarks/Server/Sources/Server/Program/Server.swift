// The server: Hummingbird on the loopback interface, with one route for the load and one for the processor
// time.

import Hummingbird
import Logging
import NIOCore

/// Serves requests with one strategy.
enum Server<S: Strategy> {
  /// Serves until SIGINT or SIGTERM, and prints the address as soon as it is ready. Port 0 is any free port.
  static func serve(port: Int) async throws {
    let router = Router(context: ServerContext<S>.self)
    router.get("/processor-time") { _, _ in "\(ProcessorTime.microseconds)\n" }
    router.group().add(middleware: ScopeMiddleware<S>()).get("/") { request, context in
      // The router runs the middleware first, which sets the reader and rejects requests without an id.
      let body = await Fanout<S>.respond(to: request.headers[.requestID]!, reader: context.reader!)
      return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
    // Hummingbird's own logging must not be measured.
    var logger = Logger(label: "hummingbird") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    let application = Application(
      router: router,
      configuration: .init(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { channel in Announcement.show(port: channel.localAddress?.port ?? port) },
      logger: logger)
    try await application.runService()
  }
}
