/// Readers without a lock: who waits for whom.
import CReaders
import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct ReaderTests {
  /// Runs `body` on so many threads at once, and waits for their ends.
  private func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for number in 0..<count {
      group.enter()
      let thread = Thread {
        body(number)
        group.leave()
      }
      thread.stackSize = 1 << 17
      thread.start()
    }
    group.wait()
  }

  /// Two words that are equal whenever nobody writes.
  private final class Pair: Sendable {
    nonisolated(unsafe) var words = (0, 0)
    let mayRead = Atomic(false)
  }

  private final class Counter: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .sequentiallyConsistent) }
    func add() { value.add(1, ordering: .sequentiallyConsistent) }
  }

  /// In a process of its own, with nothing beside it: what this is about takes two threads that run at once.
  @Test func whatIsReadDoesNotChangeMeanwhile() async {
    let result = await #expect(processExitsWith: .success) {
      let pair = Pair()
      let isOver = Flag()
      let (seen, mistakes) = (Counter(), Counter())
      ReaderTests().onThreads(2) { number in
        if number == 0 {
          let clock = ContinuousClock()
          let end = clock.now + .seconds(2)
          var word = 0
          while clock.now < end || (seen.count == 0 && clock.now < end + .seconds(60)) {
            for _ in 0..<64 {
              pair.mayRead.store(false, ordering: .sequentiallyConsistent)
              creaders_wait()
              word += 1
              pair.words.0 = word
              pair.words.1 = word
              pair.mayRead.store(true, ordering: .sequentiallyConsistent)
            }
          }
          isOver.set()
          return
        }
        var last = 0
        while !isOver.isSet {
          guard let reader = creaders_enter() else { continue }
          if pair.mayRead.load(ordering: .sequentiallyConsistent) {
            let words = pair.words
            if words.0 != words.1 || words.0 < last { mistakes.add() }
            last = words.0
            seen.add()
          }
          creaders_leave(reader)
        }
      }
      #expect(mistakes.count == 0)
      #expect(seen.count > 0)
    }
    #expect(result != nil)
  }

  @Test func aWaitEndsWhenThoseWhoWereReadingHaveEndedAndNotBefore() {
    let (hasBegun, hasEnded) = (Flag(), Flag())
    let early = Flag()
    onThreads(2) { number in
      if number == 0 {
        let reader = creaders_enter()
        hasBegun.set()
        Thread.sleep(forTimeInterval: 0.05)
        hasEnded.set()
        if let reader { creaders_leave(reader) }
      } else {
        while !hasBegun.isSet { sched_yield() }
        creaders_wait()
        if !hasEnded.isSet { early.set() }
        // Nobody reads now: this returns at once.
        creaders_wait()
      }
    }
    #expect(!early.isSet)
  }

  /// In a process of its own: other tests are to have slots.
  @Test func aThreadBeyondTheSlotsIsToldAndSlotsOfEndedThreadsAreUsedAgain() async {
    let result = await #expect(processExitsWith: .success) {
      let tests = ReaderTests()
      let clock = ContinuousClock()
      for _ in 0..<3 {
        let (inside, refused) = (Counter(), Counter())
        tests.onThreads(160) { _ in
          // A thread of the round before may not have ended yet.
          let end = clock.now + .seconds(60)
          var reader = creaders_enter()
          while reader == nil, inside.count < 128, clock.now < end {
            sched_yield()
            reader = creaders_enter()
          }
          if reader == nil { refused.add() } else { inside.add() }
          // All are here at once.
          while inside.count + refused.count < 160 { sched_yield() }
          if let reader { creaders_leave(reader) }
        }
        #expect(inside.count == 128)
        #expect(refused.count == 160 - 128)
      }
      creaders_wait()
    }
    #expect(result != nil)
  }
}
