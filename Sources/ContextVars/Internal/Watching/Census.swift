// The census: a record of all live scopes and contexts, which a program may ask for when it starts
// (ContextVarsDiagnostics). Without it, one byte is read where a scope or a context begins and ends, and
// where a variable is bound.
import CScope

/// The census, as the core reports to it.
package enum Census {
  package enum Kind: Sendable { case scope, context }

  /// How a value came to be bound.
  package enum Way: String, Sendable { case withValue, set, binding }

  /// Keeps the census. Its functions are called in the middle of an operation: they must neither use the
  /// library nor release what they are passed.
  package protocol Keeper: AnyObject, Sendable {
    func began(_ object: AnyObject, _ kind: Kind)
    /// Called in the object's `deinit`.
    func ended(_ object: AnyObject)
    /// `number` is the variable's. `.binding` also stands for a value that is taken over from another
    /// context.
    func bound(_ stored: AnyObject, at number: UInt, by way: Way)
  }

  /// `nonisolated(unsafe)`: written once, before the byte that announces it is set.
  nonisolated(unsafe) private(set) static var keeper: (any Keeper)?
  private static let lock = Lock()

  /// Begins the census, unless it has begun already. Returns whether it did.
  package static func begin(_ keeper: any Keeper) -> Bool {
    lock.withLock {
      guard self.keeper == nil else { return false }
      self.keeper = keeper
      cscope_begin_census()
      return true
    }
  }

  // The functions take addresses and are not inlined: an object that is used in one branch is retained before
  // the branch, whichever way it goes.

  /// Reports that the scope or context at this address has begun.
  @inline(never)
  static func began(_ address: UnsafeMutableRawPointer, _ kind: Kind) {
    keeper?.began(object(address), kind)
  }

  /// Reports that the scope or context at this address is being released.
  @inline(never)
  static func ended(_ address: UnsafeMutableRawPointer) { keeper?.ended(object(address)) }

  @inline(never)
  static func bound(_ stored: Unmanaged<AnyObject>, at number: UInt, by way: Way) {
    keeper?.bound(stored.takeUnretainedValue(), at: number, by: way)
  }

  private static func object(_ address: UnsafeMutableRawPointer) -> AnyObject {
    Unmanaged<AnyObject>.fromOpaque(address).takeUnretainedValue()
  }

  /// The bindings of a scope or context in the census, as the running task may see them.
  package static func contents(of object: AnyObject) -> Context? {
    if let scope = object as? Scope { return Context(scope.currentMap) }
    return (object as? ContextMap).map(Context.init)
  }

  /// What is stored for a variable in this context, and the variable's number, as `Keeper.bound` received
  /// them.
  package static func stored(_ variable: AnyContextVar, in context: Context) -> (AnyObject, number: UInt)? {
    context.map.binding(of: variable.definition.place).map { ($0.stored, variable.definition.number) }
  }

  /// The type of a variable's values or, for a key, of its value in this context.
  package static func type(of variable: AnyContextVar, in context: Context) -> Any.Type? {
    variable.definition.valueType
      ?? context.map.binding(of: variable.definition.place).map { Swift.type(of: $0.anyValue) }
  }
}
