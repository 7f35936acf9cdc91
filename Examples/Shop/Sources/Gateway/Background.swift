// Work that outlives its request: it takes along what it needs, and no secret.
import ContextVars
import ContextVarsTracing
import Shop

actor Background {
  private var tasks: [Task<Void, Never>] = []

  /// Starts `work` in the caller's context without the token.
  nonisolated func start(_ work: @escaping @Sendable () async -> Void) async {
    let context = Context.currentWithSpan.removing(Order.token)
    await add(Task.detached { await context.runWithSpan { await work() } })
  }

  private func add(_ task: Task<Void, Never>) { tasks.append(task) }

  /// Waits until all of it is done.
  func finish() async { for task in tasks { await task.value } }
}
