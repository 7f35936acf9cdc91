// Asks for prices, by HTTP: by await, and by futures of SwiftNIO, whose callbacks run on an event loop.
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

  /// By `await`.
  func price(of item: String, from client: HTTPClient = .shared) async throws -> String {
    var request = HTTPClientRequest(url: "\(address)/price/\(item)")
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    let response = try await client.execute(request, deadline: deadline)
    let price = String(buffer: try await response.body.collect(upTo: 1_024))
    logger.info("priced \(item)")
    return price
  }

  /// By futures.
  func quote(for item: String) async throws -> String {
    var request = try HTTPClient.Request(url: "\(address)/price/\(item)")
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    let (context, logger) = (Context.currentWithSpan, logger)
    return try await HTTPClient.shared.execute(request: request, deadline: deadline).map(context: .current) {
      response in
      // The span is a task local, which no callback has: it comes with the context, if it is asked.
      context.runWithSpan { logger.info("quoted \(item)") }
      return response.body.map { String(buffer: $0) } ?? ""
    }.get()
  }

  /// The order's, by the clock of event loops. Without one the client would try again for ever while nobody listens, and no
  /// cancellation reaches a future.
  private var deadline: NIODeadline {
    .now() + .init(Order.deadline.get(default: .never).timeLeft)
  }

  /// What this client's own requests say, as every client of the shop's does.
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
