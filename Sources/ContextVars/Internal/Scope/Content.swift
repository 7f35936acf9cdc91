// What a scope holds: an immutable base and a patch of slots over it. CScope.h has the picture, and the proof
// of who may read what and when.
//
// Layer: the only file that reads and changes slots, except for the lookup that is inlined into `get`
// (CurrentScope). It knows bindings, their numbers and the scope's owner, and nothing about sharing, layers
// or tasks.
import CReaders
import CScope
import Synchronization

/// The base and the slots of a scope.
///
/// `@unchecked Sendable`: `words` is read and written by the protocol in CScope.h; `base` never changes;
/// `opened` is atomic and never changes once it is set; `cached` belongs to the owner.
@usableFromInline
class Content: @unchecked Sendable {
  /// The first stored property: C finds it directly behind the object's header.
  @exclusivity(unchecked) private final var words: cscope

  /// What the scope was opened with, except for a fixed binding. Owns `words.root`.
  private final let base: ContextMap

  /// `base` and the fixed binding in one map, made when it is first needed: a retained `ContextMap`, or 0.
  private final let opened = Atomic<UInt>(0)

  /// Base and slots in one map, until the owner changes a slot.
  @exclusivity(unchecked) private final var cached: ContextMap?

  private final var pointer: UnsafeMutablePointer<cscope> {
    cscope_of(Unmanaged.passUnretained(self).toOpaque())
  }

  /// - Parameter fixed: What is stored for a variable over `base` as long as the scope lives. The reference
  ///   is consumed.
  init(
    over base: consuming ContextMap, owner: TaskIdentity,
    fixing fixed: (number: UInt, Unmanaged<AnyObject>)? = nil
  ) {
    let root = base.engineMap.root
    if let (number, stored) = fixed {
      words = cscope_make_fixed(root, owner.rawValue, number, UInt(bitPattern: stored.toOpaque()))
    } else {
      words = cscope_make(root, owner.rawValue)
    }
    self.base = consume base
    if cscope_has_census() { Census.began(Unmanaged.passUnretained(self).toOpaque(), .scope) }
  }

  deinit {
    if cscope_has_census() { Census.ended(Unmanaged.passUnretained(self).toOpaque()) }
    if words.count != 0 { releaseSlots() }
    let opened = opened.load(ordering: .acquiring)
    if opened != 0 { Self.map(opened).release() }
  }

  private final func releaseSlots() {
    forEachSlot { _, word in Self.object(word)?.release() }
    cscope_free_tables(pointer)
  }

  // MARK: Words

  /// What a lookup finds for a variable, and what is written to a slot.
  enum Word {
    case bound(Unmanaged<AnyObject>)
    /// Unbound, whatever the levels below bind.
    case masked
    /// Nothing: as if there were no slot.
    case open

    /// The object, retained; nil if nothing is bound.
    var object: AnyObject? { if case .bound(let object) = self { object.takeUnretainedValue() } else { nil } }
  }

  private static func object(_ word: UInt) -> Unmanaged<AnyObject>? {
    // Every other word was made from an object, in `put` or `init`.
    word <= UInt(CSCOPE_OPEN) ? nil : .fromOpaque(UnsafeRawPointer(bitPattern: word)!)
  }

  private static func map(_ word: UInt) -> Unmanaged<ContextMap> {
    .fromOpaque(UnsafeRawPointer(bitPattern: word)!)
  }

  private final func forEachSlot(_ body: (_ number: UInt, _ word: UInt) -> Void) {
    var walk = cscope_walk_make(pointer)
    var slot = cscope_slot()
    while cscope_walk_next(&walk, &slot) { body(slot.number, slot.binding) }
  }
}

// MARK: - Ownership

extension Content {
  final var owner: TaskIdentity {
    get { TaskIdentity(rawValue: cscope_owner(pointer)) }
    set { cscope_set_owner(pointer, newValue.rawValue) }
  }

  /// Whether the owners have left, so that nothing changes any more.
  final var hasEnded: Bool { cscope_has_ended(pointer) }

  /// The number by which tokens identify the scope; 0 until it is needed. Anyone may read it; only a caller
  /// that may change a slot may assign it.
  final var identity: UInt64 {
    get { cscope_identity(pointer) }
    set { cscope_set_identity(pointer, newValue) }
  }

  /// The scope's number, assigned now if it has none. For callers that may change a slot.
  final var givenIdentity: UInt64 {
    if identity == 0 { identity = cscope_next_identity() }
    return identity
  }

  static func nextIdentity() -> UInt64 { cscope_next_identity() }

  /// Whether the scope is shared or a layer, so that it shows more than its content.
  final var isTied: Bool { cscope_is_tied(pointer) }

  /// Copies the actor from the context of an `@isolated(any)` closure to the same place in this object, which
  /// serves as such a context.
  final func copyIsolation(from context: UnsafeMutableRawPointer) {
    words.isolation = cscope_of(context).pointee.isolation
  }

  /// Notes that leaving takes more than clearing the owner. For the owner.
  final func noteTies() { words.has_ties = 1 }

  /// Marks the scope as shared or a layer. For the owner.
  final func tie() {
    cached = nil
    cscope_tie(pointer)
  }
}

// MARK: - Reading

extension Content {
  /// What the content has for a variable, not retained. For the only owner, under the lock of a shared scope,
  /// or inside `reading`.
  final func find(_ number: UInt) -> Word {
    if let slot = cscope_slot_of(pointer, number) {
      let word = cscope_read(slot)
      if let binding = Self.object(word) { return .bound(binding) }
      if word == UInt(CSCOPE_UNBOUND) { return .masked }
    }
    return Self.object(cscope_opened_with(pointer, number)).map(Word.bound) ?? .open
  }

  /// Runs `body`, which may read any content on which it has called `expectReaders`, even if an owner is
  /// changing it: what is replaced meanwhile stays until `body` ends. `body` must neither call users' code
  /// nor take a lock.
  static func reading<Result>(_ body: () -> Result) -> Result {
    let mark = creaders_enter()
    defer { creaders_leave(mark) }
    return body()
  }

  final func expectReaders() { cscope_expect_readers(pointer) }

  /// Lets other threads run, for a reader that has to start over.
  static func yield() { creaders_yield() }

  /// Waits until no reader can still be reading an object that has been replaced.
  static func waitForReaders() { creaders_wait() }

  /// Goes up by one before a change can be seen, and by one after it: odd while a change is under way.
  final var version: UInt64 { cscope_version(pointer) }

  /// Whether nothing has changed since `version`, so that everything read since then shows one moment.
  final func isAt(_ version: UInt64) -> Bool { cscope_is_at(pointer, version) }

  /// Whether no change was under way when `version` was read.
  static func isSettled(_ version: UInt64) -> Bool { cscope_is_settled(version) }
}

// MARK: - All at once

extension Content {
  /// Base and slots in one map. For the only owner.
  final var map: ContextMap {
    if hasFixedSlotsAlone { return openedWith }
    if let cached { return cached }
    let map = base.editing { editor in
      forEachSlot { number, word in
        if word != UInt(CSCOPE_OPEN) { editor.set(Self.object(word)?.takeUnretainedValue(), at: number) }
      }
    }
    cached = map
    return map
  }

  /// What everyone sees, owner or not, if that is simply the base; nil otherwise.
  final var mapForAll: ContextMap? { cscope_is_bare(pointer) && base.exceptions == nil ? base : nil }

  /// Whether nothing has been set, so that anyone may ask for `openedWith`, and it is what the owner sees.
  final var hasFixedSlotsAlone: Bool { cscope_has_fixed_slots_alone(pointer) }

  /// The map that the scope was opened with.
  final var openedWith: ContextMap {
    guard words.fixed != 0, let fixed = Self.object(words.slots.0.binding) else { return base }
    let known = opened.load(ordering: .acquiring)
    if known != 0 { return Self.map(known).takeUnretainedValue() }
    let map = base.editing { $0.set(fixed.takeUnretainedValue(), at: words.slots.0.number) }
    let word = UInt(bitPattern: Unmanaged.passRetained(map).toOpaque())
    let (isFirst, first) = opened.compareExchange(
      expected: 0, desired: word, ordering: .acquiringAndReleasing)
    if isFirst { return map }
    Self.map(word).release()
    return Self.map(first).takeUnretainedValue()
  }

  /// The content as it was at one moment.
  struct Copy {
    let version: UInt64
    fileprivate let base: ContextMap
    fileprivate var slots: [(number: UInt, stored: AnyObject?)] = []

    /// The variables that are unbound, whatever the levels below bind.
    var masks: [UInt] { slots.compactMap { $0.stored == nil ? $0.number : nil } }

    /// The copy as one map.
    var map: ContextMap {
      slots.isEmpty
        ? base : base.editing { editor in slots.forEach { editor.set($0.stored, at: $0.number) } }
    }
  }

  /// A copy that shows one moment. For any caller.
  final func copyOfOneMoment() -> Copy {
    while true {
      let copy = Self.reading {
        expectReaders()
        return self.copy()
      }
      if isAt(copy.version) { return copy }
    }
  }

  /// A copy, which shows one moment if the content still `isAt` its version afterwards. Inside `reading`, or
  /// for a scope that `hasEnded`.
  final func copy() -> Copy {
    var copy = Copy(version: version, base: base)
    forEachSlot { number, word in
      guard word != UInt(CSCOPE_OPEN) else { return }
      copy.slots.append((number, Self.object(word)?.takeUnretainedValue()))
    }
    return copy
  }
}

// MARK: - Changing

extension Content {
  /// Puts `new` into the variable's slot, and consumes its reference. For the only owner, or under the lock
  /// of a shared scope.
  ///
  /// - Returns: What the slot held, +1 if it was bound; `.open` if there was no slot.
  final func put(_ new: Word, for number: UInt) -> Word {
    let word =
      switch new {
      case .bound(let binding): UInt(bitPattern: binding.toOpaque())
      case .masked: UInt(CSCOPE_UNBOUND)
      case .open: UInt(CSCOPE_OPEN)
      }
    var old: UInt = 0
    // Trap, as Swift does when it cannot allocate an object.
    guard cscope_put(pointer, number, word, &old) else { fatalError("ContextVars: out of memory") }
    if cached != nil { cached = nil }
    if let binding = Self.object(old) { return .bound(binding) }
    return old == UInt(CSCOPE_UNBOUND) ? .masked : .open
  }

  /// What the content was opened with for the variable; borrowed from the content.
  final func openedObject(of number: UInt) -> Unmanaged<AnyObject>? {
    Self.object(cscope_opened_with(pointer, number))
  }
}
