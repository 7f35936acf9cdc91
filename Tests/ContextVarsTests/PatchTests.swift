// A scope's base and its patch under concurrent readers: slots are exchanged, tables grow, other tasks take
// snapshots.
import ContextVars
import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct PatchTests {
  /// An object that knows whether it is alive: a reader of an object that was released too early finds a
  /// wrong number, or a sanitizer reports the read.
  private final class Number: Sendable {
    static let alive = Atomic(0)
    let value: Int
    private let check: Atomic<Int>
    init(_ value: Int) {
      self.value = value
      check = Atomic(~value)
      Self.alive.add(1, ordering: .relaxed)
    }
    var isSound: Bool { check.load(ordering: .relaxed) == ~value }
    deinit {
      check.store(0, ordering: .relaxed)
      Self.alive.subtract(1, ordering: .relaxed)
    }
  }

  private final class Level: Sendable {
    let value = Atomic(0)
  }

  #if DEBUG
    private static let rounds = 2_000
  #else
    private static let rounds = 20_000
  #endif

  @Test func `eight readers see whole values while the owner exchanges a slot`() async throws {
    let variable = ContextVar("exchanged", of: Number.self)
    try await Context().run { () async throws in
      try variable.set(Number(0))
      try await withThrowingTaskGroup(of: Bool.self) { group in
        let isOver = Flag()
        for _ in 0..<8 {
          group.addTask {
            var last = 0
            while !isOver.isSet {
              let seen = try variable.get()
              guard seen.isSound, seen.value >= last else { return false }
              last = seen.value
              await Task.yield()
            }
            return try variable.get().value == Self.rounds
          }
        }
        for round in 1...Self.rounds {
          try variable.set(Number(round))
          if round.isMultiple(of: 64) { await Task.yield() }
        }
        isOver.set()
        for try await isRight in group { #expect(isRight) }
      }
      #expect(Number.alive.load(ordering: .relaxed) <= 2, "the last one, and what the first set filled in")
    }
  }

  /// Each variable reads as unbound or as one of its own values, wherever its slot is at the time.
  @Test func `a table grows under readers and loses nothing`() async throws {
    let variables = (0..<300).map { ContextVar("slot \($0)", default: -1) }
    for _ in 0..<5 {
      try await Context().run { () async throws in
        let filled = Level()
        let isOver = Flag()
        try await withThrowingTaskGroup(of: Bool.self) { group in
          for reader in 0..<4 {
            group.addTask {
              var random = SeededGenerator(seed: UInt64(reader))
              while !isOver.isSet {
                let known = filled.value.load(ordering: .sequentiallyConsistent)
                let index = Int.random(in: variables.indices, using: &random)
                let seen = variables[index].get()
                guard seen == -1 ? index >= known : seen / 1_000 == index else { return false }
                await Task.yield()
              }
              return true
            }
          }
          for (index, variable) in variables.enumerated() {
            try variable.set(index * 1_000)
            filled.value.store(index + 1, ordering: .sequentiallyConsistent)
            // Older slots change while they move from table to table.
            try variables[index / 2].set(index / 2 * 1_000 + index)
            if index.isMultiple(of: 8) { await Task.yield() }
          }
          isOver.set()
          for try await isRight in group { #expect(isRight) }
        }
        #expect(variables.indices.allSatisfy { variables[$0].get() / 1_000 == $0 })
        #expect(Context.current.count == variables.count)
        try variables[0].unset()
        try variables[299].unset()
        #expect(!variables[0].isBound && !variables[299].isBound && Context.current.count == 298)
      }
    }
  }

  /// The owner sets the variables one after another, so a later one never holds more than an earlier one.
  @Test func `a snapshot taken by another task shows one moment`() async throws {
    let variables = (0..<12).map { ContextVar("part \($0)", default: 0) }
    try await Context().run { () async throws in
      let isOver = Flag()
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<3 {
          group.addTask {
            while !isOver.isSet {
              let snapshot = Context.current
              let seen = variables.map { snapshot[$0] ?? 0 }
              guard zip(seen, seen.dropFirst()).allSatisfy({ $0 >= $1 }), seen[0] - seen[11] <= 1 else {
                return false
              }
              let owned = await Task(context: .current) { variables.map { $0.get() } }.value
              guard zip(owned, owned.dropFirst()).allSatisfy({ $0 >= $1 }), owned[0] - owned[11] <= 1 else {
                return false
              }
            }
            return true
          }
        }
        for round in 1...Self.rounds / 10 {
          for variable in variables { try variable.set(round) }
          await Task.yield()
        }
        isOver.set()
        for try await isRight in group { #expect(isRight) }
      }
    }
  }

  @Test func `three hundred threads read what another sets`() async throws {
    let variable = ContextVar("shared by threads", of: Number.self)
    let scope = ContextScope(Context())
    try await onThread {
      try scope.run {
        try variable.set(Number(1))
        let group = DispatchGroup()
        let (isOver, mistakes) = (Flag(), Flag())
        for _ in 0..<300 {
          group.enter()
          let thread = Thread {
            var last = 0
            while !isOver.isSet {
              let seen = scope.snapshot[variable]
              if let seen, seen.isSound, seen.value >= last { last = seen.value } else { mistakes.set() }
              Thread.sleep(forTimeInterval: 0.001)
            }
            group.leave()
          }
          thread.stackSize = 1 << 18
          thread.start()
        }
        for round in 2...500 {
          try variable.set(Number(round))
          if round.isMultiple(of: 50) { Thread.sleep(forTimeInterval: 0.01) }
        }
        isOver.set()
        group.wait()
        #expect(!mistakes.isSet)
      }
    }
  }

  @Test func `a scope that its owner has left shows its last values to a plain task and refuses set`()
    async throws
  {
    let variable = ContextVar("left", default: 0)
    let hasLeft = Gate()
    let left = try await Task(context: .current) {
      try variable.set(1)
      let left = Task {
        await hasLeft.wait()
        let refused = refusal { try variable.set(3) }
        let inner = await variable.withValue(4) { await Task { variable.get() }.value }
        return (variable.get(), Context.current[variable], refused, inner)
      }
      try variable.set(2)
      return left
    }.value
    hasLeft.open()
    let seen = await left.value
    #expect(seen.0 == 2 && seen.1 == 2 && seen.2 == .notOwner && seen.3 == 4)
  }

  /// The address of a task that has ended is reused at once, while a plain task that it left behind still
  /// reads its scope.
  @Test func `a task at an ended owner's address is never taken for the owner`() async throws {
    let variable = ContextVar("addressed", default: 0)
    for round in 1...1_000 {
      let mayEnd = Gate()
      let left = try await Task(context: .current) {
        try variable.set(round)
        // A plain child of the owner. Once the owner has ended, the child's own children may get its address.
        return Task {
          var refusals = 0
          for _ in 0..<4 {
            refusals += await Task {
              refusal { try variable.set(-1) } == .notOwner ? 1 : 0
            }.value
          }
          await mayEnd.wait()
          return (refusals, variable.get())
        }
      }.value
      mayEnd.open()
      let (refusals, seen) = await left.value
      guard refusals == 4, seen == round else {
        Issue.record("round \(round): \(refusals) of 4 refused, \(seen) seen")
        break
      }
    }
  }
}
