// Readers without a lock, and the writers that wait for them.
import CReaders
import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct ReaderTests {
  /// Runs `body` on `count` threads at once, and waits for all of them to end.
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

  /// Two words that are equal whenever nobody is writing.
  private final class Pair: Sendable {
    nonisolated(unsafe) var words = (0, 0)
    let mayRead = Atomic(false)
  }

  private final class Counter: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .sequentiallyConsistent) }
    func add() { value.add(1, ordering: .sequentiallyConsistent) }
  }

  /// In a process of its own with no other tests, because the test needs two threads that run at the same
  /// time.
  @Test func `data does not change while a reader reads it`() async {
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
          let reader = creaders_enter()
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

  @Test func `a wait ends when the readers that began before it have ended and not earlier`() {
    let (hasBegun, hasEnded) = (Flag(), Flag())
    let early = Flag()
    onThreads(2) { number in
      if number == 0 {
        let reader = creaders_enter()
        hasBegun.set()
        Thread.sleep(forTimeInterval: 0.05)
        hasEnded.set()
        creaders_leave(reader)
      } else {
        while !hasBegun.isSet { sched_yield() }
        creaders_wait()
        if !hasEnded.isSet { early.set() }
        // Nobody is reading now, so this returns at once.
        creaders_wait()
      }
    }
    #expect(!early.isSet)
  }

  /// In a process of its own, because other tests need slots too.
  @Test func `the slots of ended threads are used again`() async {
    let result = await #expect(processExitsWith: .success) {
      let tests = ReaderTests()
      for _ in 0..<3 {
        let (inside, marks) = (Counter(), Marks())
        tests.onThreads(120) { _ in
          let mark = creaders_enter()
          marks.add(mark)
          inside.add()
          // All threads read at once, which is impossible for threads without a slot.
          while inside.count < 120 { sched_yield() }
          creaders_leave(mark)
        }
        #expect(marks.count == 120)
      }
      creaders_wait()
    }
    #expect(result != nil)
  }

  /// More threads than slots; each counts a mistake when a read goes back to an earlier number.
  @Test func `threads that find no free slot read the same and are waited for`() async {
    let result = await #expect(processExitsWith: .success) {
      let cell = Cell()
      let (isOver, started, mistakes, marks) = (Flag(), Counter(), Counter(), Marks())
      ReaderTests().onThreads(301) { number in
        if number == 0 {
          // Waits until every thread has a slot or does without one.
          while started.count < 300 { sched_yield() }
          for _ in 0..<2_000 {
            let old = cell.exchange()
            creaders_wait()
            old.pointee = -1
            old.deallocate()
          }
          isOver.set()
          return
        }
        var mark = creaders_enter()
        marks.add(mark)
        creaders_leave(mark)
        started.add()
        var last = 0
        while !isOver.isSet {
          mark = creaders_enter()
          let seen = cell.load().pointee
          creaders_leave(mark)
          if seen < last { mistakes.add() }
          last = seen
          sched_yield()
        }
      }
      #expect(marks.count == 129, "128 slots, and one mark for all others")
      #expect(mistakes.count == 0)
    }
    #expect(result != nil)
  }

  /// Distinct marks.
  private final class Marks: Sendable {
    // `NSLock`, because the thread sanitizer does not see how a `Mutex` is handed over.
    private let lock = NSLock()
    private nonisolated(unsafe) var all: Set<UInt> = []
    func add(_ mark: UnsafeMutableRawPointer) { lock.withLock { _ = all.insert(UInt(bitPattern: mark)) } }
    var count: Int { lock.withLock { all.count } }
  }

  /// Holds a number that is replaced by the next one and then freed.
  private final class Cell: Sendable {
    private let address = Atomic<UInt>(0)
    private let last = Atomic(0)
    init() { _ = exchange() }
    deinit { load().deallocate() }
    func load() -> UnsafeMutablePointer<Int> {
      UnsafeMutablePointer(bitPattern: address.load(ordering: .sequentiallyConsistent))!
    }
    @discardableResult func exchange() -> UnsafeMutablePointer<Int> {
      let new = UnsafeMutablePointer<Int>.allocate(capacity: 1)
      new.initialize(to: last.add(1, ordering: .relaxed).newValue)
      let old = address.exchange(UInt(bitPattern: new), ordering: .sequentiallyConsistent)
      return UnsafeMutablePointer(bitPattern: old) ?? new
    }
  }
}
