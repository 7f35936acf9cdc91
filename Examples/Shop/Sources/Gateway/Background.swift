// Work that outlives its request: it keeps the request's context, except for the secret.
import ContextVars
import ContextVarsTracing
import Shop

actor Background {
  /// The tasks that have not ended.
  private var tasks: [Int: Task<Void, Never>] = [:]
  private var count = 0
  var taskCount: Int { tasks.count }

  /// Starts `work` in the caller's context without the token.
  nonisolated func start(_ work: @escaping @Sendable () async -> Void) async {
    let context = Context.currentWithSpan.removing(Order.token)
    await add { await context.runWithSpan { await work() } }
  }

  private func add(_ work: @escaping @Sendable () async -> Void) {
    count += 1
    let number = count
    tasks[number] = Task.detached {
      await work()
      await self.remove(number)
    }
  }

  private func remove(_ number: Int) { tasks[number] = nil }

  /// Waits until all the work is done.
  func finish() async { while let task = tasks.values.first { await task.value } }
}
