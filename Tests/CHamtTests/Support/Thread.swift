// A variable for threads to share.
import Foundation

/// A variable that holds a version, from which threads take it.
///
/// `@unchecked Sendable`: `value` is accessed under the lock only.
final class Shared: @unchecked Sendable {
  private var value: Map?
  private let lock = NSLock()

  init(_ map: Map) { value = map }

  var map: Map? {
    get { lock.withLock { value } }
    // The old version is released after the lock has been given up, because its release calls the family.
    set { _ = lock.withLock { exchange(newValue) } }
  }

  private func exchange(_ map: Map?) -> Map? {
    defer { value = map }
    return value
  }
}
