// Asks for prices over HTTP: with `await`, and with SwiftNIO's futures, whose callbacks run on an event loop.
import AsyncHTTPClient
import ContextVars
import ContextVarsNIO
import ContextVarsTracing
import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import Shop
import Tracing

struct Prices: Sendable {
  let address: String
  let logger: Logger

  /// Asks for the price with `await`.
  func price(of item: String, from client: HTTPClient = .shared) async throws -> String {
    var request = HTTPClientRequest(url: "\(address)/price/\(item)")
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    let response = try await client.execute(request, deadline: deadline)
    let price = String(buffer: try await response.body.collect(upTo: 1_024))
    logger.info("priced \(item)")
    return price
  }

  /// Asks for the price with futures.
  func quote(for item: String) async throws -> String {
    var request = try HTTPClient.Request(url: "\(address)/price/\(item)")
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    let (context, logger) = (Context.currentWithSpan, logger)
    return try await HTTPClient.shared.execute(request: request, deadline: deadline).map(context: .current) {
      response in
      // The span is a task local, which callbacks do not see. `currentWithSpan` adds it to the context.
      context.runWithSpan { logger.info("quoted \(item)") }
      return response.body.map { String(buffer: $0) } ?? ""
    }.get()
  }

  /// The order's deadline, on the clock of event loops. Without a deadline the client would retry for ever
  /// while nobody listens, and cancellation does not reach a future.
  private var deadline: NIODeadline {
    .now() + .init(Order.deadline.get(default: .never).timeLeft)
  }

  /// The headers of this client's own requests, the same as those of every client of the shop.
  private var headers: [String: String] {
    var headers = ["x-request-id": Order.id.get(default: "-"), "x-tenant": Order.tenant.get()]
    InstrumentationSystem.instrument.inject(
      .current ?? .topLevel, into: &headers, using: DictionaryInjector())
    return headers
  }
}

private struct DictionaryInjector: Injector {
  func inject(_ value: String, forKey key: String, into headers: inout [String: String]) {
    headers[key] = value
  }
}
