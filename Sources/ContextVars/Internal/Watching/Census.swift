// An account of all scopes and contexts, which a program may ask for when it starts (ContextVarsDiagnostics). Without it, one
// byte is read where a scope or a context begins and ends, and where a variable is bound.
import CScope

package enum Census {
  package enum Kind: Sendable { case scope, context }

  /// How a value came to be bound.
  package enum Way: String, Sendable { case withValue, set, binding }

  /// Who keeps the account. Called in the midst of things: it may not use the library, nor release what it is given.
  package protocol Keeper: AnyObject, Sendable {
    func began(_ object: AnyObject, _ kind: Kind)
    /// In the object's `deinit`.
    func ended(_ object: AnyObject)
    /// Under the number of the variable. `.binding` also where a value is taken over from another context.
    func bound(_ stored: AnyObject, at number: UInt, by way: Way)
  }

  /// `nonisolated(unsafe)`: written once, before the byte says that it is there.
  nonisolated(unsafe) private(set) static var keeper: (any Keeper)?
  private static let lock = Lock()

  /// Begins the account, if there is none. Returns whether there was none.
  package static func begin(_ keeper: any Keeper) -> Bool {
    lock.withLock {
      guard self.keeper == nil else { return false }
      self.keeper = keeper
      cscope_begin_census()
      return true
    }
  }

  // Addresses, and not inlined: an object that is used in a branch is retained before it, whichever way is gone.

  /// Of a scope or a context at this address, which has just begun.
  @inline(never)
  static func began(_ address: UnsafeMutableRawPointer, _ kind: Kind) {
    keeper?.began(object(address), kind)
  }

  /// Of one that is being released.
  @inline(never)
  static func ended(_ address: UnsafeMutableRawPointer) { keeper?.ended(object(address)) }

  @inline(never)
  static func bound(_ stored: Unmanaged<AnyObject>, at number: UInt, by way: Way) {
    keeper?.bound(stored.takeUnretainedValue(), at: number, by: way)
  }

  private static func object(_ address: UnsafeMutableRawPointer) -> AnyObject {
    Unmanaged<AnyObject>.fromOpaque(address).takeUnretainedValue()
  }

  /// What an object of the account holds, as the running task may see it.
  package static func contents(of object: AnyObject) -> Context? {
    if let scope = object as? Scope { return Context(scope.currentMap) }
    return (object as? ContextMap).map(Context.init)
  }

  /// What is stored for a variable in this context, and under which number: as `Keeper.bound` was told of it.
  package static func stored(_ variable: AnyContextVar, in context: Context) -> (AnyObject, number: UInt)? {
    context.map.binding(of: variable.definition.place).map { ($0.stored, variable.definition.number) }
  }

  /// The type of a variable's values; of a key, that of the value in this context.
  package static func type(of variable: AnyContextVar, in context: Context) -> Any.Type? {
    variable.definition.valueType
      ?? context.map.binding(of: variable.definition.place).map { Swift.type(of: $0.anyValue) }
  }
}
