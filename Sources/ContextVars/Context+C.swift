// Carries a context through C, to a callback that receives a `void *` (rule 6).

extension Context {
  /// Returns the context as a retained pointer that C code can store.
  ///
  /// ```swift
  /// // void start(void (*callback)(void *), void *context);
  /// start({ pointer in
  ///   Context(takingRetainedPointer: pointer!).run { handle() }
  /// }, Context.current.retainedPointer())
  /// ```
  ///
  /// Release the pointer exactly once, by ``init(takingRetainedPointer:)`` or ``releasePointer(_:)``; until
  /// then it keeps the context's values alive. It may be passed to any thread.
  ///
  /// - Returns: A pointer to this context, to which the variables' inheritance policies have been applied.
  public func retainedPointer() -> UnsafeMutableRawPointer {
    Unmanaged.passRetained(map.handedOn).toOpaque()
  }

  /// Takes the context out of a pointer and releases the pointer, for a callback that is called once.
  ///
  /// - Parameter pointer: From ``retainedPointer()``. It must not be used again.
  public init(takingRetainedPointer pointer: UnsafeMutableRawPointer) {
    self.init(Unmanaged<ContextMap>.fromOpaque(pointer).takeRetainedValue())
  }

  /// Reads the context out of a pointer without releasing it, for a callback that is called many times.
  ///
  /// - Parameter pointer: From ``retainedPointer()``. It stays valid until ``releasePointer(_:)``.
  public init(borrowingPointer pointer: UnsafeMutableRawPointer) {
    self.init(Unmanaged<ContextMap>.fromOpaque(pointer).takeUnretainedValue())
  }

  /// Releases a pointer once C code will not call back with it again.
  ///
  /// - Parameter pointer: From ``retainedPointer()``. It must not be used again.
  public static func releasePointer(_ pointer: UnsafeMutableRawPointer) {
    Unmanaged<ContextMap>.fromOpaque(pointer).release()
  }
}
