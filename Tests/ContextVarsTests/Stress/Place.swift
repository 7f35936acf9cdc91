/// What the stress binds: a variable, or a key of the string-keyed face.
import ContextVars
import TaskContext

enum StressPlace: Sendable {
  case variable(ContextVar<Int, Never>)
  case key(StressKey)
  /// A key whose value is copied where the context is.
  case copiedKey(StressKey)

  /// What the running task reads; 0 if there is nothing.
  var value: Int {
    switch self {
    case .variable(let variable): variable.get()
    // Outside any scope there is nothing under a key.
    case .key(let key), .copiedKey(let key): (try? TaskContext.get(key, default: 0)) ?? 0
    }
  }

  /// Binds it, or unbinds it if `value` is nil. Returns the token, of which keys have none.
  func set(_ value: Int?) throws(ContextError) -> Token<Int, Never>? {
    switch (self, value) {
    case (.variable(let variable), let value?): return try variable.set(value)
    case (.variable(let variable), nil): return try variable.unset()
    case (.key(let key), let value?): try TaskContext.set(key, value)
    case (.copiedKey(let key), let value?): try TaskContext.set(key, value, copy: StressPlaces.forked)
    case (.key(let key), nil), (.copiedKey(let key), nil): try TaskContext.remove(key)
    }
    return nil
  }
}

extension Context {
  subscript(place: StressPlace) -> Int? {
    get {
      switch place {
      case .variable(let variable): self[variable]
      case .key(let key), .copiedKey(let key): self[key: key] as? Int
      }
    }
    set {
      switch place {
      case .variable(let variable): self[variable] = newValue
      case .key(let key), .copiedKey(let key): self[key: key] = newValue
      }
    }
  }
}

/// All these keys have one hash.
struct StressKey: Hashable, Sendable {
  let number: Int

  func hash(into hasher: inout Hasher) { hasher.combine(0) }
}
