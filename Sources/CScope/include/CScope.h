// What a scope holds: an immutable base, and a patch of slots over it. All reading is inline, so that a
// look-up is inlined in the user's module.
//
//   cscope   isolation | owner | root | count, fixed, is_foreign | version | table | slots[4]
//
//   a look-up     table ──▶ slots[fixed ..< count] ──▶ slots[0 ..< fixed] ──▶ root
//                 (what was set, exchangeable)      (what the scope was opened with, never changes)
//
// Who may do what, and when:
//
// - `root` and the fixed slots never change. Anybody may read them at any time.
// - A slot's number is written once, and published by a release store: of `count`, of the number itself (in a
//   table), or of a new table's address. So *looking for* a slot needs no protection either.
// - Only the owner changes the binding of an exchangeable slot, and it reads its own slots plainly. Anybody
//   else reads one between creaders_enter and creaders_leave, after calling cscope_expect_readers in between.
//   The owner exchanges the binding, then loads `is_foreign`, and if that is set, waits for the readers
//   before it releases the old binding. Proof (Dekker): the reader's {mark; is_foreign = 1; load the binding}
//   and the owner's {exchange the binding; load is_foreign; scan the marks} are sequentially consistent. If
//   the owner misses the mark or the flag, its exchange came first, and the reader loads the new binding.
// - `version` goes up by one before a change is published, and by one after it, so it is odd while a change
//   may be seen that has not ended. A reader reads the version before the slots and again after them. If the
//   two are equal, the slots showed one moment: at most one change was under way meanwhile, and the reader
//   saw all of it or nothing. A reader that then reads other scopes must also have found the version even
//   (cscope_is_settled). Otherwise somebody else may have seen the change already and, because of it, have
//   changed one of those scopes.
//
// Only cscope_put allocates, and nothing here calls back.
#ifndef CSCOPE_H
#define CSCOPE_H

// The nullability annotations are for Swift; -pedantic would reject them as an extension.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-extension"

#include "CHamt.h"
#include "CReaders.h"
#include "CTaskRuntime.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The words in a slot, or from a look-up, that are not addresses of bindings.
enum {
  CSCOPE_UNBOUND = 0, ///< Not bound, whatever is beneath.
  /// In a slot: as if there were no slot. From a look-up: the caller must take the slow path.
  CSCOPE_OPEN = 1,
};

/// Owners other than a task or a thread.
enum {
  CSCOPE_NOBODY = 0,   ///< The owner has left.
  CSCOPE_STARTING = 1, ///< A task that has not begun yet.
  CSCOPE_SEVERAL = 2,  ///< Several tasks, listed under the lock of the scope's ties.
};

/// The highest bit of a variable's number: only owners may read the variable, so a look-up must
/// ask who is running.
#define CSCOPE_OWNERS_ONLY (~(UINTPTR_MAX >> 1))

/// A flag in `count`: the scope is shared or a layer, so no look-up ends here.
#define CSCOPE_TIED ((uint32_t)1 << 31)

enum { CSCOPE_SLOTS = 4 };

typedef struct cscope_slot {
  uintptr_t number;
  uintptr_t binding; ///< A reference, or one of the words above.
} cscope_slot;

/// The slots beyond CSCOPE_SLOTS: open addressing, at most half full. An outgrown table stays until the scope
/// ends, since somebody may be searching it; all tables together are at most twice as large as the last.
typedef struct cscope_table {
  struct cscope_table *_Nullable older;
  uint32_t mask;
  uint32_t used;
  cscope_slot slots[]; ///< `number` is one more than the variable's; 0 marks an empty place.
} cscope_table;

/// Part of the scope's object, directly after the object's header.
typedef struct cscope {
  /// Where an `@isolated(any)` closure has its actor: a child's scope is the context of such a
  /// closure (CSpawn).
  uintptr_t isolation[2];
  uintptr_t owner;
  const chamt__node *_Nullable root; ///< Borrowed from the base.
  uint32_t count;                    ///< Filled slots, and the flag CSCOPE_TIED. Only grows.
  uint8_t fixed;
  uint8_t is_foreign;            ///< Others than the owner may be reading exchangeable slots. Stays set.
  uint8_t has_ties;              ///< For the owner: leaving takes more than clearing `owner`.
  _Alignas(8) uint64_t version;  ///< Aligned for atomic access; 32-bit x86 would not align it.
  _Alignas(8) uint64_t identity; ///< For tokens; 0 until it is first needed.
  cscope_table *_Nullable table;
  cscope_slot slots[CSCOPE_SLOTS];
} cscope;

/// A scope with nothing but what `root` binds.
static inline cscope cscope_make(const chamt__node *_Nullable root, uintptr_t owner) {
  cscope made = {.owner = owner, .root = root};
  return made;
}

/// A scope with one fixed binding besides. The reference in `binding` is consumed.
static inline cscope
cscope_make_fixed(const chamt__node *_Nullable root, uintptr_t owner, uintptr_t number, uintptr_t binding) {
  cscope made = {.owner = owner, .root = root, .count = 1, .fixed = 1};
  made.slots[0] = (cscope_slot){number, binding};
  return made;
}

/// The scope in an object.
static inline cscope *_Nonnull cscope_of(void *_Nonnull object) {
  return (cscope *)(void *)((char *)object + 2 * sizeof(void *));
}

// ---- Ownership ------------------------------------------------------------------------------------------

/// The owner. Relaxed, because it is compared with the caller's own address: the caller sees what it has
/// stored itself, and anything else is another owner.
static inline uintptr_t cscope_owner(const cscope *_Nonnull scope) {
  return __atomic_load_n(&scope->owner, __ATOMIC_RELAXED);
}

static inline void cscope_set_owner(cscope *_Nonnull scope, uintptr_t owner) {
  __atomic_store_n(&scope->owner, owner, __ATOMIC_RELEASE);
}

/// Whether the owner has left. If so, everything it did is visible, and nothing more will follow.
static inline bool cscope_has_ended(const cscope *_Nonnull scope) {
  return __atomic_load_n(&scope->owner, __ATOMIC_ACQUIRE) == CSCOPE_NOBODY;
}

/// Ends the ownership of a scope without ties. False if it has ties: then the owner must leave
/// by the slow path.
static inline bool cscope_leave(cscope *_Nonnull scope) {
  if (scope->has_ties) return false;
  cscope_set_owner(scope, CSCOPE_NOBODY);
  return true;
}

// ---- Looking up -----------------------------------------------------------------------------------------

/// Whether the scope is shared or a layer.
static inline bool cscope_is_tied(const cscope *_Nonnull scope) {
  return __atomic_load_n(&scope->count, __ATOMIC_ACQUIRE) & CSCOPE_TIED;
}

/// The slot of a variable in a table, or NULL.
static inline cscope_slot *_Nullable cscope__in_table(cscope_table *_Nonnull table, uintptr_t number) {
  for (uint32_t at = (uint32_t)number;; at++) {
    cscope_slot *slot = &table->slots[at & table->mask];
    uintptr_t found = __atomic_load_n(&slot->number, __ATOMIC_ACQUIRE);
    if (found == number + 1) return slot;
    if (!found) return NULL;
  }
}

/// The exchangeable slot of a variable, or NULL. `count` is what the caller has loaded from the scope.
static inline cscope_slot *_Nullable cscope__exchangeable(
    cscope *_Nonnull scope, uint32_t count, uintptr_t number
) {
  count &= ~CSCOPE_TIED;
  if (count == CSCOPE_SLOTS) {
    // Ordered after a reader's mark, like the load of a binding: see put_in_table.
    cscope_table *table = __atomic_load_n(&scope->table, __ATOMIC_SEQ_CST);
    cscope_slot *found = table ? cscope__in_table(table, number) : NULL;
    if (found) return found;
  }
  for (uint32_t i = count; i-- > scope->fixed;)
    if (scope->slots[i].number == number) return &scope->slots[i];
  return NULL;
}

/// The exchangeable slot of a variable, or NULL.
static inline cscope_slot *_Nullable cscope_slot_of(cscope *_Nonnull scope, uintptr_t number) {
  return cscope__exchangeable(scope, __atomic_load_n(&scope->count, __ATOMIC_ACQUIRE), number);
}

/// What the scope was opened with: CSCOPE_UNBOUND, or a binding that lives as long as the scope.
static inline uintptr_t cscope_opened_with(const cscope *_Nonnull scope, uintptr_t number) {
  for (uint32_t i = 0; i < scope->fixed; i++)
    if (scope->slots[i].number == number) return scope->slots[i].binding;
  const chamt_entry *entry = chamt__find_identity(scope->root, number);
  return entry ? entry->value : CSCOPE_UNBOUND;
}

static inline uintptr_t
cscope__look_in_slots(cscope *_Nonnull scope, uint32_t count, uintptr_t number, uintptr_t caller) {
  if (count & CSCOPE_TIED) return CSCOPE_OPEN;
  cscope_slot *slot = cscope__exchangeable(scope, count, number);
  if (!slot) return cscope_opened_with(scope, number);
  if (cscope_owner(scope) != (caller ? caller : (uintptr_t)ctask_current())) return CSCOPE_OPEN;
  return slot->binding == CSCOPE_OPEN ? cscope_opened_with(scope, number) : slot->binding;
}

/// What the caller sees a variable bound to: CSCOPE_UNBOUND, a binding that lives at least until the caller
/// sets or leaves, or CSCOPE_OPEN if the caller must take the slow path.
///
/// \param caller  Who is running; 0: cscope_look asks ctask_current, if it matters.
__attribute__((always_inline)) static inline uintptr_t
cscope_look(cscope *_Nonnull scope, uintptr_t number, uintptr_t caller) {
  if (__builtin_expect((number & CSCOPE_OWNERS_ONLY) != 0, 0)) {
    if (cscope_owner(scope) != (caller ? caller : (uintptr_t)ctask_current())) return CSCOPE_OPEN;
  }
  uint32_t count = __atomic_load_n(&scope->count, __ATOMIC_ACQUIRE);
  if (__builtin_expect(count != 0, 0)) return cscope__look_in_slots(scope, count, number, caller);
  const chamt_entry *entry = chamt__find_identity(scope->root, number);
  return entry ? entry->value : CSCOPE_UNBOUND;
}

/// Whether the scope has nothing but its base.
static inline bool cscope_is_bare(const cscope *_Nonnull scope) {
  return !__atomic_load_n(&scope->count, __ATOMIC_ACQUIRE);
}

/// Whether nothing has been set, so that the scope has only what it was opened with.
static inline bool cscope_has_fixed_slots_alone(const cscope *_Nonnull scope) {
  return (__atomic_load_n(&scope->count, __ATOMIC_ACQUIRE) & ~CSCOPE_TIED) == scope->fixed;
}

// ---- Reading slots that the owner may exchange: between creaders_enter and creaders_leave ---------------

/// Tells the owner that there are readers. Call it after creaders_enter, before the first read.
static inline void cscope_expect_readers(cscope *_Nonnull scope) {
  // Loaded first, so that readers on several cores share the cache line. Sequentially consistent, like the
  // store: if this reads 1, whoever stored it, the binding is read after that store; and an owner that does
  // not wait has missed the store, so its exchange came before.
  if (!__atomic_load_n(&scope->is_foreign, __ATOMIC_SEQ_CST))
    __atomic_store_n(&scope->is_foreign, 1, __ATOMIC_SEQ_CST);
}

/// What a slot holds now. A binding lives until creaders_leave.
static inline uintptr_t cscope_read(const cscope_slot *_Nonnull slot) {
  return __atomic_load_n(&slot->binding, __ATOMIC_SEQ_CST);
}

/// Twice the number of changes that have been made, and one more during a change. For cscope_is_at.
static inline uint64_t cscope_version(const cscope *_Nonnull scope) {
  return __atomic_load_n(&scope->version, __ATOMIC_ACQUIRE);
}

/// Whether the scope has not changed since `version` was read, so that everything read since shows one
/// moment. (No fence: every load in between acquires what it sees, so this load cannot see an older version.)
static inline bool cscope_is_at(const cscope *_Nonnull scope, uint64_t version) {
  return __atomic_load_n(&scope->version, __ATOMIC_RELAXED) == version;
}

/// Whether no change was under way when `version` was read.
static inline bool cscope_is_settled(uint64_t version) {
  return version % 2 == 0;
}

// ---- All slots ------------------------------------------------------------------------------------------

/// A walk over all slots: the fixed ones, the exchangeable ones, those in the table.
typedef struct cscope_walk {
  const cscope *_Nonnull scope;
  cscope_table *_Nullable table;
  uint32_t count;
  uint32_t next;
} cscope_walk;

static inline cscope_walk cscope_walk_make(const cscope *_Nonnull scope) {
  cscope_walk walk = {
      scope,
      NULL,
      __atomic_load_n(&scope->count, __ATOMIC_ACQUIRE) & ~CSCOPE_TIED,
      0,
  };
  // Ordered after a reader's mark, as in cscope__exchangeable.
  if (walk.count == CSCOPE_SLOTS) walk.table = __atomic_load_n(&scope->table, __ATOMIC_SEQ_CST);
  return walk;
}

/// The next slot, as it is now; false at the end.
static inline bool cscope_walk_next(cscope_walk *_Nonnull walk, cscope_slot *_Nonnull slot) {
  if (walk->next < walk->count) {
    const cscope_slot *at = &walk->scope->slots[walk->next++];
    *slot = (cscope_slot){at->number, cscope_read(at)};
    return true;
  }
  while (walk->table && walk->next - walk->count <= walk->table->mask) {
    const cscope_slot *at = &walk->table->slots[walk->next++ - walk->count];
    uintptr_t number = __atomic_load_n(&at->number, __ATOMIC_ACQUIRE);
    if (!number) continue;
    *slot = (cscope_slot){number - 1, cscope_read(at)};
    return true;
  }
  return false;
}

// ---- Changing: for the owner, or for the holder of a shared scope's lock --------------------------------

/// Puts `word` into the exchangeable slot of a variable: a reference, which is consumed, or one
/// of the words above.
///
/// \param old  Receives what was there: a reference, +1, which no reader uses any more, or one of the words
///             above. CSCOPE_OPEN if there was no slot.
/// \return false if there is no memory for a new slot. Then nothing has been changed or consumed.
bool cscope_put(cscope *_Nonnull scope, uintptr_t number, uintptr_t word, uintptr_t *_Nonnull old);

/// Makes look-ups in the scope return CSCOPE_OPEN from now on.
static inline void cscope_tie(cscope *_Nonnull scope) {
  __atomic_store_n(&scope->count, scope->count | CSCOPE_TIED, __ATOMIC_RELEASE);
}

/// A number that no scope has had yet. Never 0.
uint64_t cscope_next_identity(void);

/// The scope's number, for tokens; 0 if it has none yet. Anybody may call this.
static inline uint64_t cscope_identity(const cscope *_Nonnull scope) {
  return __atomic_load_n(&scope->identity, __ATOMIC_RELAXED);
}

static inline void cscope_set_identity(cscope *_Nonnull scope, uint64_t identity) {
  __atomic_store_n(&scope->identity, identity, __ATOMIC_RELAXED);
}

/// Frees the tables. The references in the slots must have been released before.
void cscope_free_tables(cscope *_Nonnull scope);

// ---- Tokens ---------------------------------------------------------------------------------------------

/// Whether a token has been used.
static inline bool cscope_is_spent(const uint8_t *_Nonnull spent) {
  return __atomic_load_n(spent, __ATOMIC_ACQUIRE);
}

/// Uses a token. True if it had not been used before.
static inline bool cscope_spend(uint8_t *_Nonnull spent) {
  return !__atomic_exchange_n(spent, 1, __ATOMIC_ACQ_REL);
}

// ---- The census -----------------------------------------------------------------------------------------

/// Whether a census of all scopes and contexts is kept: 0 until cscope_begin_census. It is read whenever a
/// scope or context begins or ends or a variable is bound, so it is a plain byte, hardly ever written, and
/// not an object.
extern uint8_t cscope_census;

/// Whether cscope_begin_census has been called.
static inline bool cscope_has_census(void) {
  return __atomic_load_n(&cscope_census, __ATOMIC_ACQUIRE) != 0;
}

/// Starts the census. It never stops.
void cscope_begin_census(void);

#pragma clang diagnostic pop

#endif
