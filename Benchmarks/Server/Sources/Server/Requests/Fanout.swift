// The work of a request: it starts its children, waits for them, and reports what each of them saw. The code
// is generic over the strategy and specialised for each.

import Logging

/// The work of a request's handler, inside the scope that the middleware has opened.
package enum Fanout<S: Strategy> {
  package static var children: Int { 16 }

  /// Returns the response's body, from which a client can tell whether any value was lost or came from
  /// another request:
  ///
  ///     request ID              the id in the header, not carried by the strategy
  ///     child 0 ID TRACE OWN    what the child saw; one such line for each child, in order
  ///     handler ID TRACE -      what the handler saw afterwards, without the children's own values
  package static func respond(to id: String, reader: S.Reader) async -> String {
    let logger = Logger(label: "server") { _ in DroppingLogHandler(reader: reader) }
    var children = await withTaskGroup(of: Seen.self) { group in
      for index in 0..<Self.children {
        S.addChild(Child(index: index, logger: logger), reader: reader, to: &group)
      }
      var children: [Seen] = []
      children.reserveCapacity(Self.children)
      for await child in group { children.append(child) }
      return children
    }
    children.sort { $0.index < $1.index }
    var body = "request \(id)\n"
    // Enough for ids and traces of typical length.
    body.reserveCapacity(3000)
    for child in children { body += "child \(child.index) \(child.description)\n" }
    body += "handler \(Seen(reader).description)\n"
    return body
  }
}
