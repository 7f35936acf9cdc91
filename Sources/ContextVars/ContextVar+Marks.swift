// Marks on a variable's declaration: how its values are logged, traced and sent, and whether they are secret.

extension ContextVar {
  /// Marks the variable to be logged: where it is bound, its value becomes metadata of log lines.
  ///
  /// ```swift
  /// static let id = ContextVar("request-id", of: String.self).logged()
  /// ```
  ///
  /// The product `ContextVarsLogging` reads the mark; without it, the mark does nothing. Marks belong on the
  /// declaration: they apply to all uses of the variable, permanently. Of two marks of the same kind, only
  /// the first counts. Safe to use from any task and thread.
  ///
  /// - Parameter key: The metadata key; nil for the variable's name.
  /// - Returns: The same variable, marked.
  public func logged(as key: String? = nil) -> ContextVar { loggedByProduct(as: key, by: nil) }

  /// Like ``logged(as:)``, with the conversion that `ContextVarsLogging` applies to a value.
  package func loggedByProduct(as key: String?, by conversion: (@Sendable (Value) -> any Sendable)?)
    -> ContextVar
  {
    marked(.logged) { Marks.logged.add(ShownMark(self, as: key ?? name, by: conversion)) }
  }

  /// Marks the variable to be traced: where it is bound, its value becomes an attribute of each span started.
  ///
  /// The product `ContextVarsTracing` reads the mark; otherwise it works like ``logged(as:)``.
  ///
  /// - Parameter attribute: The attribute's name; nil for the variable's name.
  /// - Returns: The same variable, marked.
  public func traced(as attribute: String? = nil) -> ContextVar { tracedByProduct(as: attribute, by: nil) }

  /// Like ``traced(as:)``, with the conversion that `ContextVarsTracing` applies to a value.
  package func tracedByProduct(as attribute: String?, by conversion: (@Sendable (Value) -> any Sendable)?)
    -> ContextVar
  {
    marked(.traced) { Marks.traced.add(ShownMark(self, as: attribute ?? name, by: conversion)) }
  }

  /// Marks the variable to be sent: where it is bound, requests to other processes carry its value as a
  /// member of W3C baggage.
  ///
  /// The instrument of `ContextVarsTracing` sends and receives the value; otherwise the mark works like
  /// ``logged(as:)``. Requests carry nothing else of a context.
  ///
  /// - Parameters:
  ///   - codec: Turns values into text and back.
  ///   - key: The member's key; nil for the variable's name. It must be a token of HTTP headers (letters,
  ///     digits, `!#$%&'*+-.^_|~` and the backquote): any other key is a programming error that traps.
  /// - Returns: The same variable, marked.
  public func sent(as codec: ContextCodec<Value>, named key: String? = nil) -> ContextVar {
    let key = key ?? name
    precondition(
      Self.isToken(key),
      "ContextVar '\(name)': '\(key)' cannot be a baggage key, which may contain only letters, digits and "
        + "!#$%&'*+-.^_`|~; choose another key with .sent(as:named:)")
    return marked(.sent) { Marks.sent.add(SentMark(self, as: key, by: codec)) }
  }

  /// Marks the variable as secret: wherever values are listed, `<redacted>` takes the place of its value.
  ///
  /// The value is hidden in logs and on spans; in descriptions, `dump` and mirrors of contexts, scopes,
  /// changes, tokens and the variable; and wherever it is read without its type
  /// (`for (variable, value) in context`, `context[AnyContextVar(…)]`, events). It is never sent, whatever
  /// the other marks say. The variable itself and `context[variable]` still read it.
  ///
  /// Redaction does not cover what the program does with a value it has read, nor what a debugger reads from
  /// memory.
  ///
  /// - Returns: The same variable, marked.
  public func redacted() -> ContextVar { marked(.redacted) {} }

  private func marked(_ kind: VariableDefinition.Mark, _ mark: () -> Void) -> ContextVar {
    if definition.mark(kind) { mark() }
    return self
  }

  /// Whether `text` is a token as in RFC 9110, section 5.6.2.
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }
}

/// Stands in for the value of a ``ContextVar/redacted()`` variable wherever values are read without their
/// type.
public struct RedactedValue: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  static let text = "<redacted>"

  /// The text `<redacted>`.
  public var description: String { Self.text }

  /// The text `<redacted>`.
  public var debugDescription: String { Self.text }
}
