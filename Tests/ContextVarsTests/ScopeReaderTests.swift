/// Readers that take no lock, and those who change what they read.
import CReaders
import ContextVars
import Foundation
import TestSupport
import Testing

@Suite struct ScopeReaderTests {
  /// Ways to change a scope that a plain child has opened to readers.
  enum Change: CaseIterable {
    case setInPlace, setBesideASnapshot, unset, share, leaveLayers
  }

  private static let value = ContextVar("value", default: "none")
  private static let mine = ContextVar("mine", default: "none", inheritance: .never)

  /// A reader that has begun, and not ended, holds the change up: what it looks at must stay.
  @Test(arguments: Change.allCases)
  func aChangeWaitsForThoseWhoAreReading(change: Change) async throws {
    let (isOpen, isReading, isChanged) = (Flag(), Flag(), Flag())
    let changing = Task {
      try await Context(Self.value.bound(to: "first"), Self.mine.bound(to: "own")).run { () async throws in
        // Its read opens the scope; until it has ended this task waits, and does not change anything.
        await Task { #expect(Self.value.get() == "first") }.value
        isOpen.set()
        try await onThread { while !isReading.isSet { sched_yield() } }
        switch change {
        case .setInPlace: try Self.value.set("second")
        case .setBesideASnapshot:
          let before = Context.current
          try Self.value.set("second")
          #expect(before[Self.value] == "first")
        case .unset: try Self.value.unset()
        case .share: await Task(inheriting: .share) {}.value
        case .leaveLayers: await Task(inheriting: .layer) { _ = try? Self.value.set("above") }.value
        }
        // A layer alone changes nothing below: the end of its parent's scope does.
        if change != .leaveLayers { isChanged.set() }
      }
      isChanged.set()
    }
    try await onThread {
      while !isOpen.isSet { sched_yield() }
      let reader = creaders_enter()
      isReading.set()
      Thread.sleep(forTimeInterval: 0.05)
      #expect(reader == nil || !isChanged.isSet)
      if let reader { creaders_leave(reader) }
    }
    try await changing.value
    #expect(isChanged.isSet)
  }
}
