// Variables of which there should be one: those that types keep, and, in debug builds, those that one place of the source makes
// again and again.
import CTaskRuntime

/// The variables that types keep. See ``ContextVar/kept(by:_:of:inheritance:)``.
enum KeptVariables {
  private struct Place: Hashable {
    let keeper, value: ObjectIdentifier
    let name: String
  }

  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) static var all: [Place: VariableDefinition] = [:]
  private static let lock = Lock()

  /// The one that `keeper` has under this name, else what `make` makes.
  static func variable<Value, Failure>(
    named name: String, of keeper: Any.Type, _ make: () -> Definition<Value, Failure>
  ) -> Definition<Value, Failure> {
    let place = Place(
      keeper: ObjectIdentifier(keeper), value: ObjectIdentifier(ContextVar<Value, Failure>.self), name: name)
    let found = lock.withLock { all[place] }
    // Made out of the lock, since a default may be such a variable's value; of two that are made at once one is kept.
    let variable = found ?? make()
    let kept =
      found
      ?? lock.withLock {
        if let first = all[place] { return first }
        all[place] = variable
        return variable
      }
    // Under this place there are such alone.
    return unsafeDowncast(kept, to: Definition<Value, Failure>.self)
  }
}

#if DEBUG
  /// Tells the developer, once, of a place that makes one variable after another: most likely a computed property, of which
  /// each read makes another that sees nothing of what is bound; or a variable for each request.
  enum RepeatedVariables {
    private struct Place: Hashable {
      let file: String
      let line: UInt
      /// Nil: whatever they are called.
      let name: String?
    }

    /// As many of one name as a property that is read in a loop makes at once, and a test that runs a few times does not;
    /// and of any names more than a program would declare in one place.
    private static let (ofOneName, ofAnyNames) = (10, 1_000)

    /// `nonisolated(unsafe)`: touched under `lock` only.
    private nonisolated(unsafe) static var counts: [Place: Int] = [:]
    private static let lock = Lock()

    static func note(_ name: String, _ file: StaticString, _ line: UInt) {
      let (ofName, ofPlace) = lock.withLock {
        (
          count(Place(file: "\(file)", line: line, name: name)),
          count(Place(file: "\(file)", line: line, name: nil))
        )
      }
      guard ofName == ofOneName || ofPlace == ofAnyNames else { return }
      let what =
        ofName == ofOneName
        ? "\(ofName) variables named '\(name)'" : "\(ofPlace) variables, the last of them '\(name)',"
      ctask_report(
        "ContextVars: \(what) have been made at \(file):\(line). Each is another one, reads nothing of what is bound "
          + "to the others, and stays in memory for good. Make it once, in a 'static let'; in a generic type, which can have "
          + "none, with '.kept(by: TheType.self, \"\(name)\", ...)'; values whose names come with requests go under keys of "
          + "TaskContext. (This is said once for each place, in debug builds.)")
    }

    private static func count(_ place: Place) -> Int {
      counts[place, default: 0] += 1
      return counts[place]!
    }
  }
#endif
