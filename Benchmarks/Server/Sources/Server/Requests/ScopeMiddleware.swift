// Where a request's context begins: a middleware around the handler, as a server would have it.

package import Hummingbird

/// What Hummingbird passes along with a request.
package struct ServerContext<S: Strategy>: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// Set by the middleware. The strategies that carry values by themselves pass nothing in it.
  var reader: S.Reader?

  package init(source: Source) { coreContext = .init(source: source) }
}

/// Opens the scope in which a request is handled.
struct ScopeMiddleware<S: Strategy>: RouterMiddleware {
  @concurrent
  func handle(
    _ request: Request, context: ServerContext<S>,
    next: @concurrent (Request, ServerContext<S>) async throws -> Response
  ) async throws -> Response {
    try await S.withScope(Fields(request.headers)) { reader in
      var context = context
      context.reader = reader
      return try await next(request, context)
    }
  }
}
