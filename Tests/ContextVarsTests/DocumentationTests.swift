// The code of the articles in ContextVars.docc. Scripts/check-docs expects to find each block of Swift on a
// page in this file, in the file of the same name in another test target, or in a MigrationTests.swift.
import ContextVars
import Dispatch
import Synchronization
import Testing

/// The output of a page's code.
private final class Printed: Sendable {
  private let lines = Mutex<[String]>([])
  var all: [String] { lines.withLock { $0 } }

  func add(_ line: String) { lines.withLock { $0.append(line) } }
}

@Suite struct GettingStartedTests {
  enum Request {
    // No default: reading it can throw.
    static let id = ContextVar("request-id", of: String.self)
    // Always has a value.
    static let tenant = ContextVar("tenant", default: "public")
  }

  private let printed = Printed()

  private func print(_ items: String...) { printed.add(items.joined(separator: ", ")) }

  @Test func `a variable is bound and read by children`() async throws {
    func fetchUser() async throws -> String {
      "user for \(try Request.id.get()), \(Request.tenant.get())"
    }
    func fetchOrders() async throws -> String { "orders for \(try Request.id.get())" }
    func handle() async throws { print(try Request.id.get(), Request.tenant.get()) }

    try await Request.id.withValue("r-42") {
      async let user = fetchUser()
      async let orders = fetchOrders()
      print(try await user, try await orders)
    }
    try await Context.withValues(
      Request.id.bound(to: "r-42"), Request.tenant.bound(to: "acme")
    ) {
      try await handle()
    }
    #expect(printed.all == ["user for r-42, public, orders for r-42", "r-42, acme"])
  }

  @Test func `a variable is changed by the owner and by a task for itself`() async throws {
    func authenticate() throws {
      try Request.tenant.set("acme")  // until the scope ends
    }

    try await Request.id.withValue("r-42") {
      let task = Task(context: .current) {
        try Request.tenant.set("acme")  // the parent keeps its own value
        return Request.tenant.get()
      }
      #expect(try await task.value == "acme" && Request.tenant.get() == "public")
      try authenticate()
      #expect(Request.tenant.get() == "acme")
    }
    #expect(Request.tenant.get() == "public")
  }

  @Test func `a value is carried to a queue`() {
    let queue = DispatchQueue(label: "queue")
    Request.id.withValue("r-42") {
      queue.async(context: .current) { print(Request.id.get(default: "-")) }
    }
    queue.sync {}
    #expect(printed.all == ["r-42"])
  }
}

/// Variables that the pages after the first one use.
private enum Variables {
  static let id = ContextVar("request-id", of: String.self)
  static let tenant = ContextVar("tenant", default: "public")
}

@Suite struct RulesTests {
  private typealias Request = Variables

  private let printed = Printed()

  private func print(_ item: String) { printed.add(item) }

  @Test func `a binding has a scope and its owner sets`() throws {
    Request.tenant.withValue("acme") { print(Request.tenant.get()) }  // acme
    print(Request.tenant.get())  // public
    try Request.tenant.withValue("acme") {
      try Request.tenant.set("globex")  // until the closure ends
    }
    #expect(printed.all == ["acme", "public"] && Request.tenant.get() == "public")
  }

  @Test func `tasks with a context set for themselves`() async throws {
    try await withThrowingTaskGroup(of: Token<String, Never>.self) { group in
      let task = Task(context: .current) { try Request.tenant.set("acme") }
      group.addTask(context: .current) { try Request.tenant.set("globex") }
      let tokens = (try await task.value, try await group.next())
      #expect(tokens.0.oldValue == nil && tokens.1?.oldValue == nil)
    }
    #expect(Request.tenant.get() == "public")
  }

  @Test func `a plain child reads the scope`() async throws {
    try await Request.tenant.withValue("acme") {
      async let child = Request.tenant.get()  // "acme"; "globex" if it runs after the set
      try Request.tenant.set("globex")
      print(await child)
    }
    #expect([["acme"], ["globex"]].contains(printed.all))
  }

  @Test func `a hop carries what it is given`() {
    let queue = DispatchQueue(label: "queue")
    Request.id.withValue("r-42") {
      @Sendable func show() { print(Request.id.get(default: "-")) }
      queue.async { show() }  // -
      queue.async(context: .current) { show() }  // r-42
    }
    queue.sync {}
    #expect(printed.all == ["-", "r-42"])
  }

  @Test func `a token works once and a snapshot stays`() throws {
    try Context().run {
      let token = try Request.tenant.set("acme")
      try Request.tenant.reset(token)  // a second reset throws .tokenAlreadyUsed
      #expect(throws: ContextError.self) { try Request.tenant.reset(token) }
    }
    try Request.tenant.withValue("globex") {
      let before = Context.current
      try Request.tenant.set("acme")  // `before` still has the old value
      #expect(before[Request.tenant] == "globex")
    }
  }

  @Test func `work that outlives a request leaves values out`() async throws {
    @Sendable func clean() async throws { print("\(Context.current.count)") }
    await Context.withValues(Request.id.bound(to: "r-42"), Request.tenant.bound(to: "acme")) {
      let rest = Context.current.except(Request.tenant)  // or only(Request.id)
      let task = Task.detached(context: rest) { try await clean() }
      _ = await task.result
    }
    #expect(printed.all == ["1"])
  }

  @Test func `a default is read and not listed`() {
    let id = Request.id.get(default: "-")  // the bound value, or "-"
    let tenant = Context.current[Request.tenant]  // nil: a default is not listed
    #expect(id == "-" && tenant == nil)
  }
}

@Suite struct HowAValueTravelsTests {
  private typealias Request = Variables

  private let printed = Printed()

  private func print(_ items: String...) { printed.add(items.joined(separator: " ")) }

  @Test func `a task owns a patch and a plain child reads`() async throws {
    try await Request.tenant.withValue("acme") {
      // Sets in a patch of its own.
      let own = Task(context: .current) { try Request.tenant.set("globex") }
      // Reads this scope.
      let plain = Task { Request.tenant.get() }
      _ = try await own.value
      print(await plain.value, Request.tenant.get())  // acme acme
    }
    #expect(printed.all == ["acme acme"])
  }

  @Test func `a hop binds a snapshot while it runs`() {
    let queue = DispatchQueue(label: "queue")
    Request.tenant.withValue("acme") {
      // The snapshot is taken here,
      let log = Context.current.wrap { print(Request.tenant.get()) }
      // and bound on the queue, while the closure runs.
      queue.async(execute: log)
    }
    queue.sync {}
    #expect(printed.all == ["acme"])
  }
}

@Suite struct HopsTests {
  private typealias Request = Variables

  private let printed = Printed()

  private func handle() { printed.add(Request.id.get(default: "-")) }

  @Test func `work is handed over with a context`() {
    let queue = DispatchQueue(label: "orders")
    Request.id.withValue("r-42") {
      // Dispatch takes a context.
      queue.async(context: .current) { handle() }
      // For anything else that takes a closure.
      queue.async(execute: Context.current.wrap { handle() })
    }
    queue.sync {}
    #expect(printed.all == ["r-42", "r-42"])
  }
}

@Suite struct ChoosingTests {
  private typealias Request = Variables

  struct Transaction: Sendable {}
  struct Span: Sendable {
    var depth = 0
    func child() -> Span { Span(depth: depth + 1) }
  }

  enum Storage {
    static let transaction = ContextVar(
      "transaction", of: Transaction.self, inheritance: .never)
    static let span = ContextVar(
      "span", of: Span.self, inheritance: .fork { $0.child() })
  }

  @Test func `background work holds one value`() async {
    await Context.withValues(Request.id.bound(to: "r-42"), Request.tenant.bound(to: "acme")) {
      let background = Task.detached(context: Context.current.only(Request.id)) {
        Request.id.get(default: "-")  // all that this task holds of the request
      }
      #expect(await background.value == "r-42")
    }
  }

  @Test func `policies apply where a context is handed on`() async throws {
    try await Context.withValues(
      Storage.transaction.bound(to: Transaction()), Storage.span.bound(to: Span())
    ) {
      let child = Task(context: .current) { (Storage.transaction.isBound, try Storage.span.get().depth) }
      let (isBound, depth) = try await child.value
      #expect(!isBound && depth == 1)
    }
  }
}
