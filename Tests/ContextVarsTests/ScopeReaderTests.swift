// Readers that take no lock, and owners that exchange the values under them.
//
// The tests run in processes of their own, because other tests would take the slots, or keep the pool's
// threads busy until the readers were gone.
import CReaders
import ContextVars
import Foundation
import TestSupport
import Testing

@Suite struct ScopeReaderTests {
  /// Ways to remove the value that a plain child may be reading.
  enum Change: CaseIterable {
    case set, setBesideASnapshot, unset, reset, endALayer
  }

  private static let value = ContextVar("value", default: "none")
  private static let mine = ContextVar("mine", default: "none", inheritance: .never)

  /// A reader that has begun and not ended delays the change: the value it reads must stay.
  @Test func `a change waits for the reads in progress`() async {
    let result = await #expect(processExitsWith: .success) { () async throws in
      for change in Change.allCases {
        #expect(try await Self.waits(change), "\(change)")
      }
    }
    #expect(result != nil)
  }

  /// Whether the change waited for the reader to end, and was then made.
  private static func waits(_ change: Change) async throws -> Bool {
    let (isOpen, isReading, isChanged) = (Flag(), Flag(), Flag())
    let changing = Task {
      try await Context(mine.bound(to: "own")).run { () async throws in
        // From the second `set` on there is a value to exchange.
        try value.set("zeroth")
        let token = try value.set("first")
        // This read makes the owner expect readers.
        await Task { #expect(value.get() == "first") }.value
        isOpen.set()
        await onThread { while !isReading.isSet { sched_yield() } }
        switch change {
        case .set: try value.set("second")
        case .setBesideASnapshot:
          let before = Context.current
          try value.set("second")
          #expect(before[value] == "first")
        case .unset: try value.unset()
        case .reset: try value.reset(token)
        // When the fourth layer ends, over three that have ended, the lowest two become one.
        case .endALayer:
          let (mayLeave, mayEnd) = (Gate(), Gate())
          let last = await Task(inheriting: .layer) {
            Task(inheriting: .layer) {
              Task(inheriting: .layer) {
                Task(inheriting: .layer) {
                  await mayLeave.wait()
                  return Task { await mayEnd.wait() }
                }
              }
            }
          }.value.value.value
          mayLeave.open()
          let left = await last.value
          isChanged.set()
          mayEnd.open()
          await left.value
        }
        isChanged.set()
      }
    }
    let hasWaited = await onThread {
      while !isOpen.isSet { sched_yield() }
      let reader = creaders_enter()
      isReading.set()
      Thread.sleep(forTimeInterval: 0.1)
      defer { creaders_leave(reader) }
      return !isChanged.isSet
    }
    try await changing.value
    return hasWaited && isChanged.isSet
  }

  @Test func `a thread that finds no free reader slot reads the same values`() async {
    let result = await #expect(processExitsWith: .success) { () async throws in
      try await Context(Self.value.bound(to: "first"), Self.mine.bound(to: "own")).run { () async throws in
        let mayEnd = Flag()
        await withTaskGroup { group in
          // All slots are taken and nobody reads, so a writer need not wait.
          await Self.takeAllSlots(until: mayEnd)
          for value in ["second", "third"] {
            do { try Self.value.set(value) } catch { Issue.record(error) }
            for read in 0..<3 {
              group.addTask {
                #expect(Self.value.get() == value, "read \(read)")
                #expect(Self.mine.get() == "none", "read \(read)")
              }
              await group.next()
            }
          }
        }
        mayEnd.set()
        #expect(Self.value.get() == "third" && Self.mine.get() == "own")
      }
    }
    #expect(result != nil)
  }

  /// Starts more threads than there are slots; each takes a slot if one is left.
  private static func takeAllSlots(until mayEnd: Flag) async {
    for _ in 0..<200 {
      await suspended { done in
        let thread = Thread {
          creaders_leave(creaders_enter())
          done(())
          while !mayEnd.isSet { Thread.sleep(forTimeInterval: 0.01) }
        }
        thread.stackSize = 1 << 17
        thread.start()
      }
    }
  }
}
