// Variables in log lines: metadata that is read where a line is logged, by whichever library.
//
// ```swift
// LoggingSystem.bootstrap(StreamLogHandler.standardError, metadataProvider: .contextVars)
// ```
#if Logging
  public import ContextVars
  public import Logging

  extension Logger.MetadataProvider {
    /// Metadata from every variable that is marked with `ContextVar.logged(as:)`, where it is
    /// bound.
    ///
    /// swift-log reads the variables for each line, on the task or thread that logs, and only if the line's
    /// level is enabled. A redacted variable shows as `<redacted>`. Of two variables with the same key, only
    /// one is shown, and it is not defined which: give each a key of its own. Combine it with other providers
    /// by `MetadataProvider.multiplex`.
    ///
    /// - Complexity: For each line one lock, one lookup for each marked variable of the process, bound or
    ///   not, and the cost of describing each value.
    public static var contextVars: Logger.MetadataProvider {
      Logger.MetadataProvider {
        var metadata: Logger.Metadata = [:]
        for mark in Marks.logged.all {
          if let shown = mark.shownHere { metadata[mark.name] = .init(shown) }
        }
        return metadata
      }
    }

    /// Metadata from these variables, marked or not: the value that each reads as, a default included.
    ///
    /// A variable that is marked shows as its mark says.
    public static func contextVars<each Value, each Failure>(
      _ variable: repeat ContextVar<each Value, each Failure>
    ) -> Logger.MetadataProvider {
      var marks: [ShownMark] = []
      repeat marks.append(ShownMark.logged(of: each variable))
      let chosen = marks
      return Logger.MetadataProvider {
        var metadata: Logger.Metadata = [:]
        for mark in chosen {
          if let shown = mark.shownHereOrDefault { metadata[mark.name] = .init(shown) }
        }
        return metadata
      }
    }
  }

  extension ContextVar {
    /// Puts the variable's value into log lines, where it is bound, in the form that `conversion` gives it:
    /// structured, for instance.
    ///
    /// ```swift
    /// static let roles = ContextVar("roles", of: [String].self).logged { .array($0.map { .string($0) }) }
    /// ```
    ///
    /// - Parameters:
    ///   - key: The metadata key; nil for the variable's name.
    ///   - conversion: Called for each line, on the task or thread that logs. Not called for a redacted
    ///     variable.
    /// - Returns: The variable.
    public func logged(
      as key: String? = nil, by conversion: @escaping @Sendable (Value) -> Logger.MetadataValue
    ) -> ContextVar {
      loggedByProduct(as: key) { LoggedValue(metadata: conversion($0)) }
    }
  }

  /// The result of a conversion, in a type that no other product uses.
  private struct LoggedValue: Sendable {
    let metadata: Logger.MetadataValue
  }

  extension ShownMark {
    /// The variable's mark, or a mark with the variable's name.
    fileprivate static func logged<Value, Failure>(of variable: ContextVar<Value, Failure>) -> ShownMark {
      Marks.logged.all.first { $0.variable == AnyContextVar(variable) }
        ?? ShownMark(variable, as: variable.name, by: nil)
    }
  }

  extension Logger.MetadataValue {
    fileprivate init(_ shown: ShownMark.Shown) {
      self =
        switch shown {
        case .text(let text): .string(text)
        // Only this product marks variables as logged with a conversion.
        case .converted(let value): (value as! LoggedValue).metadata
        }
    }
  }
#endif
