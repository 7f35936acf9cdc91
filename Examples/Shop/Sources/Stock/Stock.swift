// The stock: a gRPC service that reserves items. Its interceptor opens a scope for each call, like an HTTP
// middleware.
import ContextVars
import ContextVarsTracing
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Logging
import Shop
import ShopRPC
import Tracing

@main
struct Stock {
  static func main() async throws {
    let logger = begin("stock", ContextVarsInstrument(receiving: Order.id, Order.tenant, Order.deadline))
    let transport = HTTP2ServerTransport.Posix(
      address: .ipv4(host: "127.0.0.1", port: 0), transportSecurity: .plaintext)
    let server = GRPCServer(
      transport: transport, services: [StockService(logger: logger)], interceptors: [ContextVarsInterceptor()]
    )
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.serve() }
      // For the process that started this one.
      print("stock listens on \(try await transport.listeningAddress.ipv4?.port ?? 0)")
      fflush(nil)
      try await group.next()
    }
  }
}

/// One method, written by hand: its messages are plain text, so no code has to be generated.
struct StockService: RegistrableRPCService {
  let logger: Logger

  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    let logger = logger
    router.registerHandler(
      forMethod: Reserve.method, deserializer: Reserve.Coding(), serializer: Reserve.Coding()
    ) { request, _ in
      let request = try await ServerRequest(stream: request)
      async let reserved: Void = Task.sleep(for: .milliseconds(1))
      logger.info("reserved \(request.message)")
      try await reserved
      return StreamingServerResponse(single: ServerResponse(message: Order.seen()))
    }
  }
}

/// Runs each call in the context that arrived with it.
struct ContextVarsInterceptor: ServerInterceptor {
  func intercept<Input: Sendable, Output: Sendable>(
    request: StreamingServerRequest<Input>, context: ServerContext,
    next:
      @Sendable (StreamingServerRequest<Input>, ServerContext) async throws -> StreamingServerResponse<Output>
  ) async throws -> StreamingServerResponse<Output> {
    var service = ServiceContext.topLevel
    InstrumentationSystem.instrument.extract(request.metadata, into: &service, using: MetadataExtractor())
    return try await Context.run(in: service) {
      var response = try await next(request, context)
      // The messages of the response are written later, after this function has returned.
      if case .success(var contents) = response.accepted {
        let (produce, context) = (contents.producer, Context.currentWithSpan)
        contents.producer = { writer in try await context.runWithSpan { try await produce(writer) } }
        response.accepted = .success(contents)
      }
      return response
    }
  }
}

struct MetadataExtractor: Extractor {
  func extract(key: String, from metadata: Metadata) -> String? {
    let values = Array(metadata[stringValues: key])
    return values.isEmpty ? nil : values.joined(separator: ",")
  }
}
