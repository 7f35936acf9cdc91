/// Variables in log lines: metadata that is read where the line is logged, whoever writes it.
///
/// ```swift
/// LoggingSystem.bootstrap(StreamLogHandler.standardError, metadataProvider: .contextVars)
/// ```
#if Logging
  public import ContextVars
  public import Logging

  extension Logger.MetadataProvider {
    /// The variables that are marked with `ContextVar.logged(as:)`, where they are bound.
    ///
    /// Read by swift-log on the task or thread that logs, at the line, and only if its level is on. A redacted variable shows as
    /// `<redacted>`. Of two variables with one key one is shown, whichever was used first or last: give each its own. Beside other providers it stands
    /// in `MetadataProvider.multiplex`.
    ///
    /// - Complexity: One look-up for each variable of the process that is marked, bound or not, and one lock; and what the
    ///   text of each value costs.
    public static var contextVars: Logger.MetadataProvider {
      Logger.MetadataProvider {
        var metadata: Logger.Metadata = [:]
        for mark in Marks.logged.all {
          if let shown = mark.shownHere { metadata[mark.name] = .init(shown) }
        }
        return metadata
      }
    }

    /// These variables, whether they are marked or not: what each reads as, a default too.
    ///
    /// Those that are marked show as their mark says.
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
    /// Puts the variable's value into log lines, where it is bound, as `conversion` says: structured, for instance.
    ///
    /// ```swift
    /// static let roles = ContextVar("roles", of: [String].self).logged { .array($0.map { .string($0) }) }
    /// ```
    ///
    /// - Parameters:
    ///   - key: Of the metadata; nil: the variable's name.
    ///   - conversion: Called for each line, on the task or thread that logs. Not for a redacted variable.
    /// - Returns: The variable.
    public func logged(
      as key: String? = nil, by conversion: @escaping @Sendable (Value) -> Logger.MetadataValue
    ) -> ContextVar {
      loggedByProduct(as: key) { LoggedValue(metadata: conversion($0)) }
    }
  }

  /// What a conversion has made. A type of its own, as `MetadataValue` is `Sendable` by promise alone.
  private struct LoggedValue: Sendable {
    let metadata: Logger.MetadataValue
  }

  extension ShownMark {
    /// The variable's mark, or one with its name.
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
        // Nobody else marks variables to be logged with a conversion.
        case .converted(let value): (value as! LoggedValue).metadata
        }
    }
  }
#endif
