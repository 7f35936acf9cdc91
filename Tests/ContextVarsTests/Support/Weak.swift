/// A reference that a test passes out of a task to see whether the library keeps the object.
struct Weak<Object: AnyObject & Sendable>: Sendable {
  /// `nonisolated(unsafe)`: written by `init` only.
  private(set) nonisolated(unsafe) weak var object: Object?

  init(_ object: Object) {
    self.object = object
  }
}
