/// Carrying a context through C: a callback that is given a `void *`.

extension Context {
  /// The context as a pointer that C can keep. It must be given back once: by ``init(takingRetainedPointer:)``, or by
  /// ``releasePointer(_:)``.
  ///
  /// ```swift
  /// // void start(void (*callback)(void *), void *context);
  /// start({ pointer in
  ///   Context(takingRetainedPointer: pointer!).run { handle() }
  /// }, Context.current.retainedPointer())
  /// ```
  ///
  /// The variables' policies of inheritance apply here. Until it is given back, the pointer keeps the context's values
  /// alive. It may go to any thread.
  public func retainedPointer() -> UnsafeMutableRawPointer {
    Unmanaged.passRetained(map.handedOn).toOpaque()
  }

  /// The context of a pointer that ``retainedPointer()`` made, for a callback that is called once: gives it back.
  public init(takingRetainedPointer pointer: UnsafeMutableRawPointer) {
    self.init(Unmanaged<ContextMap>.fromOpaque(pointer).takeRetainedValue())
  }

  /// The context of a pointer that ``retainedPointer()`` made, for a callback that is called many times: the pointer
  /// stays good until ``releasePointer(_:)``.
  public init(borrowingPointer pointer: UnsafeMutableRawPointer) {
    self.init(Unmanaged<ContextMap>.fromOpaque(pointer).takeUnretainedValue())
  }

  /// Gives back a pointer that ``retainedPointer()`` made: where C says that it calls no more.
  public static func releasePointer(_ pointer: UnsafeMutableRawPointer) {
    Unmanaged<ContextMap>.fromOpaque(pointer).release()
  }
}
