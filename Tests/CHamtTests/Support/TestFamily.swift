/// A family of maps that watches the engine: it counts references and bytes, and can refuse memory.
import CHamt
import Foundation
import Testing

/// Key and value words with chosen hashes, counted references and an allocator that can fail.
///
/// `@unchecked Sendable`: `pointer` is written in `init` only; all that changes is behind the lock.
final class TestFamily: @unchecked Sendable {
  private struct Books {
    var keyReferences: [UInt: Int] = [:]
    var valueReferences: [UInt: Int] = [:]
    var liveBytes = 0
    var allocations = 0
    var allocationsUntilFailure: Int?
    var failures = 0
  }

  let pointer: UnsafeMutablePointer<chamt_family>
  /// Touched through `withBooks` only. An `NSLock`, because the thread sanitizer reports waiting holders of a
  /// `Mutex` as a race on Linux.
  private var books = Books()
  private let lock = NSLock()
  private let hash: @Sendable (UInt) -> UInt64
  private let equal: @Sendable (UInt, UInt) -> Bool

  /// Identity keys.
  convenience init() {
    self.init(hash: { UInt64($0) })
    pointer.pointee.hash = nil
    pointer.pointee.equal = nil
  }

  /// General keys.
  init(
    hash: @escaping @Sendable (UInt) -> UInt64, equal: @escaping @Sendable (UInt, UInt) -> Bool = { $0 == $1 }
  ) {
    self.hash = hash
    self.equal = equal
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: chamt_family())
    pointer.pointee.hash = { key, context in TestFamily.at(context).hash(key) }
    pointer.pointee.equal = { left, right, context in TestFamily.at(context).equal(left, right) }
    pointer.pointee.retain_key = { key, context in TestFamily.at(context).count(key, in: \.keyReferences, 1) }
    pointer.pointee.release_key = { key, context in TestFamily.at(context).count(key, in: \.keyReferences, -1)
    }
    pointer.pointee.retain_value = { value, context in
      TestFamily.at(context).count(value, in: \.valueReferences, 1)
    }
    pointer.pointee.release_value = { value, context in
      TestFamily.at(context).count(value, in: \.valueReferences, -1)
    }
    pointer.pointee.alloc = { size, context in TestFamily.at(context).alloc(size) }
    pointer.pointee.free = { block, size, context in TestFamily.at(context).free(block, size) }
    pointer.pointee.context = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    pointer.deallocate()
  }

  var empty: Map { Map(family: self, owning: chamt_map_empty(pointer)) }

  /// Bytes that maps hold now.
  var liveBytes: Int { withBooks { $0.liveBytes } }

  /// Allocations that succeeded so far.
  var allocations: Int { withBooks { $0.allocations } }

  /// Allocations that were refused so far.
  var failures: Int { withBooks { $0.failures } }

  /// Refuses one allocation, after this many more have succeeded; nil for none.
  func failAllocation(after successes: Int?) {
    withBooks { $0.allocationsUntilFailure = successes }
  }

  /// All that the maps took has been given back.
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

  private func count(_ word: UInt, in references: WritableKeyPath<Books, [UInt: Int]>, _ change: Int) {
    withBooks { books in
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
      books.allocations += 1
      books.liveBytes += size
      return false
    }
    return refused ? nil : UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
  }

  private func free(_ block: UnsafeMutableRawPointer?, _ size: Int) {
    withBooks { $0.liveBytes -= size }
    block?.deallocate()
  }
}
