// Tests that every strategy carries the right values: the figures of a wrong strategy would be worthless.

import Harness
import Testing

@testable import FanOut

@Suite("A strategy")
struct StrategyTests {
  @Test(arguments: StrategyName.allCases, [1, 8, 64])
  func `shows every child the values of its request and its own, and nothing of a child to the request`(
    strategy: StrategyName, variables: Int
  ) async throws {
    let shape = Shape(variables: variables, fanOut: 5, writes: 3, reads: variables + 2)
    let reading = try await Worker.run(
      Stage(shape: shape, strategies: [strategy], requests: 60, seconds: 0, seed: 11))
    let contestant = try #require(reading[strategy])
    #expect(contestant.tasks == 300)
    #expect(contestant.tally == Tally())
    #expect(contestant.slices.count == 1)
    #expect(contestant.slices.allSatisfy { $0.cpu > 0 && $0.wall > 0 })
  }

  @Test(arguments: StrategyName.allCases)
  func `shows children of children the right values too`(strategy: StrategyName) async throws {
    let shape = Shape(variables: 8, fanOut: 3, writes: 2, reads: 9, depth: 6)
    let reading = try await Worker.run(
      Stage(shape: shape, strategies: [strategy], requests: 20, seconds: 0, seed: 11))
    #expect(reading[strategy]?.tally == Tally())
    #expect(reading[strategy]?.tasks == 20 * 18)
  }

  @Test(arguments: [StrategyName.taskLocal])
  func `that nests its bindings works with the most variables`(strategy: StrategyName) async throws {
    let shape = Shape(variables: Settings.maximumVariables, fanOut: 2, writes: 2, reads: 8)
    let reading = try await Worker.run(
      Stage(shape: shape, strategies: [strategy], requests: 2, seconds: 0, seed: 11))
    #expect(reading[strategy]?.tally == Tally())
  }

  @Test
  func `that copies its dictionary copies the storage when a child writes, and not before`() {
    let box = DictionaryCopyStrategy.Box([1: "one", 2: "two"])
    let copy = box.copy()
    #expect(copy.values == box.values && storage(of: copy.values) == storage(of: box.values))
    copy.values[3] = "three"
    #expect(storage(of: copy.values) != storage(of: box.values) && box.values.count == 2)
  }

  @Test
  func `has a name of its own, and the names' order is that of the rows`() {
    #expect(
      StrategyName.allCases.map(\.rawValue) == [
        "contextvars", "dictionary-copy", "contextvars-bind", "dictionary-cow", "task-local",
        "service-context",
        "tree-dictionary", "bare",
      ])
  }

  @Test
  func `is compared with the use of the library that lets a child do as much`() {
    #expect(StrategyName.allCases.filter { $0.like == .contextVars } == [.contextVars, .dictionaryCopy])
    #expect(StrategyName.bare.like == nil)
    #expect(StrategyName.allCases.count { $0.like == .contextVarsBind } == 5)
  }

  @Test
  func `with types as keys has a different type for each variable`() {
    let strategy = ServiceContextStrategy(shape: Fixture.shape(variables: 300))
    #expect(Set(strategy.keys.map { ObjectIdentifier($0) }).count == 301)
  }
}

/// A dictionary consists of one reference to its storage.
private func storage(of dictionary: [Int: String]) -> UnsafeRawPointer {
  unsafeBitCast(dictionary, to: UnsafeRawPointer.self)
}
