/// When two contexts are equal.

extension Context: Equatable {
  /// Whether both bind the same variables to equal values.
  ///
  /// Values are equal by `Equatable`; values of other types are if they are the same object or came from the same
  /// `set` or `withValue`. Defaults do not count.
  ///
  /// - Complexity: What the contexts share is skipped: one change costs one path of nodes. A user's `==` may run, and
  ///   may use the library.
  public static func == (left: Context, right: Context) -> Bool {
    left.map === right.map || left.map.isEqual(to: right.map)
  }
}
