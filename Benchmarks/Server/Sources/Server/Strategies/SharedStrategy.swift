// A strategy that is wrong on purpose: a checker that has never found an error may be unable to find one.
// The mistake that it imitates, global state, goes unnoticed until the work of two tasks overlaps.

import Synchronization

/// One place for the values of all requests, where the last writer wins.
package enum SharedStrategy: Strategy {
  private static let current = Mutex<BareStrategy.Reader?>(nil)

  package struct Reader: RequestReader {
    package var id: String? { current.withLock { $0?.id } }
    package var tenant: String? { current.withLock { $0?.tenant } }
    package var deadline: String? { current.withLock { $0?.deadline } }
    package var user: String? { current.withLock { $0?.user } }
    package var trace: String? { current.withLock { $0?.trace } }
    package var attempt: String? { current.withLock { $0?.attempt } }
    package var own: String? { current.withLock { $0?.own } }
  }

  package static func withScope<Result: Sendable>(
    _ fields: Fields, _ body: (Reader) async throws -> Result
  ) async throws -> Result {
    current.withLock { $0 = BareStrategy.Reader(fields: fields) }
    return try await body(Reader())
  }

  package static func addChild(_ child: Child, reader: Reader, to group: inout TaskGroup<Seen>) {
    group.addTask {
      let own = child.own(in: reader)
      current.withLock { $0?.own = own }
      return await child.run(in: reader)
    }
  }
}
