import Testing

/// Code around this library's functions, in a module with other settings than the library's.
@Suite struct WorldTests {
  @Test func `values reach the functions that are called in a scope`() async throws {
    let body = Body()
    #expect(await serve(body) == 1)
    #expect(try await serveInEveryForm(body) == 0 + 0 + 2 + 3)
    #expect(await serveUnmarked(Body()) == 1)
    #expect(await serveElsewhere(Body()) == 1)
    #expect(await serveHere(Body()) == 2)
    #expect(await serveGiven(Body()) == 1)
    #expect(await withGroup(Body()) == 2)
    #expect(await Body().appendAll() == 2)
    #expect(try await Tracing<Int, Int>().handle(1) { $0 + Trace.id.get() } == 2)
    #expect(try await UnmarkedTracing<Int, Int>().handle(1) { $0 + Trace.id.get() } == 2)
  }

  @Test func `a closure may change what it captures`() async throws {
    var total = 0
    await count(&total)
    #expect(total == 2)
    var counter = Counter()
    await counter.run()
    #expect(counter.total == 2 && counter.body.bytes == [1])
    let stream = AsyncStream { continuation in
      for number in 1...3 { continuation.yield(number) }
      continuation.finish()
    }
    #expect(await sum(stream) == 6)
  }

  @Test func `results and errors come back`() async throws {
    #expect(await back(Body()).bytes.isEmpty)
    #expect(await ticket() == 1)
    await #expect(throws: Failure.self) { try await failing() }
    #expect(await rethrowing { 1 } == 1)
    #expect(await handingOn { Trace.id.get() } == 1)
    await saying()
  }

  @Test func `a closure that uses its actor's state runs on that actor`() async {
    let account = Account()
    #expect(await account.deposit())
    #expect(await account.made() == 1)
  }

  @Test @MainActor func `a closure that uses the main actor's state runs on that actor`() async {
    let screen = Screen()
    #expect(await screen.show())
    #expect(screen.showAtOnce() == 3)
    await onMainActor()
  }

  @Test func `handlers and callbacks take their context along`() async throws {
    #expect(
      try await wrapped() == [
        "1 7", "2 b 7", "three 3 7", "named 4 7", "5 7", "6 7", "bare 0 7", "8 7", "1 7", "2 7", "3 7", "4 7",
        "6 7",
      ])
    #expect(try await handled(Call()) == "0 7")
  }
}
