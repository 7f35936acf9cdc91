/// One version of a context's bindings: the only owner of a C map in Swift, and the only file that calls the engine.
///
/// Layer: above CHamt, below Context and ContextScope. It knows variables as numbers and bindings as
/// objects, and nothing of tasks or scopes.
import CHamt

/// An immutable map from variable numbers to bindings.
///
/// `@unchecked Sendable`: `map` never changes after `init`, any number of threads may read and derive from a
/// CHamt map at once, and its values are `Binding`s, which are `Sendable`. `deinit` gives back the only
/// reference that this object holds, and runs once.
final class ContextMap: @unchecked Sendable {
  private let map: chamt_map

  static let empty = ContextMap(owning: chamt_map_empty(family))

  /// Takes over one reference to `map`.
  private init(owning map: chamt_map) {
    self.map = map
  }

  deinit {
    chamt_map_release(map)
  }

  var count: Int { chamt_map_count(map) }

  /// The binding of the variable with this number.
  func binding(of number: UInt) -> Binding? {
    var word: chamt_word = 0
    guard chamt_map_find(map, number, &word) else { return nil }
    return Self.binding(word).takeUnretainedValue()
  }

  /// This map, with the variable bound to `binding`, or unbound if that is nil.
  func setting(_ binding: Binding?, for number: UInt) -> ContextMap {
    guard let binding else {
      return derived { chamt_map_without(map, number, $0) }
    }
    let word = chamt_word(bitPattern: Unmanaged.passUnretained(binding).toOpaque())
    return withExtendedLifetime(binding) { derived { chamt_map_assoc(map, number, word, $0) } }
  }

  private func derived(by operation: (UnsafeMutablePointer<chamt_map>) -> chamt_status) -> ContextMap {
    var result = map
    guard operation(&result) == CHAMT_OK else {
      // As any Swift object that cannot be allocated: a context that silently lost a binding would be worse.
      fatalError("ContextVars: out of memory")
    }
    return ContextMap(owning: result)
  }

  /// The engine keeps one reference to a binding for each node that holds it.
  private static func binding(_ word: chamt_word) -> Unmanaged<Binding> {
    // The word came from a `Binding` in `setting`, and the map that it was read from keeps it alive.
    Unmanaged.fromOpaque(UnsafeRawPointer(bitPattern: word)!)
  }

  /// Identity keys: a variable's number is its hash. Numbers are dense, so the trie over them is full.
  ///
  /// `nonisolated(unsafe)`: written once, before the first map is made, and never freed or changed.
  private nonisolated(unsafe) static let family: UnsafePointer<chamt_family> = {
    let family = UnsafeMutablePointer<chamt_family>.allocate(capacity: 1)
    family.initialize(to: chamt_family())
    family.pointee.retain_value = { word, _ in _ = ContextMap.binding(word).retain() }
    family.pointee.release_value = { word, _ in ContextMap.binding(word).release() }
    return UnsafePointer(family)
  }()
}

extension ContextMap {
  /// A walk over the bindings, in an unspecified order. It keeps the map alive.
  struct Iterator: IteratorProtocol {
    private let map: ContextMap
    private var iterator: chamt_iterator

    init(_ map: ContextMap) {
      self.map = map
      iterator = chamt_iterator_make(map.map)
    }

    mutating func next() -> Binding? {
      var key: chamt_word = 0
      var value: chamt_word = 0
      guard chamt_iterator_next(&iterator, &key, &value) else { return nil }
      return ContextMap.binding(value).takeUnretainedValue()
    }
  }

  func makeIterator() -> Iterator { Iterator(self) }
}
