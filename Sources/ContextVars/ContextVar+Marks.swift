// What a variable says of itself where it is declared: how it is logged, traced and sent, and whether it is secret.
extension ContextVar {
  /// Puts the variable's value into log lines, where it is bound.
  ///
  /// ```swift
  /// static let id = ContextVar("request-id", of: String.self).logged()
  /// ```
  ///
  /// Read by `ContextVarsLogging`; without that product it does nothing. Marks belong to the declaration: they are for all uses of
  /// the variable and for good, and of two of a kind the first counts. Safe to use from any task and thread.
  ///
  /// - Parameter key: Of the metadata; nil: the variable's name.
  /// - Returns: The variable.
  public func logged(as key: String? = nil) -> ContextVar { loggedByProduct(as: key, by: nil) }

  /// As ``logged(as:)``, with what `ContextVarsLogging` makes of a value.
  package func loggedByProduct(as key: String?, by conversion: (@Sendable (Value) -> any Sendable)?)
    -> ContextVar
  {
    marked(.logged) { Marks.logged.add(ShownMark(self, as: key ?? name, by: conversion)) }
  }

  /// Puts the variable's value on spans that are started where it is bound, as an attribute.
  ///
  /// Read by `ContextVarsTracing`; otherwise as ``logged(as:)``.
  ///
  /// - Parameter attribute: Its name; nil: the variable's.
  /// - Returns: The variable.
  public func traced(as attribute: String? = nil) -> ContextVar { tracedByProduct(as: attribute, by: nil) }

  /// As ``traced(as:)``, with what `ContextVarsTracing` makes of a value.
  package func tracedByProduct(as attribute: String?, by conversion: (@Sendable (Value) -> any Sendable)?)
    -> ContextVar
  {
    marked(.traced) { Marks.traced.add(ShownMark(self, as: attribute ?? name, by: conversion)) }
  }

  /// Sends the variable's value along with requests to other processes, where it is bound, as a member of W3C baggage.
  ///
  /// Sent, and received, by the instrument of `ContextVarsTracing`; otherwise as ``logged(as:)``. Nothing else of a context
  /// ever leaves the process.
  ///
  /// - Parameters:
  ///   - codec: How a value becomes text, and text a value.
  ///   - key: Of the member; nil: the variable's name. A token as HTTP headers have them (letters, digits, `!#$%&'*+-.^_|~`
  ///     and the backquote), or the program stops here.
  /// - Returns: The variable.
  public func sent(as codec: ContextCodec<Value>, named key: String? = nil) -> ContextVar {
    let key = key ?? name
    precondition(
      Self.isToken(key),
      "ContextVar '\(name)': '\(key)' cannot be a key of baggage, which has letters, digits and !#$%&'*+-.^_`|~ alone; "
        + "give another with .sent(as:named:)")
    return marked(.sent) { Marks.sent.add(SentMark(self, as: key, by: codec)) }
  }

  /// Keeps the variable's value secret: where people or programs list values, `<redacted>` stands in its place.
  ///
  /// That is in descriptions, `dump` and mirrors of contexts, scopes, changes, tokens and the variable, in logs and on spans,
  /// and for whoever has it without its type (`for (variable, value) in context`, `context[AnyContextVar(…)]`, events). It is
  /// sent nowhere, whatever other marks say. The variable itself reads it as ever, and so does `context[variable]`.
  ///
  /// What the program does with a value that it has read is not seen here, nor what a debugger reads from memory.
  ///
  /// - Returns: The variable.
  public func redacted() -> ContextVar { marked(.redacted) {} }

  private func marked(_ kind: VariableDefinition.Mark, _ mark: () -> Void) -> ContextVar {
    if definition.mark(kind) { mark() }
    return self
  }

  /// RFC 9110, 5.6.2.
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

/// What stands for the value of a variable that is ``ContextVar/redacted()``, wherever values have no type.
public struct RedactedValue: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  static let text = "<redacted>"

  /// `<redacted>`
  public var description: String { Self.text }

  /// `<redacted>`
  public var debugDescription: String { Self.text }
}
