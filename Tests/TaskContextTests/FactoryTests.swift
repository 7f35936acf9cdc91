// The three task factories of aiotask-context, tested as its own tests and README do, and keys together with
// variables.
import ContextVars
import TaskContext
import Testing

@Suite struct FactoryTests {
  /// A mutable object, like a Python list.
  actor Notes {
    private(set) var lines: [String] = []
    func add(_ line: String) { lines.append(line) }
  }

  static func get(_ key: String) throws -> String? { try TaskContext.get(key, as: String.self) }

  // MARK: - Plain: `task_factory` shares

  @Test func `in a shared context the parent and siblings see what a child sets`() async throws {
    try await Task(inheriting: .share) {
      try TaskContext.set("key", "parent")
      try await Task(inheriting: .share) {
        #expect(try Self.get("key") == "parent")
        try TaskContext.set("key", "child")
      }.value
      #expect(try Self.get("key") == "child")
      #expect(try await Task(inheriting: .share) { try Self.get("key") }.value == "child")
    }.value
  }

  @Test func `in a shared context a child sees what its parent sets later`() async throws {
    try await Task(inheriting: .share) {
      try TaskContext.set("key", "before")
      let (stream, go) = AsyncStream.makeStream(of: Void.self)
      let child = Task(inheriting: .share) {
        for await _ in stream { break }
        return try Self.get("key")
      }
      try TaskContext.set("key", "after")
      go.yield()
      #expect(try await child.value == "after")
    }.value
  }

  @Test func `in a shared context clear removes the keys for parent and child`() async throws {
    try await Task(inheriting: .share) {
      try TaskContext.set("key", "parent")
      try await Task(inheriting: .share) {
        try TaskContext.clear()
        #expect(try Self.get("key") == nil)
      }.value
      #expect(try Self.get("key") == nil)
    }.value
  }

  // MARK: - Copying: `copying_task_factory`

  @Test func `with copying no later change passes between parent and child`() async throws {
    try await Task(inheriting: .copy) {
      try TaskContext.set("key", "before")
      let (stream, go) = AsyncStream.makeStream(of: Void.self)
      let child = Task(inheriting: .copy) {
        for await _ in stream { break }
        let seen = try Self.get("key")
        try TaskContext.set("key", "child")
        return [seen, try Self.get("key")]
      }
      try TaskContext.set("key", "after")
      go.yield()
      #expect(try await child.value == ["before", "child"])
      #expect(try Self.get("key") == "after")
    }.value
  }

  @Test func `with copying a child's clear leaves its parent's keys`() async throws {
    try await Task(inheriting: .copy) {
      try TaskContext.set("key", "parent")
      try await Task(inheriting: .copy) {
        try TaskContext.clear()
        #expect(try Self.get("key") == nil)
      }.value
      #expect(try Self.get("key") == "parent")
    }.value
  }

  @Test func `an object is the same in a copy unless its key says how to copy it`() async throws {
    struct Box: Sendable { let notes: Notes; var copies = 0 }
    try await Context().run {
      try TaskContext.set("same", Box(notes: Notes()))
      try TaskContext.set("own", Box(notes: Notes())) { Box(notes: Notes(), copies: $0.copies + 1) }
      @Sendable func box(_ key: String) throws -> Box { try TaskContext.get(key, as: Box.self)! }
      let outer = (same: try box("same").notes, own: try box("own").notes)
      for inheritance in [TaskInheritance.copy, .share, .layer] {
        let seen = try await Task(inheriting: inheritance) {
          (try box("same").notes, try box("own").notes, try box("own").copies)
        }.value
        #expect(seen.0 === outer.same)
        #expect((seen.1 === outer.own) == (inheritance != .copy))
        #expect(seen.2 == (inheritance == .copy ? 1 : 0))
      }
      let grandchild = try await Task(context: .current) {
        try await Task(context: .current) { try box("own").copies }.value
      }.value
      #expect(grandchild == 2)
      #expect(try Context.current.wrap { try box("own").copies }() == 1)
      try TaskContext.set("own", Box(notes: outer.own))
      let plain = try await Task(inheriting: .copy) { try box("own").copies }.value
      #expect(plain == 0, "a value that was set without a function is handed on as it is")
    }
  }

  // MARK: - Layered: `chainmap_task_factory`

  @Test func `with layering a child sees later sets of its parent under its own`() async throws {
    try await Task(inheriting: .layer) {
      try TaskContext.set("a", "before")
      try TaskContext.set("b", "before")
      let (stream, go) = AsyncStream.makeStream(of: Void.self)
      let child = Task(inheriting: .layer) {
        try TaskContext.set("a", "child")
        for await _ in stream { break }
        return [try Self.get("a"), try Self.get("b"), try Self.get("c")]
      }
      try TaskContext.set("a", "after")
      try TaskContext.set("b", "after")
      try TaskContext.set("c", "after")
      go.yield()
      #expect(try await child.value == ["child", "after", "after"])
      #expect(try Self.get("a") == "after")
    }.value
  }

  @Test func `with layering a child's clear uncovers its parent's values`() async throws {
    try await Task(inheriting: .layer) {
      try TaskContext.set("key", "parent")
      try TaskContext.set("removed", "parent")
      try await Task(inheriting: .layer) {
        try TaskContext.set("key", "child")
        try TaskContext.set("own", "child")
        try TaskContext.set("removed", "child")
        try TaskContext.remove("removed")
        #expect(try Self.get("removed") == "parent", "as `del` of a ChainMap")
        try TaskContext.clear()
        #expect(try Self.get("key") == "parent")
        #expect(try Self.get("own") == nil)
        #expect(try Self.get("removed") == "parent")
      }.value
      #expect(try Self.get("key") == "parent")
    }.value
  }

  @Test func `a layer may lie over a shared context without changing it`() async throws {
    try await Task(inheriting: .share) {
      try TaskContext.set("key", "shared")
      try await Task(inheriting: .layer) {
        try TaskContext.set("key", "layer")
        #expect(try Self.get("key") == "layer")
      }.value
      #expect(try Self.get("key") == "shared")
      #expect(try await Task(inheriting: .share) { try Self.get("key") }.value == "shared")
    }.value
  }

  // MARK: - All

  @Test(arguments: [TaskInheritance.share, .copy, .layer])
  func `a caller sees what the function that it calls has set`(_ inheritance: TaskInheritance) async throws {
    @Sendable func set() async throws { try TaskContext.set("key", "set in the function") }
    try await Task(inheriting: inheritance) {
      try await set()
      #expect(try Self.get("key") == "set in the function")
    }.value
  }

  @Test(arguments: [TaskInheritance.share, .copy, .layer])
  func `a task that is started outside any scope begins with no keys`(_ inheritance: TaskInheritance)
    async throws
  {
    let keys = try await Task.detached {
      try await Task(inheriting: inheritance) {
        try TaskContext.set("key", 1)
        return Context.current.count
      }.value
    }.value
    #expect(keys == 1)
  }

  @Test(arguments: [TaskInheritance.share, .copy, .layer])
  func `nested children see what their ancestors have set`(_ inheritance: TaskInheritance) async throws {
    let seen = try await Task(inheriting: inheritance) {
      try TaskContext.set("level", "top")
      return try await Task(inheriting: inheritance) {
        try await Task(inheriting: inheritance) { try Self.get("level") }.value
      }.value
    }.value
    #expect(seen == "top")
  }

  @Test(arguments: [TaskInheritance.share, .copy, .layer])
  func `a thousand parents of ten children keep their ids`(_ inheritance: TaskInheritance) async throws {
    let mistakes = try await withThrowingTaskGroup(of: Int.self) { parents in
      for parent in 0..<1_000 {
        parents.addTask(inheriting: .none) {
          try TaskContext.set("request_id", "\(parent)")
          return try await withThrowingTaskGroup(of: Int.self) { children in
            for _ in 0..<10 {
              children.addTask(inheriting: inheritance) {
                await Task.yield()
                return try Self.get("request_id") == "\(parent)" ? 0 : 1
              }
            }
            return try await children.reduce(0, +)
          }
        }
      }
      return try await parents.reduce(0, +)
    }
    #expect(mistakes == 0)
  }

  @Test func `a callback sees the context that it is given`() throws {
    // In a callback, aiotask-context raises ValueError.
    let callback: @Sendable () -> String? = try Context().run {
      try TaskContext.set("key", "at the call")
      let callback = Context.current.wrap { try? Self.get("key") }
      try TaskContext.set("key", "later")
      return callback
    }
    #expect(callback() == "at the call")
  }

  // MARK: - Variables and keys together

  @Test func `variables and keys live in one context`() async throws {
    let variable = ContextVar("tenant", default: "public")
    try await variable.withValue("acme") {
      try TaskContext.set("user", "u")
      try TaskContext.set(7, "seven")
      let snapshot = Context.current
      #expect(snapshot.count == 3)
      #expect(Set(snapshot.map(\.variable.name)) == ["tenant", "user", "7"])
      #expect(Set(snapshot.compactMap(\.variable.key).map { AnyHashable($0) }) == ["user", 7])
      #expect("\(snapshot)" == #"["user": "u", 7: "seven", tenant: "acme"]"#)
      let seen = try await Task(context: snapshot) { [variable.get(), try Self.get("user")] }.value
      #expect(seen == ["acme", "u"])
      #expect(snapshot.filter { $0.variable.key == nil } == Context(variable.bound(to: "acme")))
      #expect(snapshot.except(snapshot.map(\.variable)) == Context())
      #expect(snapshot.only(snapshot.map(\.variable)) == snapshot)
      for (place, value) in snapshot { #expect("\(snapshot[place] as Any)" == "\(Optional(value) as Any)") }
    }
  }

  @Test func `changes of keys are listed and merged`() async throws {
    try await Context().run {
      try TaskContext.set("same", "s")
      try TaskContext.set("replaced", "r")
      try TaskContext.set("removed", "x")
      let base = Context.current
      let child = try await Task(context: base) {
        try TaskContext.set("replaced", "new")
        try TaskContext.set("added", "a")
        try TaskContext.remove("removed")
        return Context.current
      }.value
      let changes = child.changes(since: base)
      #expect(changes.added.compactMap { $0.variable.key as? String } == ["added"])
      #expect(changes.replaced.compactMap { $0.variable.key as? String } == ["replaced"])
      #expect(changes.removed.compactMap { $0.variable.key as? String } == ["removed"])
      let merged = Context.current.merging(changesFrom: child, since: base) { _ in .theirs }
      #expect(merged == child)
      #expect(child != base)
      try TaskContext.set("replaced", "mine")
      let mine = Context.current.merging(changesFrom: child, since: base) { _ in .mine }
      #expect(try mine.run { try Self.get("replaced") } == "mine")
      #expect(try mine.run { try Self.get("added") } == "a")
    }
  }

  @Test func `watchers of a scope are told of changes of keys`() throws {
    let scope = ContextScope(Context())
    nonisolated(unsafe) var heard: [String] = []
    let watch = scope.watch { event in
      if case .change(let kind, let place, let old, let new) = event {
        heard.append("\(kind) \(place.name) \(old ?? "-") \(new ?? "-")")
      }
    }
    try scope.run {
      try TaskContext.set("a", 1)
      try TaskContext.set("a", 2)
      try TaskContext.remove("a")
      try TaskContext.set("b", 3)
      try TaskContext.clear()
    }
    watch.cancel()
    #expect(heard == ["set a - 1", "set a 1 2", "unset a 2 -", "set b - 3", "unset b 3 -"])
  }
}
