// What the copies of a token share.
import CScope

/// Where a `set` was, what was there before, and whether that is taken back.
///
/// Inlinable and with constants alone, so that where nobody keeps the token there is no such object.
///
/// `@unchecked Sendable`: all is constant (the objects are `Binding`s and values of variables) but for `spent`, which `spend` alone touches, atomically.
@usableFromInline
final class RestorePoint: @unchecked Sendable {
  /// Kept for ever.
  @usableFromInline let variable: Unmanaged<VariableDefinition>
  @usableFromInline let scope: UInt64
  @usableFromInline let wasOpen: Bool
  /// What was there, if the scope has let go of it, and if it was opened with it.
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

  /// What is stored for what the variable was bound to.
  var previous: AnyObject? { held ?? opened }

  var isUsed: Bool { withUnsafeMutablePointer(to: &spent) { cscope_is_spent($0) } }

  /// Whether nobody has used the token before.
  private func spend() -> Bool { withUnsafeMutablePointer(to: &spent) { cscope_spend($0) } }

  /// Restores what was before in `current`, the caller's innermost scope, and returns what that displaced and what is
  /// bound again. See ``ContextVar/reset(_:)``.
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
    // Only now, since a token that is refused stays usable. Another owner may have been faster.
    guard spend() else { throw ContextError(.tokenAlreadyUsed, of: variable, by: call) }
    let old: Content.Word =
      // Tokens of a shared scope's `.never` variables know nothing beneath.
      wasOpen ? .open : previous.map { .bound(.passRetained($0)) } ?? .masked
    let displaced = current.change(variable.number, to: old, for: caller)
    return (displaced.previous, wasOpen ? current.stored(of: variable.number) : previous)
  }
}

extension RestorePoint: CustomReflectable {
  /// For `dump` and mirrors of tokens: not what was there before, which may be secret.
  @usableFromInline var customMirror: Mirror { Mirror(self, children: ["isUsed": isUsed]) }
}
