// What a scope holds: an immutable base and a patch of slots over it. The picture, and the proof of who may read what
// when, are in CScope.h.
//
// Layer: the only file that calls CScope but for the look-up that is inlined into `get` (CurrentScope). It knows bindings
// and their numbers, and who owns the scope, and nothing of sharing, layers and tasks.
import CReaders
import CScope
import Synchronization

/// Base and slots of a scope.
///
/// `@unchecked Sendable`: `words` is read and written by CScope's functions alone, by their protocol; `base` and `opened`
/// never change once they are there; `cached` is the owner's.
@usableFromInline
class Content: @unchecked Sendable {
  /// The first stored property: C finds it right behind the object's header.
  @exclusivity(unchecked) private final var words: cscope

  /// What the scope was opened with, but for a fixed binding. Owns `words.root`.
  private final let base: ContextMap

  /// `base` with the fixed binding in one map, once somebody has asked: a `ContextMap`, retained, or 0.
  private final let opened = Atomic<UInt>(0)

  /// Base and slots in one map, until the owner changes a slot.
  @exclusivity(unchecked) private final var cached: ContextMap?

  private final var pointer: UnsafeMutablePointer<cscope> {
    cscope_of(Unmanaged.passUnretained(self).toOpaque())
  }

  /// - Parameter fixed: What is stored for a variable over `base` as long as the scope lives: a reference, which is consumed.
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

  /// What a look-up finds of a variable, and what a slot is given.
  enum Word {
    case bound(Unmanaged<AnyObject>)
    /// Unbound, whatever lies below.
    case masked
    /// Nothing: as if there were no slot.
    case open

    /// Retained.
    var object: AnyObject? { if case .bound(let object) = self { object.takeUnretainedValue() } else { nil } }
  }

  private static func object(_ word: UInt) -> Unmanaged<AnyObject>? {
    // Every other word came from an object, in `put` or `init`.
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

// MARK: - Who

extension Content {
  final var owner: TaskIdentity {
    get { TaskIdentity(rawValue: cscope_owner(pointer)) }
    set { cscope_set_owner(pointer, newValue.rawValue) }
  }

  /// Whether its owners have left, so that nothing in it changes any more.
  final var hasEnded: Bool { cscope_has_ended(pointer) }

  /// The number that tokens know the scope by; 0 if nobody has asked. Anybody may read it; whoever may change a slot may
  /// give it.
  final var identity: UInt64 {
    get { cscope_identity(pointer) }
    set { cscope_set_identity(pointer, newValue) }
  }

  /// Its number, which it gets now if it has none. For whoever may change a slot.
  final var givenIdentity: UInt64 {
    if identity == 0 { identity = cscope_next_identity() }
    return identity
  }

  static func nextIdentity() -> UInt64 { cscope_next_identity() }

  /// Whether the scope is shared or a layer, so that what it shows is more than its content.
  final var isTied: Bool { cscope_is_tied(pointer) }

  /// Puts the actor of an `@isolated(any)` closure's context where this object, as such a context, has its own.
  final func copyIsolation(from context: UnsafeMutableRawPointer) {
    words.isolation = cscope_of(context).pointee.isolation
  }

  /// Says that leaving takes more than forgetting the owner. For the owner.
  final func noteTies() { words.has_ties = 1 }

  /// Says that it is. For the owner.
  final func tie() {
    cached = nil
    cscope_tie(pointer)
  }
}

// MARK: - Reading

extension Content {
  /// What the content says of a variable, not retained. For the one owner, or inside of `reading`.
  final func find(_ number: UInt) -> Word {
    if let slot = cscope_slot_of(pointer, number) {
      let word = cscope_read(slot)
      if let binding = Self.object(word) { return .bound(binding) }
      if word == UInt(CSCOPE_UNBOUND) { return .masked }
    }
    return Self.object(cscope_opened_with(pointer, number)).map(Word.bound) ?? .open
  }

  /// Runs `body`, in which everything that `expectReaders` was called for may be read though somebody may be changing it:
  /// what is replaced meanwhile stays until it ends. `body` must not call users' code, nor take a lock.
  static func reading<Result>(_ body: () -> Result) -> Result {
    let mark = creaders_enter()
    defer { creaders_leave(mark) }
    return body()
  }

  final func expectReaders() { cscope_expect_readers(pointer) }

  /// Lets others run, for a reader that has to begin again.
  static func yield() { creaders_yield() }

  /// Waits for those who read what has been replaced.
  static func waitForReaders() { creaders_wait() }

  /// Counts the changes.
  final var version: UInt64 { cscope_version(pointer) }

  /// Whether nothing has changed since, so that what was read meanwhile shows one moment.
  final func isAt(_ version: UInt64) -> Bool { cscope_is_at(pointer, version) }
}

// MARK: - All at once

extension Content {
  /// Base and slots in one map. For the one owner.
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

  /// What anybody sees, owner or not: nil if that takes more than a look.
  final var mapForAll: ContextMap? { cscope_is_bare(pointer) && base.exceptions == nil ? base : nil }

  /// Whether nothing has been set, so that anybody may ask for `openedWith` and sees what the owner sees.
  final var hasFixedSlotsAlone: Bool { cscope_has_fixed_slots_alone(pointer) }

  /// What the scope was opened with.
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

    /// The variables that are unbound whatever lies below.
    var masks: [UInt] { slots.compactMap { $0.stored == nil ? $0.number : nil } }

    /// In one map.
    var map: ContextMap {
      slots.isEmpty
        ? base : base.editing { editor in slots.forEach { editor.set($0.stored, at: $0.number) } }
    }
  }

  /// A copy that shows one moment, for anybody.
  final func copyOfOneMoment() -> Copy {
    while true {
      let copy = Self.reading {
        expectReaders()
        return self.copy()
      }
      if isAt(copy.version) { return copy }
    }
  }

  /// A copy, which shows one moment if the content `isAt` its version afterwards. Inside of `reading`, or of a scope that
  /// `hasEnded`.
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
  /// Puts `new` into the variable's slot, and takes its reference over. For the one owner, or whoever has the lock of a
  /// shared scope.
  ///
  /// - Returns: What the slot held: a reference, +1, if it is bound; `.open` if there was no slot.
  final func put(_ new: Word, for number: UInt) -> Word {
    let word =
      switch new {
      case .bound(let binding): UInt(bitPattern: binding.toOpaque())
      case .masked: UInt(CSCOPE_UNBOUND)
      case .open: UInt(CSCOPE_OPEN)
      }
    var old: UInt = 0
    // As any Swift object that cannot be allocated.
    guard cscope_put(pointer, number, word, &old) else { fatalError("ContextVars: out of memory") }
    if cached != nil { cached = nil }
    if let binding = Self.object(old) { return .bound(binding) }
    return old == UInt(CSCOPE_UNBOUND) ? .masked : .open
  }

  /// What the content was opened with says of the variable, not retained; it stays as long as the content.
  final func openedObject(of number: UInt) -> Unmanaged<AnyObject>? {
    Self.object(cscope_opened_with(pointer, number))
  }
}
