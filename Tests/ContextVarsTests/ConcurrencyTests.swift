// Many tasks use one scope or one context at the same time. Written for the thread and address sanitizers,
// but each test also checks the values that it reads.
import ContextVars
import Dispatch
import TestSupport
import Testing

@Suite struct ConcurrencyTests {
  final class Step: Sendable {
    let number: Int
    init(_ number: Int) { self.number = number }
  }

  static let step = ContextVar("step", of: Step.self)

  @Test func `plain children read the owner's scope while it sets`() async throws {
    let steps = 5_000
    try await Context().run {
      try Self.step.set(Step(0))
      let readers = (0..<4).map { _ in
        Task {
          var last = 0
          var orderly = true
          while last < steps {
            // Reads in both ways; a later read never sees an earlier value.
            let first = (try? Self.step.get().number) ?? -1
            let second = Context.current[Self.step]?.number ?? -1
            if first < last || second < first { orderly = false }
            if !orderly { break }
            last = second
            await Task.yield()
          }
          return orderly
        }
      }
      for number in 1...steps {
        try Self.step.set(Step(number))
        if number % 10 == 0 { await Task.yield() }
      }
      for reader in readers { #expect(await reader.value) }
    }
  }

  @Test func `every way of reading is safe while the owner sets`() async throws {
    let kept = ContextVar("kept", of: Step.self, inheritance: .never)
    let scope = ContextScope(Context())
    try await scope.run {
      let readers = (0..<3).map { _ in
        Task {
          var reads = 0
          while !Task.isCancelled || reads == 0 {
            let context = Context.current
            let all = [
              Self.step.isBound, context.contains(Self.step), context == Context.current,
              scope.snapshot.isEmpty,
              "\(scope)".isEmpty, "\(context)".isEmpty, Self.step.explanation.cause == .bound,
              context.changes(since: scope.snapshot).isEmpty, Self.step.get(default: Step(0)).number < 0,
            ]
            // The `.never` variable is hidden from this task at every moment.
            guard !kept.isBound, context[kept] == nil, scope.snapshot[kept] == nil else { return false }
            // Hence the context binds the step at most, and a step never falls below 0.
            guard context.count <= 1, all.last == false, kept.explanation.cause != .bound else {
              return false
            }
            reads += 1
            await Task.yield()
          }
          return true
        }
      }
      for number in 1...2_000 {
        try kept.set(Step(number))
        let token = try Self.step.set(Step(number))
        if number % 3 == 0 { try Self.step.reset(token) }
        if number % 7 == 0 { try Self.step.unset() }
        if number % 10 == 0 { await Task.yield() }
      }
      for reader in readers { reader.cancel() }
      for reader in readers { #expect(await reader.value) }
    }
  }

  @Test func `a token can be read while its owner resets it`() async throws {
    try await Context().run {
      for number in 1...500 {
        try Self.step.set(Step(number))
        let token = try Self.step.set(Step(-number))
        let reader = Task {
          while true {
            // Used or not, the token knows the old value.
            let used = token.isUsed
            if token.oldValue?.number != number { return false }
            if used { return true }
            _ = "\(token)"
          }
        }
        try Self.step.reset(token)
        #expect(await reader.value)
      }
    }
  }

  @Test func `a snapshot of a scope can be taken from anywhere while its owner sets`() async throws {
    let scope = ContextScope(Context().binding(Self.step, to: Step(0)))
    let watcher = Task.detached {
      var last = 0
      var orderly = true
      while last < 2_000, orderly {
        let seen = scope.snapshot[Self.step]?.number ?? -1
        orderly = seen >= last
        last = seen
        await Task.yield()
      }
      return orderly
    }
    try await onThread {
      try scope.run {
        for number in 1...2_000 { try Self.step.set(Step(number)) }
      }
    }
    #expect(await watcher.value)
  }

  @Test func `a scope handed from task to task loses no change`() async throws {
    let counter = ContextVar("counter", default: 0)
    let scope = ContextScope(Context())
    await withTaskGroup { group in
      for _ in 0..<4 {
        group.addTask {
          var entered = 0
          while entered < 250 {
            do {
              try scope.run {
                try counter.set(counter.get() + 1)
                entered += 1
              }
            } catch {
              // Another task has entered the scope.
              await Task.yield()
            }
          }
        }
      }
    }
    #expect(try scope.run { counter.get() } == 1_000)
  }

  @Test func `tasks started with one context on many cores each own a scope`() async throws {
    let base = (0..<50).reduce(Context()) { context, index in
      context.binding(ContextVar("filler \(index)", default: 0), to: index)
    }
    let mistakes = Tally()
    await withTaskGroup { group in
      for number in 0..<500 {
        group.addTask(context: base) {
          do {
            for round in 0..<20 {
              let token = try Self.step.set(Step(number * 100 + round))
              if try Self.step.get().number != number * 100 + round { mistakes.add("another's value") }
              if round % 2 == 0 { try Self.step.reset(token) }
            }
          } catch {
            mistakes.add("\(error)")
          }
        }
      }
    }
    #expect(mistakes.counts.isEmpty)
    #expect(base.count == 50)
  }

  @Test func `a thread is not taken for another that is in a scope`() async throws {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    let value = ContextVar("value", default: "")
    let scope = ContextScope(Context())
    let (entered, leave) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    async let seen = onThread {
      entered.wait()
      defer { leave.signal() }
      var lengths = 0
      for _ in 0..<1_000 { lengths += scope.snapshot[value]?.count ?? 0 }
      return (scope.snapshot[lock], "\(scope)".contains("held"), lengths)
    }
    try await onThread {
      try scope.run {
        try lock.set("held by this thread")
        entered.signal()
        var number = 0
        while leave.wait(timeout: .now()) == .timedOut {
          number += 1
          try value.set("a value that is counted, number \(number)")
        }
      }
    }
    #expect(await seen.0 == nil)
    #expect(await !seen.1)
    #expect(scope.snapshot[lock] == "held by this thread")
  }
}
