/// What a scope holds: an immutable base, and a patch of slots over it. Everything that reads one is inline,
/// so that a look-up is inlined in the user's module.
///
///   cscope   isolation | owner | root | count, fixed, is_foreign | version | table | slots[4]
///
///   a look-up     table ──▶ slots[fixed ..< count] ──▶ slots[0 ..< fixed] ──▶ root
///                 (what was set, exchangeable)      (what the scope was opened with, never changes)
///
/// Who may do what, and when:
///
/// - `root` and the fixed slots never change. Anybody reads them, at any time.
/// - A slot's number is written once, before the release store of `count` (or of its number in the table, or
/// of the
///   table) that publishes it. So *looking for* a slot needs no protection either.
/// - Only the owner changes an exchangeable slot's binding. It reads its own slots plainly. Anybody else
/// reads one
///   between creaders_enter and creaders_leave, having called cscope_expect_readers in between. The owner
///   exchanges the binding, then asks `is_foreign`, and if it is set waits for the readers before it releases
///   the old binding. Proof (Dekker): the reader's {mark; is_foreign = 1; load the binding} and the owner's
///   {exchange the binding; load is_foreign; scan the marks} are sequentially consistent. If the owner misses
///   the mark or the flag, then its exchange came first, and the reader loads the new binding.
/// - `version` counts the changes, each after it has been published: two equal versions, the second read
/// after the
///   slots, prove that the slots showed one moment.
///
/// The functions do not allocate but for cscope_put, and call nobody.
#ifndef CSCOPE_H
#define CSCOPE_H

// Swift asks of every pointer whether it may be NULL; -pedantic minds that C does not.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-extension"

#include "CHamt.h"
#include "CReaders.h"
#include "CTaskRuntime.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a slot or a look-up says of a variable, where it is no address of a binding.
enum {
  CSCOPE_UNBOUND = 0, ///< Not bound, whatever lies beneath.
  CSCOPE_OPEN =
      1, ///< In a slot: as if there were no slot. From a look-up: the caller has to ask the long way.
};

/// Owners that are no task or thread.
enum {
  CSCOPE_NOBODY = 0,   ///< It has left.
  CSCOPE_STARTING = 1, ///< A task that has not begun yet.
  CSCOPE_SEVERAL = 2,
};

/// Set in a variable's number if only owners may read it: the look-up must ask who is running. The highest
/// bit.
#define CSCOPE_OWNERS_ONLY (~(UINTPTR_MAX >> 1))

/// In `count`: the scope is shared or a layer, so no look-up ends here.
#define CSCOPE_TIED ((uint32_t)1 << 31)

enum { CSCOPE_SLOTS = 4 };

typedef struct cscope_slot {
  uintptr_t number;
  uintptr_t binding; ///< A reference, or one of the words above.
} cscope_slot;

/// The slots beyond the first: open addressing, at most half full. An outgrown table stays until the scope
/// ends, since somebody may be looking in it; all of them together are at most twice as large as the last.
typedef struct cscope_table {
  struct cscope_table *_Nullable older;
  uint32_t mask;
  uint32_t used;
  cscope_slot slots[]; ///< `number` is one more than the variable's; 0 marks an empty place.
} cscope_table;

/// Stands in the scope's object, right behind the object's header.
typedef struct cscope {
  /// Where an `@isolated(any)` closure has its actor: a child's scope is the context of such a closure
  /// (CSpawn).
  uintptr_t isolation[2];
  uintptr_t owner;
  const chamt__node *_Nullable root; ///< Borrowed from the base.
  uint32_t count;                    ///< Filled slots. Only grows. CSCOPE_TIED beside it.
  uint8_t fixed;
  uint8_t is_foreign;            ///< Somebody may be reading exchangeable slots beside the owner. Stays set.
  uint8_t has_ties;              ///< For the owner: leaving takes more than forgetting the owner.
  _Alignas(8) uint64_t version;  ///< Aligned for atomic access, which 32-bit x86 does not see to.
  _Alignas(8) uint64_t identity; ///< For tokens; 0 until somebody asks.
  cscope_table *_Nullable table;
  cscope_slot slots[CSCOPE_SLOTS];
} cscope;

/// A scope with nothing in it but what `root` has.
static inline cscope cscope_make(const chamt__node *_Nullable root, uintptr_t owner) {
  cscope made = {.owner = owner, .root = root};
  return made;
}

/// The same with one binding, a reference that is consumed, that never changes.
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

// ---- Who owns it ----------------------------------------------------------------------------------------

/// What the caller itself stored, or something else: no order is needed to tell.
static inline uintptr_t cscope_owner(const cscope *_Nonnull scope) {
  return __atomic_load_n(&scope->owner, __ATOMIC_RELAXED);
}

static inline void cscope_set_owner(cscope *_Nonnull scope, uintptr_t owner) {
  __atomic_store_n(&scope->owner, owner, __ATOMIC_RELEASE);
}

/// Whether the owner has left. All that it did is then to be seen, and is the last.
static inline bool cscope_has_ended(const cscope *_Nonnull scope) {
  return __atomic_load_n(&scope->owner, __ATOMIC_ACQUIRE) == CSCOPE_NOBODY;
}

/// Ends the ownership of a scope that has no ties; false if it has some, and the owner has to leave the long
/// way.
static inline bool cscope_leave(cscope *_Nonnull scope) {
  if (scope->has_ties) return false;
  cscope_set_owner(scope, CSCOPE_NOBODY);
  return true;
}

// ---- Looking --------------------------------------------------------------------------------------------

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

/// The exchangeable slot of a variable, or NULL. `count` is the scope's, as the caller has loaded it.
static inline cscope_slot *_Nullable cscope__exchangeable(
    cscope *_Nonnull scope, uint32_t count, uintptr_t number
) {
  count &= ~CSCOPE_TIED;
  if (count == CSCOPE_SLOTS) {
    // Ordered after a reader's mark, as the load of a binding is: see put_in_table.
    cscope_table *table = __atomic_load_n(&scope->table, __ATOMIC_SEQ_CST);
    cscope_slot *found = table ? cscope__in_table(table, number) : NULL;
    if (found) return found;
  }
  for (uint32_t i = count; i-- > scope->fixed;)
    if (scope->slots[i].number == number) return &scope->slots[i];
  return NULL;
}

static inline cscope_slot *_Nullable cscope_slot_of(cscope *_Nonnull scope, uintptr_t number) {
  return cscope__exchangeable(scope, __atomic_load_n(&scope->count, __ATOMIC_ACQUIRE), number);
}

/// What the scope was opened with: CSCOPE_UNBOUND, or a binding that stays as long as the scope.
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

/// What the caller sees a variable bound to: CSCOPE_UNBOUND, a binding that stays at least until the caller
/// sets or leaves, or CSCOPE_OPEN if that takes more than a look.
///
/// \param caller  Who runs; 0: cscope_look asks ctask_current, if it matters at all.
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

/// Whether there is nothing but the base.
static inline bool cscope_is_bare(const cscope *_Nonnull scope) {
  return !__atomic_load_n(&scope->count, __ATOMIC_ACQUIRE);
}

/// Whether nothing has been set, so that what the scope was opened with is all that it has.
static inline bool cscope_has_fixed_slots_alone(const cscope *_Nonnull scope) {
  return (__atomic_load_n(&scope->count, __ATOMIC_ACQUIRE) & ~CSCOPE_TIED) == scope->fixed;
}

// ---- Reading what others may exchange: between creaders_enter and creaders_leave ------------------------

/// Says to the owner that there are readers. After creaders_enter, before the first look.
static inline void cscope_expect_readers(cscope *_Nonnull scope) {
  // Asked first, so that readers on several cores share the line. Sequentially consistent, as the store is:
  // whoever reads 1 here reads the binding after the store, by whomever, that the owner missed if it does not
  // wait.
  if (!__atomic_load_n(&scope->is_foreign, __ATOMIC_SEQ_CST))
    __atomic_store_n(&scope->is_foreign, 1, __ATOMIC_SEQ_CST);
}

/// What a slot holds now; a binding stays until creaders_leave.
static inline uintptr_t cscope_read(const cscope_slot *_Nonnull slot) {
  return __atomic_load_n(&slot->binding, __ATOMIC_SEQ_CST);
}

static inline uint64_t cscope_version(const cscope *_Nonnull scope) {
  return __atomic_load_n(&scope->version, __ATOMIC_ACQUIRE);
}

/// Whether the scope has not changed since `version` was read, and so all that was read since shows one
/// moment. (No fence: every load in between acquires what it sees, so this one cannot be older.)
static inline bool cscope_is_at(const cscope *_Nonnull scope, uint64_t version) {
  return __atomic_load_n(&scope->version, __ATOMIC_RELAXED) == version;
}

// ---- All slots ------------------------------------------------------------------------------------------

/// A walk over the slots: fixed ones, exchangeable ones, the table's.
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

// ---- Changing: for the owner, or who has the lock of a shared scope --------------------------------------

/// Puts a word into the exchangeable slot of a variable: a reference, which is consumed, or one of the words
/// above.
///
/// \param old  Receives what was there: a reference, +1, which no reader holds any more, or one of the words
/// above;
///             CSCOPE_OPEN if there was no slot.
/// \return false if the memory for a slot could not be had. Then nothing has changed, nor been consumed.
bool cscope_put(cscope *_Nonnull scope, uintptr_t number, uintptr_t word, uintptr_t *_Nonnull old);

/// Says that no look-up ends in the scope from now on.
static inline void cscope_tie(cscope *_Nonnull scope) {
  __atomic_store_n(&scope->count, scope->count | CSCOPE_TIED, __ATOMIC_RELEASE);
}

/// A number that no other scope had or has. Never 0.
uint64_t cscope_next_identity(void);

/// The scope's number, for tokens; 0: nobody has asked for it. Anybody may ask.
static inline uint64_t cscope_identity(const cscope *_Nonnull scope) {
  return __atomic_load_n(&scope->identity, __ATOMIC_RELAXED);
}

static inline void cscope_set_identity(cscope *_Nonnull scope, uint64_t identity) {
  __atomic_store_n(&scope->identity, identity, __ATOMIC_RELAXED);
}

/// Frees the tables. The references in the slots must have been released.
void cscope_free_tables(cscope *_Nonnull scope);

// ---- Tokens ---------------------------------------------------------------------------------------------

/// Whether a token is used.
static inline bool cscope_is_spent(const uint8_t *_Nonnull spent) {
  return __atomic_load_n(spent, __ATOMIC_ACQUIRE);
}

/// Uses a token. Whether nobody has before.
static inline bool cscope_spend(uint8_t *_Nonnull spent) {
  return !__atomic_exchange_n(spent, 1, __ATOMIC_ACQ_REL);
}

// ---- The census -----------------------------------------------------------------------------------------

/// Whether an account of all scopes and contexts is kept: 0 until `cscope_begin_census`. Asked where they
/// begin and end, so it is one byte that nobody writes and not an object.
extern uint8_t cscope_census;

/// Whether `cscope_begin_census` has been called.
static inline bool cscope_has_census(void) {
  return __atomic_load_n(&cscope_census, __ATOMIC_ACQUIRE) != 0;
}

/// From now on there is an account. For good.
void cscope_begin_census(void);

#pragma clang diagnostic pop

#endif
