// Readers that race with changes to layers: everything that a read sees was true at one moment.
import ContextVars
import Foundation
import TaskContext
import TestSupport
import Testing

@Suite struct LayerReaderTests {
  /// A value that the parent binds while the layer covers it must not be visible through the layer, however
  /// the changes interleave with a reader that does not own the layer. Four hundred layers in between make
  /// the lookup long.
  @Test func `a reader never sees what the layer covers all the time`() async throws {
    let value = ContextVar("value", default: "open")
    let (turns, giveTurn) = AsyncStream.makeStream(of: Void.self)
    let (answers, answer) = AsyncStream.makeStream(of: Void.self)
    try await value.withValue("open") { () async throws in
      async let seen = LayerTests.over(400) {
        let reader = Task {
          var seen: Set<String> = []
          while !Task.isCancelled {
            for _ in 0..<10 { seen.insert(value.get()) }
            await Task.yield()
          }
          return seen
        }
        var token: Token<String, Never>?
        for await _ in turns {
          if let covering = token {
            try value.reset(covering)
            token = nil
          } else {
            token = try value.set("cover")
          }
          answer.yield()
        }
        reader.cancel()
        return await reader.value
      }
      var answered = answers.makeAsyncIterator()
      for _ in 0..<500 {
        giveTurn.yield()
        await answered.next(isolation: nil)
        // Repeated for as long as the reader may need to get from the layer down to this scope.
        for _ in 0..<100 { try value.set("covered all the time") }
        try value.set("open")
        giveTurn.yield()
        await answered.next(isolation: nil)
      }
      giveTurn.finish()
      #expect(try await seen.isSubset(of: ["open", "cover"]))
    }
  }

  /// Tasks that start one another and end form a chain, which is shortened while others read through it. The
  /// readers see what the oldest scope is set to, never an older value after a newer one, and nothing that an
  /// ended layer has covered.
  @Test func `a chain that is shortened shows what its layers have shown`() async throws {
    let (count, covered) = (ContextVar("count", default: 0), ContextVar("covered", default: "-"))
    let (unset, mine) = (ContextVar("unset", default: "-"), ContextVar("mine", default: -1))
    let finished = Flag()
    let mistakes = Tally()
    let links = Tally()
    @Sendable func watch(from link: Int) async {
      var last = 0
      for _ in 0..<40 {
        for _ in 0..<5 {
          let now = count.get()
          if now < last { mistakes.add("went back") }
          last = now
          if covered.get() != "by the first" { mistakes.add("saw \(covered.get())") }
          if unset.isBound { mistakes.add("saw \(unset.get())") }
          if mine.get() != link { mistakes.add("link \(link) saw \(mine.get())") }
        }
        await Task.yield()
      }
    }
    @Sendable func next(_ link: Int, _ tasks: AsyncStream<Task<Void, Never>>.Continuation) throws {
      if link == 1 {
        try covered.set("by the first")
        try unset.unset()
      }
      try mine.set(link)
      links.add("made")
      tasks.yield(Task { await watch(from: link) })
      guard !finished.isSet else { return tasks.finish() }
      // Every third link lets other tasks run before it begins.
      Task(inheriting: .layer) {
        if link % 3 == 0 { await Task.yield() }
        try next(link + 1, tasks)
      }
    }
    try await Context.withValues(count.bound(to: 1), covered.bound(to: "below"), unset.bound(to: "below")) {
      let (tasks, task) = AsyncStream.makeStream(of: Task<Void, Never>.self)
      Task(inheriting: .layer) { try next(1, task) }
      for number in 2..<3_000 {
        try count.set(number)
        try covered.set("below \(number)")
        try unset.set("below \(number)")
        await Task.yield()
      }
      finished.set()
      for await task in tasks { await task.value }
    }
    #expect(mistakes.counts.isEmpty)
    #expect(links.counts["made"]! > 10)
  }

  /// A key whose `==` waits for another task: a layer that ends compares keys, and must not block others
  /// meanwhile.
  @Test(.timeLimit(.minutes(10)))
  func `a key's equality may wait for a reader of the layer whose end compares the key`()
    async throws
  {
    struct Key: Hashable, Sendable {
      let name: String
      let comparing: @Sendable () -> Void
      static func == (left: Key, right: Key) -> Bool {
        left.comparing()
        return left.name == right.name
      }
      func hash(into hasher: inout Hasher) {}
    }
    let loop = LoopTaskExecutor()
    defer { loop.stop() }
    let (mayLeave, mayRead, hasRead) = (Gate(), Gate(), DispatchSemaphore(value: 0))
    let (isLeaving, hasCompared) = (Flag(), Flag())
    let comparing: @Sendable () -> Void = {
      guard isLeaving.isSet else { return }
      hasCompared.set()
      mayRead.open()
      #expect(hasRead.wait(timeout: .now() + 20) == .success)
      hasRead.signal()
    }
    try await Context().run { () async throws in
      // Each task starts the next in a layer over its own, and ends.
      let last = try await Task(inheriting: .layer) {
        try TaskContext.set(Key(name: "lowest", comparing: comparing), 1)
        return Task(inheriting: .layer) {
          try TaskContext.set(Key(name: "low", comparing: comparing), 2)
          return Task(inheriting: .layer) {
            try Request.id.set("high")
            return Task(inheriting: .layer) {
              await mayLeave.wait()
              isLeaving.set()
              return Task(executorPreference: loop) {
                await mayRead.wait()
                defer { hasRead.signal() }
                return try Request.id.get()
              }
            }
          }
        }
      }.value.value.value
      mayLeave.open()
      let reader = await last.value
      #expect(try await reader.value == "high")
      #expect(hasCompared.isSet)
    }
  }

  /// When a layer ends while it is read through, its values do not go back to earlier ones.
  @Test func `a reader of a layer that ends does not go back in time`() async throws {
    let count = ContextVar("count", default: 0)
    for _ in 0..<20 {
      let (ended, finished) = (Flag(), Flag())
      try await count.withValue(1) { () async throws in
        async let wentBack = LayerTests.over(60) {
          let reader = await Task(inheriting: .layer) {
            let reading = Gate()
            let reader = Task {
              reading.open()
              var (last, wentBack) = (0, false)
              while !finished.isSet {
                for _ in 0..<5 {
                  let now = count.get()
                  if now < last { wentBack = true }
                  last = now
                }
                await Task.yield()
              }
              return wentBack
            }
            await reading.wait()
            return reader
          }.value
          for _ in 0..<20 { await Task.yield() }
          finished.set()
          let wentBack = await reader.value
          ended.set()
          return wentBack
        }
        var number = 1
        while !ended.isSet {
          number += 1
          try count.set(number)
          await Task.yield()
        }
        #expect(try await !wentBack)
      }
    }
  }

  /// A plain child starts a layer at the very moment when its parent leaves the scope.
  @Test func `a layer does not see what the next run of its parent's scope sets`() async throws {
    // As many turns as fit into a few seconds: a busy machine is slow to run two threads at once.
    let end = ContinuousClock.now + .seconds(3)
    for turn in 0..<2_000 where turn == 0 || ContinuousClock.now < end {
      let scope = ContextScope(.empty)
      let next = Flag()
      let layer = try await Self.leaveWhileALayerBegins(scope, turn, until: next).value
      try Self.enter(scope, next)
      #expect(await layer.value == ["first", "first"])
    }
  }

  private static let value = ContextVar("value", default: "-")

  private static func leaveWhileALayerBegins(
    _ scope: ContextScope, _ turn: Int, until next: Flag
  ) throws -> Task<Task<[String], Never>, Never> {
    try scope.run {
      try value.set("first")
      let go = Flag()
      let child = Task {
        // Rarely yields, to be as quick as the parent.
        var turns = 0
        while !go.isSet {
          turns += 1
          if turns % 10_000 == 0 { await Task.yield() }
        }
        return Task(inheriting: .layer) {
          let before = value.get()
          while !next.isSet { await Task.yield() }
          return [before, value.get()]
        }
      }
      // Long enough for the child to be waiting; the loop below then lets it catch up with the parent, or
      // nearly.
      Thread.sleep(forTimeInterval: 0.000_05)
      go.set()
      for _ in 0..<(turn * 7 % 1_009) { _ = next.isSet }
      return child
    }
  }

  private static func enter(_ scope: ContextScope, _ next: Flag) throws {
    try scope.run {
      try value.set("second")
      next.set()
      for _ in 0..<3 { sched_yield() }
    }
  }
}
