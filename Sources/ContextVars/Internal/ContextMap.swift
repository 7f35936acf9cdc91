/// One version of a context's bindings: the only owner of a C map in Swift, and the only file that calls the engine.
///
/// Layer: above CHamt, below Context and ContextScope. It knows variables as definitions and bindings as
/// objects, and nothing of tasks or scopes.
import CHamt

/// An immutable map from variables to bindings.
///
/// `@unchecked Sendable`: both properties never change after `init`, any number of threads may read and derive from
/// a CHamt map at once, and its values are `Binding`s, which are `Sendable`. `deinit` gives back the only
/// reference that this object holds, and runs once.
final class ContextMap: @unchecked Sendable {
  private let map: chamt_map

  /// What is special about the variables bound here; nearly always nothing.
  let exceptions: InheritanceExceptions?

  static let empty = ContextMap(owning: chamt_map_empty(family), exceptions: nil)

  /// Takes over one reference to `map`.
  private init(owning map: chamt_map, exceptions: InheritanceExceptions?) {
    self.map = map
    self.exceptions = exceptions
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

  /// This map, with the binding's variable bound to it.
  func setting(_ binding: Binding) -> ContextMap {
    var result = map
    let exceptions = Unmanaged.passUnretained(binding.variable)._withUnsafeGuaranteedRef { variable in
      variable.noteBound()
      Self.require(chamt_map_assoc(map, variable.number, Self.word(binding), &result))
      return InheritanceExceptions.after(self.exceptions, setting: variable, isBound: true)
    }
    return ContextMap(owning: result, exceptions: exceptions)
  }

  /// This map, without a binding of the variable.
  func removing(_ variable: VariableDefinition) -> ContextMap {
    var result = map
    Self.require(chamt_map_without(map, variable.number, &result))
    return ContextMap(
      owning: result, exceptions: .after(exceptions, setting: variable, isBound: false))
  }

  /// This map, with the variable bound by `binding`, or without it if that is nil.
  func changing(_ variable: VariableDefinition, to binding: Binding?) -> ContextMap {
    if let binding { setting(binding) } else { removing(variable) }
  }

  /// A change of several variables: makes one version, edited in place.
  func editing(_ body: (inout Editor) throws -> Void) rethrows -> ContextMap {
    var editor = Editor(transient: chamt_transient_make(chamt_map_retain(map)), exceptions: exceptions)
    var result = chamt_map()
    do {
      try body(&editor)
    } catch {
      Self.require(chamt_transient_finish(&editor.transient, &result))
      chamt_map_release(result)
      throw error
    }
    Self.require(chamt_transient_finish(&editor.transient, &result))
    return ContextMap(owning: result, exceptions: editor.exceptions)
  }

  struct Editor {
    fileprivate var transient: chamt_transient
    var exceptions: InheritanceExceptions?

    /// Binds the variable, or unbinds it if `binding` is nil.
    mutating func set(_ binding: Binding?, for variable: VariableDefinition) {
      if let binding {
        variable.noteBound()
        ContextMap.require(
          withExtendedLifetime(binding) {
            chamt_transient_assoc(&transient, variable.number, ContextMap.word(binding))
          })
      } else {
        ContextMap.require(chamt_transient_without(&transient, variable.number))
      }
      exceptions = .after(exceptions, setting: variable, isBound: binding != nil)
    }
  }

  private static func require(_ status: chamt_status) {
    // As any Swift object that cannot be allocated: a context that silently lost a binding would be worse.
    // No other status can come: an editor is used in one place, which finishes it once, and no callback of the
    // family knows it.
    guard status == CHAMT_OK else { fatalError("ContextVars: out of memory") }
  }

  /// The engine keeps one reference to a binding for each node that holds it.
  private static func binding(_ word: chamt_word) -> Unmanaged<Binding> {
    // The word came from a `Binding` in `word`, and the map that it was read from keeps it alive.
    Unmanaged.fromOpaque(UnsafeRawPointer(bitPattern: word)!)
  }

  private static func word(_ binding: Binding) -> chamt_word {
    chamt_word(bitPattern: Unmanaged.passUnretained(binding).toOpaque())
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

// MARK: - Walking

extension ContextMap {
  /// A walk over the bindings, in an unspecified order. It keeps the map alive.
  ///
  /// `@unchecked Sendable`: a value, whose pointers lead into the map that it keeps alive and that never changes.
  struct Iterator: IteratorProtocol, @unchecked Sendable {
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

// MARK: - Comparing

extension ContextMap {
  /// Whether both bind the same variables to equal values. What they share is skipped. May run users' `==`.
  func isEqual(to other: ContextMap) -> Bool {
    chamt_map_equal(map, other.map, { left, right, _ in ContextMap.haveEqualValues(left, right) }, nil)
  }

  private static func haveEqualValues(_ left: chamt_word, _ right: chamt_word) -> Bool {
    binding(left).takeUnretainedValue().hasEqualValue(to: binding(right).takeUnretainedValue())
  }

  /// Calls `body` with each binding that differs from `earlier`: before and after, nil where there is none. What the
  /// maps share is skipped. May run users' `==`.
  func forEachChange(since earlier: ContextMap, _ body: (_ before: Binding?, _ after: Binding?) -> Void) {
    withoutActuallyEscaping(body) { body in
      var receiver = ChangeReceiver(body: body)
      withUnsafeMutablePointer(to: &receiver) { receiver in
        var changes = chamt_changes()
        changes.context = UnsafeMutableRawPointer(receiver)
        changes.equal_values = { before, after, _ in ContextMap.haveEqualValues(before, after) }
        changes.added = { _, after, receiver in ChangeReceiver.tell(receiver, nil, after) }
        changes.removed = { _, before, receiver in ChangeReceiver.tell(receiver, before, nil) }
        changes.replaced = { _, before, after, receiver in ChangeReceiver.tell(receiver, before, after) }
        _ = chamt_map_diff(earlier.map, map, &changes)
      }
    }
  }

  private struct ChangeReceiver {
    let body: (Binding?, Binding?) -> Void

    static func tell(_ receiver: UnsafeMutableRawPointer?, _ before: chamt_word?, _ after: chamt_word?)
      -> Bool
    {
      // `forEachChange` passes it for the time of the call.
      receiver!.assumingMemoryBound(to: ChangeReceiver.self).pointee.body(
        before.map { ContextMap.binding($0).takeUnretainedValue() },
        after.map { ContextMap.binding($0).takeUnretainedValue() })
      return true
    }
  }
}
