// What a task sees and may do, and what the imports of its file say that it should.
import ContextVars

enum Request {
  static let id = ContextVar("request-id", default: "-")
}

/// What a task sees and may do.
struct Found: Equatable, Sendable {
  var id = Request.id.get()
  var setting: ContextError.Code?
  /// The value after the task has tried to set the variable to "child".
  var own = ""

  init(_ id: String, setting: ContextError.Code? = nil, own: String) {
    (self.id, self.setting, self.own) = (id, setting, own)
  }

  /// Reads, then tries to set.
  init() {
    do throws(ContextError) { try Request.id.set("child") } catch { setting = error.code }
    own = Request.id.get()
  }

  // The results of a task that was started while "before" was bound, after its parent has set "after".

  static let pinned = Found("before", own: "child")
  static let plain = Found("after", setting: .notOwner, own: "after")
  static let empty = Found("-", setting: .noScope, own: "-")

  /// The result for a task that a file of this module starts (other than the one in `OtherFile`).
  static let asImported = Imports.implicit && Imports.isInForce ? pinned : plain
}

/// The imports of this module's files.
enum Imports {
  /// Whether ContextVarsImplicit declares anything: the same condition as in that module.
  #if compiler(>=6.3) && compiler(<6.4) && !CONTEXTVARS_NO_SHADOWS
    static let isInForce = true
  #else
    static let isInForce = false
  #endif

  #if IMPORTS_IMPLICIT
    static let implicit = true
  #else
    static let implicit = false
  #endif
}
