/// Readers that run into the changes of layers: what they see is what was so at one moment.
import ContextVars
import Foundation
import TestSupport
import Testing

@Suite struct LayerReaderTests {
  /// A value that the parent binds while the layer covers it must not be seen through the layer, however a reader that
  /// does not own the layer runs into the changes. Four hundred layers between make the way down a long one.
  @Test func aReaderNeverSeesWhatTheLayerCoversAllTheTime() async throws {
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
        // For as long as the reader may take from the layer down to here.
        for _ in 0..<100 { try value.set("covered all the time") }
        try value.set("open")
        giveTurn.yield()
        await answered.next(isolation: nil)
      }
      giveTurn.finish()
      #expect(try await seen.isSubset(of: ["open", "cover"]))
    }
  }

  /// An ended layer that bound nothing has the map that it had before: what is below must not show all the same.
  @Test func anEndedLayerShowsNothingThatIsSetLater() async throws {
    let value = ContextVar("value", default: "-")
    for _ in 0..<30 {
      let (ended, sayEnded) = AsyncStream.makeStream(of: Void.self)
      let finished = Flag()
      try await Context().run {
        async let seen = LayerTests.over(200) {
          let reader = await Task(inheriting: .layer) {
            let reading = Gate()
            let reader = Task {
              reading.open()
              var seen: Set<String> = []
              // At least once, however late it runs.
              repeat {
                for _ in 0..<5 { seen.insert(value.get()) }
                await Task.yield()
              } while !finished.isSet
              return seen
            }
            await reading.wait()
            return reader
          }.value
          sayEnded.yield()
          return await reader.value
        }
        for await _ in ended { break }
        try value.set("later")
        for _ in 0..<20 { await Task.yield() }
        finished.set()
        #expect(try await seen == ["-"])
      }
    }
  }

  /// Read through a layer that ends meanwhile, values do not go back to what was before.
  @Test func aReaderOfALayerThatEndsDoesNotGoBackInTime() async throws {
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

  /// A plain child that begins a layer in the very moment in which its parent leaves the scope.
  @Test func aLayerDoesNotSeeWhoEntersItsParentsScopeNext() async throws {
    // So many turns as there are in some seconds: a busy machine is slow at having two threads run at once.
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
        // Mostly without a yield, to be as quick as the parent.
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
      // Long enough for the child to wait, and then for it to be as far as the parent, or nearly so.
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
