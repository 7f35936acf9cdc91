// The report of the census, for people and for tests.
public import ContextVars

/// The scopes and contexts that were alive at one moment. The report retains what they held.
public struct ContextReport: Sendable, CustomStringConvertible {
  /// A scope or a context.
  public struct Entry: Sendable, CustomStringConvertible {
    /// The kinds of entry.
    public enum Kind: String, Sendable {
      /// A scope, opened by `run`, `withValue` or the start of a task, and still referred to.
      case scope
      /// A snapshot, or a version of a scope's bindings.
      case context
    }

    /// Whether the entry is a scope or a context.
    public let kind: Kind
    /// The time since it began.
    public let age: Duration
    /// Its bindings, as the task that asked for the report may see them.
    public let context: Context
    let place: Place?

    /// Where it was opened or taken, if that was recorded and is known: `Service.swift:42`.
    public var openedAt: String? { place?.text }

    /// This entry without a variable.
    package func without<Value, Failure>(_ variable: ContextVar<Value, Failure>) -> Entry {
      Entry(kind: kind, age: age, context: context.removing(variable), place: place)
    }

    /// One line for the entry, and one for each binding.
    public var description: String {
      let place = openedAt.map { ", from \($0)" } ?? ""
      let rows = ContextReport.rows(of: context).map { "  " + $0 }
      return (["\(kind.rawValue), \(age.seconds) s old\(place)"] + rows).joined(separator: "\n")
    }
  }

  /// The entries that bind something, the oldest first.
  public let entries: [Entry]

  init(_ lives: [Registry.Life]) {
    let now = ContinuousClock.now
    entries = lives.compactMap { life in
      guard let object = life.object, let context = Census.contents(of: object), !context.isEmpty else {
        return nil
      }
      return Entry(
        kind: life.kind == .scope ? .scope : .context, age: now - life.since, context: context,
        place: life.place)
    }
  }

  /// The number of live scopes and contexts, and each of them with its bindings.
  public var description: String {
    let scopes = entries.count { $0.kind == .scope }
    let heading =
      "alive: \(scopes) scope\(scopes == 1 ? "" : "s"), "
      + "\(entries.count - scopes) context\(entries.count - scopes == 1 ? "" : "s")"
    return ([heading] + entries.map(\.description)).joined(separator: "\n")
  }

  /// A line for each binding, sorted by name, in columns.
  static func rows(of context: Context) -> [String] {
    let cells = context.map { variable, value in
      [
        variable.name, Census.type(of: variable, in: context).map { "\($0)" } ?? "",
        String(reflecting: value),
        Census.stored(variable, in: context).flatMap(Registry.shared.origin)?.description ?? "",
      ]
    }.sorted { $0[0] < $1[0] }
    let widths = (0..<3).map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += column < 3 ? cell + String(repeating: " ", count: widths[column] - cell.count + 2) : cell
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}

extension Duration {
  /// In seconds, with one decimal.
  var seconds: String {
    let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}
