// What variables say of themselves for logs, traces and other processes: where marks are kept, and how products read them.

/// All marks of one kind. A variable enters by its declaration, and never leaves, so that nobody fills a registry by hand.
package final class MarkList<Mark: Sendable>: Sendable {
  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var marks: [Mark] = []
  private let lock = Lock()

  func add(_ mark: Mark) { lock.withLock { marks.append(mark) } }

  /// In the order in which the variables were first used, as `static let`s are made. Takes a lock.
  package var all: [Mark] { lock.withLock { marks } }
}

/// That a variable is shown, under this name.
package final class ShownMark: Sendable {
  package let name: String
  package let variable: AnyContextVar
  private let number: UInt
  private let show: @Sendable (AnyObject) -> Shown
  /// What is shown of a variable that is not bound, if it is asked for by name.
  private let fallback: (@Sendable () -> Shown)?

  /// A value as it is shown.
  package enum Shown: Sendable {
    case text(String)
    /// What the conversion made of it that the variable was marked with.
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
      // Neither strings nor numbers have descriptions that log.
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

  /// The value here, nil if the variable is not bound.
  package var shownHere: Shown? {
    CurrentScope.storedHere(number).map(shown)
  }

  /// The value here, or else the default.
  package var shownHereOrDefault: Shown? {
    if let shown = shownHere { return shown }
    return variable.isRedacted ? fallback.map { _ in .text(RedactedValue.text) } : fallback?()
  }

  private func shown(_ stored: AnyObject) -> Shown {
    variable.isRedacted ? .text(RedactedValue.text) : show(stored)
  }
}

/// That a variable goes to other processes, under this name.
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

  /// What is sent of a variable.
  package enum Sent: Sendable {
    case text(String)
    /// The codec has no text for the value.
    case unencodable
  }

  /// What is sent of the value that `context` has; nil if it has none, or must not tell.
  package func sent(of context: Context) -> Sent? {
    // Asked here and not at the mark, which may come first.
    guard !variable.isRedacted, let stored = context.map.stored(of: number) else { return nil }
    return encode(stored).map(Sent.text) ?? .unencodable
  }

  /// The variable with the value that `text` stands for; nil if it stands for none.
  package func binding(of text: String) -> ContextBinding? { decode(text) }
}

/// The marks of all variables.
package enum Marks {
  package static let logged = MarkList<ShownMark>()
  package static let traced = MarkList<ShownMark>()
  package static let sent = MarkList<SentMark>()
}

extension CurrentScope {
  /// What is stored for the variable with this number in the innermost scope, nil if it is not bound.
  static func storedHere(_ number: UInt) -> AnyObject? {
    switch look(for: number) {
    case .bound(let stored): stored.takeUnretainedValue()
    case .unbound: nil
    case .elsewhere: stored(of: number)
    }
  }
}

extension Context {
  /// What the innermost scope binds now; nil if there is none.
  package static var ofScopeAtHand: Context? { CurrentScope.borrowed == nil ? nil : .current }

  /// This context with the bindings of another, which go before its own.
  package func binding(all other: Context) -> Context { Context(other.map.laid(over: map, without: [])) }
}
