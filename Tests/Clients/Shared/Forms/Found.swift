// What a task sees and may do, and what it should according to its file's imports.
import ContextVars

enum Request {
  static let id = ContextVar("request-id", default: "-")
}

/// What a task sees, and what it may do.
struct Found: Equatable, Sendable {
  var id = Request.id.get()
  var setting: ContextError.Code?
  /// What it reads once it has tried to set the variable to "child".
  var own = ""

  init(_ id: String, setting: ContextError.Code? = nil, own: String) {
    (self.id, self.setting, self.own) = (id, setting, own)
  }

  /// Looks and sets.
  init() {
    do throws(ContextError) { try Request.id.set("child") } catch { setting = error.code }
    own = Request.id.get()
  }

  // In a task that was started while "before" was bound, after its parent has set "after":

  static let pinned = Found("before", own: "child")
  static let plain = Found("after", setting: .notOwner, own: "after")
  static let empty = Found("-", setting: .noScope, own: "-")

  /// … if it was started by a file of this module (but for the one in `OtherFile`).
  static let asImported = Imports.implicit && Imports.isInForce ? pinned : plain
}

/// What the files of this module import.
enum Imports {
  /// Whether ContextVarsImplicit has anything to import: the condition that stands there.
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
