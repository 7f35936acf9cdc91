// A scope for each request: the recipe for any server with middlewares.
import ContextVars
import ContextVarsTracing
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Shop
import Tracing

/// Runs each request in a scope with the values from its headers, also while the response's body is written.
/// Every response has the request's id in a header, even if it answers an error.
///
/// A middleware is by convention generic over `Context`, so this library's `Context` is written
/// `ContextVars.Context` here.
struct ContextVarsMiddleware<Context: RequestContext>: RouterMiddleware {
  let logger: Logger
  /// Bindings that the edge adds to those that other services send.
  let bindings: @Sendable (Request) -> [ContextBinding]

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var service = ServiceContext.topLevel
    InstrumentationSystem.instrument.extract(request.headers, into: &service, using: HeaderExtractor())
    service.contextVars = service.contextVars.binding(bindings(request))
    return try await ContextVars.Context.run(in: service) {
      var response: Response
      do {
        response = try await next(request, context)
      } catch {
        // Logged here, where the line has the request's id.
        if !(error is any HTTPResponseError) { logger.error("failed: \(error)") }
        let answer =
          error as? any HTTPResponseError
          ?? HTTPError(.internalServerError, message: "failed: \(Order.id.get(default: "-"))")
        response = try answer.response(from: request, context: context)
      }
      response.headers[HTTPField.Name("x-request-id")!] = service.contextVars[Order.id]
      return response.writingBody(in: .currentWithSpan)
    }
  }
}

extension Response {
  /// This response, with its body written in `context`, because that happens after the middleware has
  /// returned.
  func writingBody(in context: ContextVars.Context) -> Response {
    var response = self
    let body = self.body
    response.body = ResponseBody(contentLength: body.contentLength) { writer in
      let writer = writer
      try await context.runWithSpan { try await body.write(writer) }
    }
    return response
  }
}

struct HeaderExtractor: Extractor {
  func extract(key: String, from headers: HTTPFields) -> String? {
    // Fields with the same name are joined with commas, as the specifications require.
    HTTPField.Name(key).flatMap { headers[$0] }
  }
}
