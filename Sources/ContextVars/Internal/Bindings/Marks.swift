// The marks that say whether a variable is logged, traced or sent: where they are kept, and what the products
// for logging and tracing read from them.

/// All marks of one kind. Marking a variable adds its mark, and none is ever removed, so users have no
/// registry to maintain.
package final class MarkList<Mark: Sendable>: Sendable {
  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var marks: [Mark] = []
  private let lock = Lock()

  func add(_ mark: Mark) { lock.withLock { marks.append(mark) } }

  /// The marks, in the order in which they were added: that of first use for a `static let`, which Swift
  /// initialises then. Takes a lock.
  package var all: [Mark] { lock.withLock { marks } }
}

/// Marks a variable as shown in logs or on spans, under this name.
package final class ShownMark: Sendable {
  package let name: String
  package let variable: AnyContextVar
  private let number: UInt
  private let show: @Sendable (AnyObject) -> Shown
  /// The default as it is shown; nil if there is none. For callers that list the variables to show, which are
  /// shown even where they are not bound.
  private let fallback: (@Sendable () -> Shown)?

  /// A value as logs or spans show it.
  package enum Shown: Sendable {
    case text(String)
    /// The result of the conversion that the variable was marked with.
    case converted(any Sendable)
  }

  package init<Value, Failure>(
    _ variable: ContextVar<Value, Failure>, as name: String,
    by conversion: (@Sendable (Value) -> any Sendable)?
  ) {
    self.name = name
    self.variable = AnyContextVar(variable)
    number = variable.number
    let value: @Sendable (AnyObject) -> Value = { variable.value(of: .passUnretained($0)) }
    let definition = variable.definition
    let shown: @Sendable (Value) -> Shown = { value in
      // A string is its own description. That runs no user code, so it cannot recurse into this value.
      if conversion == nil, let value = value as? String { return .text(value) }
      return Describing.once(definition) {
        conversion.map { .converted($0(value)) } ?? .text(ShownMark.text(of: value))
      }
        ?? .text("...")
    }
    show = { shown(value($0)) }
    if case .value(let value) = variable.definition.fallback {
      fallback = { shown(value) }
    } else {
      fallback = nil
    }
  }

  private static func text<Value>(of value: Value) -> String {
    if let value = value as? String { return value }
    if let optional = value as? any AnyOptional { return optional.content.map { text(of: $0) } ?? "nil" }
    return String(describing: value)
  }

  /// The value in the current scope, as it is shown; nil if the variable is not bound.
  package var shownHere: Shown? {
    CurrentScope.storedHere(number).map(shown)
  }

  /// The value in the current scope, or else the default, as it is shown; nil if there is neither.
  package var shownHereOrDefault: Shown? {
    if let shown = shownHere { return shown }
    return variable.isRedacted ? fallback.map { _ in .text(RedactedValue.text) } : fallback?()
  }

  private func shown(_ stored: AnyObject) -> Shown {
    variable.isRedacted ? .text(RedactedValue.text) : show(stored)
  }
}

/// Marks a variable as sent to other processes, under this name.
package final class SentMark: Sendable {
  package let name: String
  package let variable: AnyContextVar
  private let number: UInt
  private let encode: @Sendable (AnyObject) -> String?
  private let decode: @Sendable (String) -> ContextBinding?

  init<Value, Failure>(
    _ variable: ContextVar<Value, Failure>, as name: String, by codec: ContextCodec<Value>
  ) {
    self.name = name
    self.variable = AnyContextVar(variable)
    number = variable.number
    encode = { codec.encode(variable.value(of: .passUnretained($0))) }
    decode = { codec.decode($0).map(variable.bound(to:)) }
  }

  /// What is sent for a variable.
  package enum Sent: Sendable {
    case text(String)
    /// The codec has no text for the value.
    case unencodable
  }

  /// What is sent for the value in `context`; nil if the variable is not bound there, or is redacted.
  package func sent(of context: Context) -> Sent? {
    // Checked here and not when the mark is made, since the variable may be marked as redacted later.
    guard !variable.isRedacted, let stored = context.map.stored(of: number) else { return nil }
    return encode(stored).map(Sent.text) ?? .unencodable
  }

  /// A binding to the value that `text` encodes; nil if the codec cannot decode it.
  package func binding(of text: String) -> ContextBinding? { decode(text) }
}

/// The marks of all variables.
package enum Marks {
  package static let logged = MarkList<ShownMark>()
  package static let traced = MarkList<ShownMark>()
  package static let sent = MarkList<SentMark>()
}

extension CurrentScope {
  /// What is stored for the variable with this number in the innermost scope; nil if it is not bound.
  static func storedHere(_ number: UInt) -> AnyObject? {
    switch look(for: number) {
    case .bound(let stored): stored.takeUnretainedValue()
    case .unbound: nil
    case .elsewhere: stored(of: number)
    }
  }
}

extension Context {
  /// The current context; nil if there is no scope.
  package static var ofScopeAtHand: Context? { CurrentScope.borrowed == nil ? nil : .current }

  /// This context with the bindings of `other` added, which take precedence over its own.
  package func binding(all other: Context) -> Context { Context(other.map.laid(over: map, without: [])) }
}
