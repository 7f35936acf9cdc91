// A change to a map, and the ways in which the engine can make it.
import CHamt

/// One change to a map.
enum Change: CustomStringConvertible, Sendable {
  case assoc(UInt, UInt)
  case without(UInt)

  var description: String {
    switch self {
    case .assoc(let key, let value): "assoc(\(key), \(value))"
    case .without(let key): "without(\(key))"
    }
  }

  func applied(to model: [UInt: UInt]) -> [UInt: UInt] {
    var model = model
    switch self {
    case .assoc(let key, let value): model[key] = value
    case .without(let key): model[key] = nil
    }
    return model
  }

  func applied(to map: Map) throws -> Map {
    switch self {
    case .assoc(let key, let value): try map.assoc(key, value)
    case .without(let key): try map.without(key)
    }
  }

  func apply(to transient: Transient) throws {
    switch self {
    case .assoc(let key, let value): try transient.assoc(key, value)
    case .without(let key): try transient.without(key)
    }
  }
}
