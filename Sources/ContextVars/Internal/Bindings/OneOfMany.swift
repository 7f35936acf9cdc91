// Variables must be created only once: here are those that types keep and, in debug builds, a warning about
// places in the source that create one variable after another.
import CTaskRuntime

/// The variables that types keep: see ``ContextVar/kept(by:_:of:inheritance:)``.
enum KeptVariables {
  private struct Place: Hashable {
    let keeper, value: ObjectIdentifier
    let name: String
  }

  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) static var all: [Place: VariableDefinition] = [:]
  private static let lock = Lock()

  /// The variable that `keeper` keeps under this name; the first call creates it, by `make`.
  static func variable<Value, Failure>(
    named name: String, of keeper: Any.Type, _ make: () -> Definition<Value, Failure>
  ) -> Definition<Value, Failure> {
    let place = Place(
      keeper: ObjectIdentifier(keeper), value: ObjectIdentifier(ContextVar<Value, Failure>.self), name: name)
    let found = lock.withLock { all[place] }
    // Created outside the lock, since a default may itself be the value of such a variable. Of two that are
    // created at the same time, one is kept.
    let variable = found ?? make()
    let kept =
      found
      ?? lock.withLock {
        if let first = all[place] { return first }
        all[place] = variable
        return variable
      }
    // Only definitions of these types are kept under this place.
    return unsafeDowncast(kept, to: Definition<Value, Failure>.self)
  }
}

#if DEBUG
  /// Reports a place that creates one variable after another. Most likely it is a computed property, each
  /// read of which creates another variable that sees no binding of the others; or it creates a variable for
  /// each request.
  enum RepeatedVariables {
    private struct Place: Hashable {
      let file: String
      let line: UInt
      /// Nil: variables of any name.
      let name: String?
    }

    /// The numbers of variables from one place that are reported. With one name, so few that a property which
    /// is read in a loop soon reaches the number, but a test that runs a few times does not. With any names,
    /// more than a program would declare in one place.
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
        "ContextVars: \(what) have been made at \(file):\(line). Each is a variable of its own, "
          + "sees no binding of the others, and stays in memory for good. Create it once, in a 'static let'; "
          + "in a generic type, which can have none, with '.kept(by: TheType.self, \"\(name)\", ...)'. "
          + "Values whose names come from requests belong under keys of TaskContext. (Debug builds report a "
          + "place at \(ofOneName) variables of one name and at \(ofAnyNames) of any.)")
    }

    private static func count(_ place: Place) -> Int {
      counts[place, default: 0] += 1
      return counts[place]!
    }
  }
#endif
