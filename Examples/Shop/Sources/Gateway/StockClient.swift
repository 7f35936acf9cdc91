// Asks the stock, by gRPC. An interceptor sends the current task's context with each call.
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import ShopRPC
import Tracing

struct StockClient: Sendable {
  let client: GRPCClient<HTTP2ClientTransport.Posix>

  init(port: Int) throws {
    client = GRPCClient(
      transport: try HTTP2ClientTransport.Posix(
        target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext),
      interceptors: [SendingInterceptor()])
  }

  /// Waits for the stock's answer even if the caller is cancelled, so that it is known what was reserved.
  ///
  /// (Besides, in debug builds grpc-swift-nio-transport 2.9.2 sometimes traps when calls are cancelled as
  /// they begin: "Can't close stream, it wasn't open".)
  func reserve(_ item: String) async throws -> String {
    try await Task {
      try await client.unary(
        request: ClientRequest(message: item), descriptor: Reserve.method, serializer: Reserve.Coding(),
        deserializer: Reserve.Coding(), options: .defaults
      ) { try $0.message }
    }.value
  }
}

/// Sends the context of the calling task.
private struct SendingInterceptor: ClientInterceptor {
  func intercept<Input: Sendable, Output: Sendable>(
    request: StreamingClientRequest<Input>, context: ClientContext,
    next: (StreamingClientRequest<Input>, ClientContext) async throws -> StreamingClientResponse<Output>
  ) async throws -> StreamingClientResponse<Output> {
    var request = request
    InstrumentationSystem.instrument.inject(
      .current ?? .topLevel, into: &request.metadata, using: MetadataInjector())
    return try await next(request, context)
  }
}

private struct MetadataInjector: Injector {
  func inject(_ value: String, forKey key: String, into metadata: inout Metadata) {
    metadata.replaceOrAddString(value, forKey: key)
  }
}
