// A family of maps for observing the engine: it counts references and bytes, and can refuse memory.
import CHamt
import Foundation
import Testing

/// Key and value words with chosen hashes, counted references and an allocator that can fail.
///
/// `@unchecked Sendable`: `pointer` is written in `init` only; all mutable state is behind the lock.
final class TestFamily: @unchecked Sendable {
  /// What the engine has asked of the family since the family was created.
  struct Tally: Equatable {
    var allocations = 0
    var allocatedBytes = 0
    var frees = 0
    var keyRetains = 0
    var valueRetains = 0
    var valueReleases = 0

    static func - (later: Tally, earlier: Tally) -> Tally {
      Tally(
        allocations: later.allocations - earlier.allocations,
        allocatedBytes: later.allocatedBytes - earlier.allocatedBytes,
        frees: later.frees - earlier.frees,
        keyRetains: later.keyRetains - earlier.keyRetains,
        valueRetains: later.valueRetains - earlier.valueRetains,
        valueReleases: later.valueReleases - earlier.valueReleases)
    }
  }

  /// Hooks that run when the engine calls the family; they may use the engine.
  struct Hooks: Sendable {
    var onAllocation: (@Sendable () -> Void)?
    var onFree: (@Sendable () -> Void)?
    var onRetain: (@Sendable (_ value: UInt) -> Void)?
    var onRelease: (@Sendable (_ value: UInt) -> Void)?
  }

  private struct Books {
    var hooks = Hooks()
    var keyReferences: [UInt: Int] = [:]
    var valueReferences: [UInt: Int] = [:]
    var tally = Tally()
    var liveBytes = 0
    var allocationsUntilFailure: Int?
    var failures = 0
  }

  let pointer: UnsafeMutablePointer<chamt_family>
  /// Accessed through `withBooks` only. An `NSLock`, because the thread sanitizer reports threads that wait
  /// for a `Mutex` as a race on Linux.
  private var books = Books()
  private let lock = NSLock()
  private let hash: @Sendable (UInt) -> UInt64
  private let equal: @Sendable (UInt, UInt) -> Bool

  /// Creates a family with identity keys.
  convenience init() {
    self.init(hash: { UInt64($0) })
    pointer.pointee.hash = nil
    pointer.pointee.equal = nil
  }

  /// Creates a family with general keys.
  init(
    hash: @escaping @Sendable (UInt) -> UInt64, equal: @escaping @Sendable (UInt, UInt) -> Bool = { $0 == $1 }
  ) {
    self.hash = hash
    self.equal = equal
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: chamt_family())
    pointer.pointee.hash = { key, context in TestFamily.at(context).hash(key) }
    pointer.pointee.equal = { left, right, context in TestFamily.at(context).equal(left, right) }
    pointer.pointee.retain_key = { key, context in
      TestFamily.at(context).count(key, in: \.keyReferences, 1, \.keyRetains)
    }
    pointer.pointee.release_key = { key, context in
      TestFamily.at(context).count(key, in: \.keyReferences, -1, nil)
    }
    pointer.pointee.retain_value = { value, context in
      let family = TestFamily.at(context)
      family.count(value, in: \.valueReferences, 1, \.valueRetains)
      family.hooks.onRetain?(value)
    }
    pointer.pointee.release_value = { value, context in
      let family = TestFamily.at(context)
      family.count(value, in: \.valueReferences, -1, \.valueReleases)
      family.hooks.onRelease?(value)
    }
    pointer.pointee.alloc = { size, context in TestFamily.at(context).alloc(size) }
    pointer.pointee.free = { block, size, context in TestFamily.at(context).free(block, size) }
    pointer.pointee.context = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    pointer.deallocate()
  }

  var empty: Map { Map(family: self, owning: chamt_map_empty(pointer)) }

  /// The bytes that maps hold now.
  var liveBytes: Int { withBooks { $0.liveBytes } }

  /// The values that maps hold now.
  var liveValues: Set<UInt> { withBooks { Set($0.valueReferences.keys) } }

  var tally: Tally { withBooks { $0.tally } }

  var hooks: Hooks {
    get { withBooks { $0.hooks } }
    set { withBooks { $0.hooks = newValue } }
  }

  /// How many allocations have been refused so far.
  var failures: Int { withBooks { $0.failures } }

  /// Refuses one allocation after `successes` more have succeeded; refuses none if nil.
  func failAllocation(after successes: Int?) {
    withBooks { $0.allocationsUntilFailure = successes }
  }

  /// Expects that the maps have released everything they retained and allocated.
  func expectNothingLeft(sourceLocation: SourceLocation = #_sourceLocation) {
    withBooks { books in
      #expect(books.liveBytes == 0, sourceLocation: sourceLocation)
      #expect(books.keyReferences.isEmpty, sourceLocation: sourceLocation)
      #expect(books.valueReferences.isEmpty, sourceLocation: sourceLocation)
    }
  }

  private func withBooks<Result>(_ body: (inout Books) -> Result) -> Result {
    lock.withLock { body(&books) }
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> TestFamily {
    Unmanaged.fromOpaque(context!).takeUnretainedValue()
  }

  private func count(
    _ word: UInt, in references: WritableKeyPath<Books, [UInt: Int]>, _ change: Int,
    _ calls: WritableKeyPath<Tally, Int>?
  ) {
    withBooks { books in
      if let calls { books.tally[keyPath: calls] += 1 }
      let count = books[keyPath: references][word, default: 0] + change
      precondition(count >= 0, "released more often than retained")
      books[keyPath: references][word] = count == 0 ? nil : count
    }
  }

  private func alloc(_ size: Int) -> UnsafeMutableRawPointer? {
    let refused = withBooks { books in
      if let left = books.allocationsUntilFailure {
        books.allocationsUntilFailure = left - 1
        if left == 0 {
          books.failures += 1
          return true
        }
      }
      books.tally.allocations += 1
      books.tally.allocatedBytes += size
      books.liveBytes += size
      return false
    }
    hooks.onAllocation?()
    return refused ? nil : UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
  }

  private func free(_ block: UnsafeMutableRawPointer?, _ size: Int) {
    withBooks { books in
      books.tally.frees += 1
      books.liveBytes -= size
    }
    block?.deallocate()
    hooks.onFree?()
  }
}
