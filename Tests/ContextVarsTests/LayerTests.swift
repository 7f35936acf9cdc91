// `.layer`: a task's own bindings over its parent's live ones.
import ContextVars
import Synchronization
import TaskContext
import TestSupport
import Testing

@Suite struct LayerTests {
  private static func seen() -> [String] { [Request.id.get(default: "-"), Request.user.get(default: "-")] }

  @Test func `the innermost layer takes precedence`() async throws {
    try await Request.id.withValue("outer") {
      let seen = try await Task(inheriting: .layer) {
        try Request.user.set("middle")
        return try await Task(inheriting: .layer) {
          var seen = [Self.seen()]
          try Request.user.set("inner")
          seen.append(Self.seen())
          return seen
        }.value + [Self.seen()]
      }.value
      #expect(seen == [["outer", "middle"], ["outer", "inner"], ["outer", "middle"]])
      #expect(Self.seen() == ["outer", "-"])
    }
  }

  @Test func `every way of reading a layer shows the same bindings`() async throws {
    try await Context.withValues(Request.id.bound(to: "outer"), Request.tenant.bound(to: "t")) {
      try await Task(inheriting: .layer) {
        try Request.user.set("inner")
        try Request.tenant.unset()
        let context = Context.current
        #expect(context == Context(Request.id.bound(to: "outer"), Request.user.bound(to: "inner")))
        #expect(!Request.tenant.isBound)
        #expect(Request.tenant.get() == "public")
        #expect("\(Request.tenant.explanation.cause)" == "notBoundHere")
        #expect(try Request.id.get() == "outer")
        #expect(await Task { Context.current == context }.value, "a plain child")
        #expect(await Task(context: .current) { Context.current == context }.value)
        #expect(await Task(inheriting: .share) { Context.current == context }.value)
        #expect(await Task(inheriting: .layer) { Context.current == context }.value)
      }.value
      #expect(Request.tenant.get() == "t")
    }
  }

  @Test func `reset uncovers the parent's live value`() async throws {
    try await Request.id.withValue("before") {
      let (covered, changed) = (Gate(), Gate())
      let task = Task(inheriting: .layer) {
        let token = try Request.id.set("mine")
        let old = token.oldValue
        covered.open()
        await changed.wait()
        var seen = [old, Request.id.get(default: "-")]
        try Request.id.reset(token)
        seen.append(Request.id.get(default: "-"))
        let unset = try Request.id.unset()
        seen.append(Request.id.get(default: "-"))
        let again = try Request.id.set("again")
        seen.append(again.oldValue)
        try Request.id.reset(again)
        seen.append(Request.id.get(default: "-"))
        try Request.id.reset(unset)
        seen.append(Request.id.get(default: "-"))
        return seen
      }
      await covered.wait()
      try Request.id.set("after")
      changed.open()
      #expect(try await task.value == ["before", "mine", "after", "-", nil, "-", "after"])
    }
  }

  @Test func `a layer keeps its parent's last values after the parent has ended`() async throws {
    let (ended, sayEnded) = AsyncStream.makeStream(of: Void.self)
    let child = try await Request.id.withValue("outer") {
      try await Task(inheriting: .layer) {
        let child = Task(inheriting: .layer) {
          for await _ in ended { break }
          return Self.seen()
        }
        try Request.user.set("set after the start")
        return child
      }.value
    }
    sayEnded.yield()
    #expect(await child.value == ["outer", "set after the start"])
  }

  /// (In an early version an ended layer kept its parent's values as it had last shown them, and each end
  /// took time in proportion to the number of layers below.)
  @Test func `variables that an ended layer left unset are read from the live scopes below`() async throws {
    try await Context.withValues(Request.id.bound(to: "before"), Request.tenant.bound(to: "before")) {
      let gate = Gate()
      // The middle task ends; its parent lives on and sets.
      let grandchild = try await Task(inheriting: .layer) {
        try Request.user.set("middle")
        try Request.tenant.unset()
        return Task(inheriting: .layer) {
          await gate.wait()
          return Self.seen() + [Request.tenant.get()]
        }
      }.value
      try Request.id.set("after")
      try Request.tenant.set("after")
      gate.open()
      #expect(await grandchild.value == ["after", "middle", "public"])
    }
  }

  /// Four layers, one over the other, end, and the lower ones become one. What they set and unset stays, and
  /// the upper takes precedence over the lower; everything else is read below them.
  @Test func `ended layers that become one show the same values as before`() async throws {
    let (masked, uncovered) = (ContextVar("masked", default: "-"), ContextVar("uncovered", default: "-"))
    @Sendable func seen() -> [String] {
      Self.seen() + [masked.get(), uncovered.get(), Request.tenant.get()]
        + ["\(Context.current)"]
    }
    let variables = [masked, uncovered, Request.tenant]
    let root = variables.reduce(Context(Request.id.bound(to: "root"), Request.user.bound(to: "root"))) {
      $0.binding($1, to: "root")
    }
    try await root.run { () async throws in
      let (mayLeave, mayLook) = (Gate(), Gate())
      let last = try await Task(inheriting: .layer) {
        try masked.unset()
        try uncovered.unset()
        try Request.user.set("lowest")
        return Task(inheriting: .layer) {
          try Request.user.set("low")
          try uncovered.set("low")
          return Task(inheriting: .layer) {
            try Request.tenant.set("high")
            return Task(inheriting: .layer) {
              await mayLeave.wait()
              return Task {
                await mayLook.wait()
                return seen()
              }
            }
          }
        }
      }.value.value.value
      mayLeave.open()
      let look = await last.value
      for variable in variables { try variable.set("later") }
      try Request.id.set("later")
      try Request.user.set("later")
      mayLook.open()
      let found = await look.value
      #expect(
        found == [
          "later", "low", "-", "low", "high",
          #"[request-id: "later", tenant: "high", uncovered: "low", user: "low"]"#,
        ])
    }
  }

  @Test func `a layer hands on what it shows`() async throws {
    try await Request.id.withValue("outer") {
      try await Task(inheriting: .layer) {
        try Request.user.set("inner")
        let copies = await Task(context: .current) { Self.seen() }.value
        #expect(copies == ["outer", "inner"])
        let plain = await Task {
          (Self.seen(), refusal { try Request.id.set("x") })
        }.value
        #expect(plain == (["outer", "inner"], .notOwner))
        try await Task(inheriting: .share) { _ = try Request.id.set("shared") }.value
        #expect(Self.seen() == ["shared", "inner"])
      }.value
      #expect(Self.seen() == ["outer", "-"], "a layer that is shared is still a layer")
    }
  }

  @Test func `a scope inside a layer starts from a snapshot`() async throws {
    try await Request.id.withValue("before") {
      let (opened, changed) = (Gate(), Gate())
      let task = Task(inheriting: .layer) {
        await Request.user.withValue("u") {
          opened.open()
          await changed.wait()
          return Self.seen()
        } + Self.seen()
      }
      await opened.wait()
      try Request.id.set("after")
      changed.open()
      #expect(await task.value == ["before", "u", "after", "-"])
    }
  }

  @Test func `outside any scope a layer starts empty`() async throws {
    let seen = try await Task.detached {
      try await Task(inheriting: .layer) {
        try Request.id.set("x")
        return Self.seen()
      }.value
    }.value
    #expect(seen == ["x", "-"])
  }

  @Test func `a layer does not show its parent's never variables`() async throws {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    try await lock.withValue("parent's") { () async throws in
      let seen = try await Task(inheriting: .layer) {
        var seen = [lock.get(), "\(lock.explanation.cause)", "\(Context.current.contains(lock))"]
        try lock.set("mine")
        seen.append(lock.get())
        seen.append(await Task { lock.get() }.value)
        seen.append(await Task(inheriting: .layer) { lock.get() }.value)
        return seen
      }.value
      #expect(seen == ["none", "stoppedByPolicy", "false", "mine", "none", "none"])
    }
  }

  @Test func `a layer begins with its own copy of a fork variable`() async throws {
    let span = ContextVar("span", default: "", inheritance: .fork { $0 + "/child" })
    try await span.withValue("root") { () async throws in
      let seen = await Task(inheriting: .layer) {
        [span.get(), await Task(inheriting: .layer) { span.get() }.value]
      }.value
      #expect(seen == ["root/child", "root/child/child"])
    }
  }

  /// A fork policy says that tasks do not share one value.
  @Test func `a layer does not show a fork variable that its parent binds later`() async throws {
    let span = ContextVar("span", default: "none", inheritance: .fork { $0 + "/child" })
    try await Context().run {
      let gate = Gate()
      let layer = Task(inheriting: .layer) {
        await gate.wait()
        let seen = [span.get(), "\(span.explanation.cause)", "\(Context.current.count)"]
        let token = try span.set("mine")
        try span.reset(token)
        return seen + ["\(token.oldValue as Any)", span.get()]
      }
      try span.set("parent's")
      gate.open()
      #expect(try await layer.value == ["none", "stoppedByPolicy", "0", "nil", "none"])
    }
  }

  @Test func `a layer's values are released with it`() async throws {
    final class Held: Sendable {}
    let variable = ContextVar("held", of: Held.self)
    try await Request.id.withValue("parent") {
      let inLayer = try await Task(inheriting: .layer) {
        func bound() throws -> Weak<Held> {
          let held = Held()
          try variable.set(held)
          return Weak(held)
        }
        let (first, second) = (try bound(), try bound())
        #expect(first.object == nil)
        #expect(second.object != nil)
        return second
      }.value
      #expect(inLayer.object == nil)
    }
  }

  /// Runs `body` in the innermost of `depth` layers. The tasks of the others wait, and bind nothing.
  static func over<Value: Sendable>(
    _ depth: Int, _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await Task(inheriting: .layer) {
      depth == 1 ? try await body() : try await over(depth - 1, body)
    }.value
  }

  @Test(.timeLimit(.minutes(10))) func `a deinit that the end of a layer runs may read through the layer`()
    async throws
  {
    final class Logging: Sendable {
      deinit { _ = Request.id.explanation; _ = try? Request.id.get() }
    }
    let object = ContextVar("object", of: Logging.self)
    let layer = try Request.id.withValue("parent") {
      try object.withValue(Logging()) {
        try object.set(Logging())
        return Task(inheriting: .layer) {
          for _ in 0..<20 { await Task.yield() }
          return try Request.id.get()
        }
      }
    }
    #expect(try await layer.value == "parent")
  }

  @Test func `a variable is read through three hundred layers`() async throws {
    try await Context.withValues(Request.id.bound(to: "root"), Request.user.bound(to: "root")) {
      let seen = try await Self.over(300) {
        try Request.user.set("innermost")
        return Self.seen()
      }
      #expect(seen == ["root", "innermost"])
      #expect(Self.seen() == ["root", "root"])
    }
  }

  @Test func `a chain of layers whose parents have ended is not kept`() async throws {
    final class Held: Sendable {}
    let variable = ContextVar("held", of: Held.self)
    weak var oldest: Held?
    // Each task starts the next and ends, and each covers the value that the one before it bound.
    @Sendable func next(_ index: Int, _ done: Gate) throws {
      guard index < 20_000 else { return done.open() }
      try variable.set(Held())
      Task(inheriting: .layer) { try next(index + 1, done) }
    }
    let done = Gate()
    do {
      let held = Held()
      oldest = held
      try ContextScope(Context(variable.bound(to: held))).run { try next(0, done) }
    }
    await done.wait()
    #expect(oldest == nil)
  }

  /// The ended layers are released one after another, not recursively, however many there are.
  @Test func `a long chain of layers is released on a small stack`() async throws {
    final class Held: Sendable {}
    let variable = ContextVar("held", of: Held.self)
    let loop = LoopTaskExecutor(stackSize: 128 << 10)
    defer { loop.stop() }
    let mayEnd = Gate()
    let (last, held) = try await { () async throws in
      let held = Held()
      let last = try await variable.withValue(held) { () async throws in
        // A plain task keeps everything that it sees.
        try await Self.over(5_000) { Task(executorPreference: loop) { await mayEnd.wait() } }
      }
      return (last, Weak(held))
    }()
    #expect(held.object != nil)
    mayEnd.open()
    await last.value
    #expect(held.object == nil)
  }

  /// The layers end one after another, the innermost first, and over each ended layer another begins and
  /// ends. All use the same key, so the comparisons count how many levels are read: a few for each layer, not
  /// all that lie below.
  @Test func `layers over a long chain that has ended cost no more than over a short one`() async throws {
    final class Comparisons: Sendable { let count = Atomic(0) }
    struct Key: Hashable, Sendable {
      let comparisons: Comparisons
      static func == (left: Key, right: Key) -> Bool {
        left.comparisons.count.add(1, ordering: .relaxed)
        return true
      }
      func hash(into hasher: inout Hasher) {}
    }
    let (levels, comparisons) = (500, Comparisons())
    @Sendable func level(_ depth: Int) async throws -> Task<Void, Never> {
      try TaskContext.set(Key(comparisons: comparisons), depth)
      let inner = depth == 1 ? nil : try await Task(inheriting: .layer) { try await level(depth - 1) }.value
      return Task {
        await inner?.value
        await Task(inheriting: .layer) {
          let seen = try? TaskContext.get(Key(comparisons: comparisons), as: Int.self)
          #expect(seen == depth)
        }.value
      }
    }
    try await Context().run { () async throws in
      let last = try await Task(inheriting: .layer) { try await level(levels) }.value
      await last.value
    }
    let count = comparisons.count.load(ordering: .relaxed)
    #expect(count < 10 * levels, "\(count)")
  }

  @Test func `the cause for an unbound variable stays when layers become one`() async throws {
    let mine = ContextVar("mine", default: 0, inheritance: .never)
    try await Context().run { () async throws in
      let mayLook = Gate()
      let causes = try await Task(inheriting: .layer) {
        try mine.unset()
        return try await Task(inheriting: .layer) {
          try mine.set(1)
          return await Task(inheriting: .layer) {
            Task {
              await mayLook.wait()
              let before = mine.explanation.cause
              await Task(inheriting: .layer) {}.value
              return [before, mine.explanation.cause]
            }
          }.value
        }.value
      }.value
      mayLook.open()
      #expect(await causes.value == [.stoppedByPolicy, .stoppedByPolicy])
    }
  }

  /// For the thread sanitizer: a reader of a layer also reads what the layer is tied to.
  @Test func `a layer may begin to be shared while others read through it`() async throws {
    await Request.id.withValue("r") {
      for _ in 0..<300 {
        await Task(inheriting: .layer) {
          let (isReading, mayEnd) = (Gate(), Flag())
          let reader = Task {
            isReading.open()
            var seen: Set<String> = []
            repeat { seen.insert(Request.id.get(default: "-")) } while !mayEnd.isSet
            return seen
          }
          await isReading.wait()
          await Task(inheriting: .share) {}.value
          mayEnd.set()
          #expect(await reader.value == ["r"])
        }.value
      }
    }
  }

  @Test func `a layer over a kept scope sees no later run of it`() async throws {
    let scope = ContextScope(Context())
    let gate = Gate()
    let (task, inner) = try await scope.run { () async throws in
      try Request.id.set("request 1")
      let inner = await Task(inheriting: .layer) {
        Task(inheriting: .layer) {
          await gate.wait()
          return Request.id.get(default: "-")
        }
      }.value
      return (Task(inheriting: .layer) { await inner.value + ", " + Request.id.get(default: "-") }, inner)
    }
    try scope.run { _ = try Request.id.set("request 2") }
    gate.open()
    #expect(await inner.value == "request 1")
    #expect(await task.value == "request 1, request 1")
    // A layer started in a scope that its owner has left.
    let late = try await ContextScope(Context(Request.id.bound(to: "left"))).run {
      Task {
        for _ in 0..<10 { await Task.yield() }
        return Task(inheriting: .layer) { Request.id.get(default: "-") }
      }
    }.value
    #expect(await late.value == "left")
  }

  @Test func `a token keeps the value that its layer showed from below until the token is released`()
    async throws
  {
    final class Held: Sendable {
      let onEnd: @Sendable () -> Void
      init(_ onEnd: @escaping @Sendable () -> Void = {}) { self.onEnd = onEnd }
      deinit { onEnd() }
    }
    let variable = ContextVar("held", of: Held.self)
    nonisolated(unsafe) var token: Token<Held, ContextError>?
    let isReset = Flag()
    let ends = Tally()
    try await variable.withValue(Held()) { () async throws in
      let (covered, replaced) = (Gate(), Gate())
      try variable.set(Held { ends.add("reset: \(isReset.isSet)") })
      let task = Task(inheriting: .layer) {
        token = try variable.set(Held())
        covered.open()
        await replaced.wait()
        try variable.reset(token!)
        isReset.set()
      }
      await covered.wait()
      try variable.set(Held())
      #expect(ends.counts.isEmpty, "the token holds it")
      replaced.open()
      try await task.value
    }
    #expect(ends.counts.isEmpty && token?.isUsed == true)
    token = nil
    #expect(ends.counts == ["reset: true": 1])
  }

  /// Each owner may be the one that ends the layer.
  @Test func `owners of a shared layer may leave it at the same time`() async throws {
    for round in 0..<300 {
      let below = try await Request.id.withValue("r\(round)") { () async throws in
        let mayLeave = Flag()
        let layer = Task(inheriting: .layer) {
          let sharers = (0..<3).map { _ in
            Task(inheriting: .share) {
              while !mayLeave.isSet { await Task.yield() }
              return Task { try Request.id.get() }
            }
          }
          return sharers
        }
        let sharers = await layer.value
        mayLeave.set()
        var seen: [String] = []
        for sharer in sharers { seen.append(try await sharer.value.value) }
        return seen
      }
      #expect(below == Array(repeating: "r\(round)", count: 3))
    }
  }

  @Test func `the context of a layer can be compared with its base and merged into it`() async throws {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    let span = ContextVar("span", default: "", inheritance: .fork { $0 + "/child" })
    try await Context.withValues(
      Request.id.bound(to: "r"), Request.tenant.bound(to: "t"), lock.bound(to: "held"), span.bound(to: "root")
    ) {
      let base = Context.current
      let (child, causes) = try await Task(inheriting: .layer) {
        let causes = [lock.explanation.cause]
        try lock.unset()
        try Request.user.set("u")
        try Request.tenant.unset()
        return (Context.current, causes + [lock.explanation.cause])
      }.value
      #expect(causes == [.stoppedByPolicy, .notBoundHere])
      let changes = child.changes(since: base)
      #expect(changes.added == Context(Request.user.bound(to: "u")))
      #expect(changes.replaced.map(\.variable.name) == ["span"])
      let merged = base.merging(changesFrom: child, since: base) { _ in .theirs }
      #expect(merged == base.binding(Request.user, to: "u").removing(Request.tenant))
      // The marks of policies survive a layer over a layer, and a layer that has ended.
      let inner = try await Task(inheriting: .layer) {
        try Request.tenant.set("outer layer's")
        return try await Task(inheriting: .layer) {
          try Request.user.set("u")
          return (Context.current, lock.explanation.cause)
        }.value
      }.value
      #expect(inner.1 == .stoppedByPolicy)
      let second = base.merging(changesFrom: inner.0, since: base) { _ in .theirs }
      #expect(second[lock] == "held")
      #expect(second[span] == "root")
    }
  }
}
