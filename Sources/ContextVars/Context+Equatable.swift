// Equality of contexts: by their bindings, without comparing what they share.

extension Context: Equatable {
  /// Returns whether both bind the same variables to equal values.
  ///
  /// Values are compared by `==` if their type is `Equatable`. Other values are equal if they are the same
  /// object, or come from the same `set` or `withValue`. Defaults do not count.
  ///
  /// - Complexity: Subtrees that the contexts share are skipped: one change costs one path of nodes. The
  ///   values' `==` may run, and may use the library.
  public static func == (left: Context, right: Context) -> Bool {
    left.map === right.map || left.map.isEqual(to: right.map)
  }
}
