// What the stress test binds: a variable, or a key of `TaskContext`.
import ContextVars
import Synchronization
import TaskContext

enum StressPlace: Sendable {
  case variable(ContextVar<Int, Never>)
  /// A variable whose values are counted objects.
  case object(ContextVar<StressObject, ContextError>)
  /// A key whose values are counted objects too.
  case key(StressKey)
  /// A key whose value is copied whenever the context is copied.
  case copiedKey(StressKey)

  /// What the running task reads; 0 if nothing is bound.
  var value: Int {
    switch self {
    case .variable(let variable): variable.get()
    case .object(let variable): (try? variable.get())?.number ?? 0
    // Outside any scope there is nothing under a key.
    case .key(let key): (try? TaskContext.get(key, as: StressObject.self))?.number ?? 0
    case .copiedKey(let key): (try? TaskContext.get(key, default: 0)) ?? 0
    }
  }

  /// Binds the variable or key, or unbinds it if `value` is nil. Returns a token that undoes the change, or
  /// nil for a key, whose changes cannot be undone.
  func set(_ value: Int?) throws(ContextError) -> StressToken? {
    switch (self, value) {
    case (.variable(let variable), let value): return try change(variable, value) { $0 }
    case (.object(let variable), let value):
      return try change(variable, value.map(StressObject.init)) { $0.number }
    case (.key(let key), let value?): try TaskContext.set(key, StressObject(value))
    case (.copiedKey(let key), let value?): try TaskContext.set(key, value, copy: StressPlaces.forked)
    case (.key(let key), nil), (.copiedKey(let key), nil): try TaskContext.remove(key)
    }
    return nil
  }

  private func change<Value, Failure>(
    _ variable: ContextVar<Value, Failure>, _ value: Value?, number: (Value) -> Int
  ) throws(ContextError) -> StressToken {
    let token = if let value { try variable.set(value) } else { try variable.unset() }
    return StressToken(oldValue: token.oldValue.map(number)) { () throws(ContextError) in
      try variable.reset(token)
    }
  }
}

/// Undoes a change of a variable.
struct StressToken {
  let oldValue: Int?
  let reset: () throws(ContextError) -> Void
}

extension Context {
  subscript(place: StressPlace) -> Int? {
    get {
      switch place {
      case .variable(let variable): self[variable]
      case .object(let variable): self[variable]?.number
      case .key(let key): (self[key: key] as? StressObject)?.number
      case .copiedKey(let key): self[key: key] as? Int
      }
    }
    set {
      switch place {
      case .variable(let variable): self[variable] = newValue
      case .object(let variable): self[variable] = newValue.map(StressObject.init)
      case .key(let key): self[key: key] = newValue.map(StressObject.init)
      case .copiedKey(let key): self[key: key] = newValue
      }
    }
  }
}

/// A value that is counted as long as something holds it.
final class StressObject: Sendable {
  let number: Int

  /// How many of these objects are alive.
  private static let alive = Atomic(0)
  static var aliveCount: Int { alive.load(ordering: .acquiring) }

  init(_ number: Int) {
    self.number = number
    Self.alive.add(1, ordering: .relaxed)
  }

  deinit { Self.alive.subtract(1, ordering: .relaxed) }
}

/// All these keys have the same hash.
struct StressKey: Hashable, Sendable {
  let number: Int

  func hash(into hasher: inout Hasher) { hasher.combine(0) }
}
