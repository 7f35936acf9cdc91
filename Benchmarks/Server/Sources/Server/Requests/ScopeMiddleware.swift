// Opens a request's context in a middleware around the handler, as a real server would.

package import Hummingbird

/// The context that Hummingbird passes along with a request.
package struct ServerContext<S: Strategy>: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// Set by the middleware. It is empty for strategies whose values reach the tasks by themselves.
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
