// What the copies of a token share.
import CScope

/// Where a `set` happened, what was there before, and whether a `reset` has restored it.
///
/// The initialiser and `deinit` are inlinable and only store and release, so the compiler leaves out the
/// object where nobody keeps the token.
///
/// `@unchecked Sendable`: everything is constant (the objects are `Binding`s and values of variables), except
/// for `spent`, which only `isUsed` and `spend` touch, atomically.
@usableFromInline
final class RestorePoint: @unchecked Sendable {
  /// The variable that was set; its definition is kept for ever.
  @usableFromInline let variable: Unmanaged<VariableDefinition>
  @usableFromInline let scope: UInt64
  @usableFromInline let wasOpen: Bool
  /// What was there before: `held` if the scope has released it, `opened` if the scope was opened with it.
  @usableFromInline let held: AnyObject?
  @usableFromInline let opened: AnyObject?
  @exclusivity(unchecked) @usableFromInline var spent: UInt8 = 0

  @inlinable
  init(_ variable: Unmanaged<VariableDefinition>, _ replaced: Replaced) {
    self.variable = variable
    held = replaced.held
    opened = replaced.opened?.takeUnretainedValue()
    wasOpen = replaced.wasOpen
    scope = replaced.scope
  }

  @inlinable deinit {}

  /// What was stored for the variable before; nil if it was not bound.
  var previous: AnyObject? { held ?? opened }

  var isUsed: Bool { withUnsafeMutablePointer(to: &spent) { cscope_is_spent($0) } }

  /// Marks the token as used. Returns whether it was unused.
  private func spend() -> Bool { withUnsafeMutablePointer(to: &spent) { cscope_spend($0) } }

  /// Restores in `current`, the caller's innermost scope, what was there before. See
  /// ``ContextVar/reset(_:)``.
  ///
  /// - Returns: What this displaced, and what is bound again.
  func redeem(
    for variable: VariableDefinition, in current: Scope?, by call: ContextError.Call
  ) throws(ContextError) -> (displaced: AnyObject?, restored: AnyObject?) {
    guard !isUsed else { throw ContextError(.tokenAlreadyUsed, of: variable, by: call) }
    guard self.variable.toOpaque() == Unmanaged.passUnretained(variable).toOpaque() else {
      throw ContextError(.tokenOfAnotherVariable, of: variable, by: call)
    }
    guard let current, current.identity(for: variable.number) == scope else {
      throw ContextError(.tokenOfAnotherContext, of: variable, by: call)
    }
    let caller = TaskIdentity.current
    guard current.isOwned(by: caller) else { throw ContextError(.notOwner, of: variable, by: call) }
    // Only now, since a refused token stays usable. Another owner may have been faster.
    guard spend() else { throw ContextError(.tokenAlreadyUsed, of: variable, by: call) }
    let old: Content.Word =
      // A token of a `.never` variable that was made while the scope was shared never has `wasOpen`.
      wasOpen ? .open : previous.map { .bound(.passRetained($0)) } ?? .masked
    let displaced = current.change(variable.number, to: old, for: caller)
    return (displaced.previous, wasOpen ? current.stored(of: variable.number) : previous)
  }
}

extension RestorePoint: CustomReflectable {
  /// Shown by `dump` and by mirrors of tokens: not the previous value, which may be secret.
  @usableFromInline var customMirror: Mirror { Mirror(self, children: ["isUsed": isUsed]) }
}
