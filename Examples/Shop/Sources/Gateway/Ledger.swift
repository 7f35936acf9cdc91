// Enters orders into a database, which works on its own queue. Its callbacks do not run in a task, so the
// context is passed to them explicitly.
import ContextVars
import ContextVarsTracing
import GRDB
import Logging
import Shop

struct Ledger: Sendable {
  private let database: DatabaseQueue
  private let logger: Logger

  init(_ logger: Logger) throws {
    self.logger = logger
    database = try DatabaseQueue()
    try database.write {
      try $0.execute(
        sql: "CREATE TABLE entry (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, item TEXT NOT NULL)")
    }
  }

  /// Enters an order with `await`: in the caller's task, and so with its context.
  ///
  /// - Parameter check: Runs in the transaction, which is rolled back if `check` throws.
  func enter(_ item: String, check: @escaping @Sendable () throws -> Void = {}) async throws {
    let logger = logger
    try await database.write { database in
      try database.execute(
        sql: "INSERT INTO entry VALUES (?, ?, ?)", arguments: [Order.id.get(), Order.tenant.get(), item])
      logger.info("entered \(item)")
      try check()
    }
  }

  /// Counts the entries of the current order with a callback.
  ///
  /// - Parameter check: Runs in the transaction.
  func count(check: @escaping @Sendable () throws -> Void = {}) async throws -> Int {
    let logger = logger
    let context = Context.currentWithSpan
    return try await withCheckedThrowingContinuation { continuation in
      database.asyncWrite(
        context.wrapWithSpan { (database: Database) throws in
          try check()
          return try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM entry WHERE id = ? AND tenant = ?",
            arguments: [Order.id.get(), Order.tenant.get()]) ?? 0
        },
        completion: context.wrapWithSpan { (_: Database, result: Result<Int, any Error>) in
          logger.info("counted")
          continuation.resume(with: result)
        })
    }
  }
}
