/// References to nodes, and what a node holds of others: taking them, and giving them back. See node.h.
#include "node.h"

#include "check.h"

#include <stddef.h>

// ---- Counts ---------------------------------------------------------------------------------------------

/// A count that has come this far no longer falls: the node stays for ever, rather than to be freed too
/// early. So nothing is lost if the count cannot say how many references there are; half of what it can say
/// is room for threads that have not seen it yet.
enum { PERMANENT_BIT = 31 };
static const uint32_t permanent = (uint32_t)1 << PERMANENT_BIT;

/// The count of a node, which `const` protects from all but the functions below.
static uint32_t *references(const chamt__node *node) {
  return &((chamt__node *)(uintptr_t)node)->references;
}

void chamt__node_retain(const chamt__node *node) {
  // The caller holds a reference, so the count is not 0 and nothing need be ordered.
  uint32_t before = __atomic_fetch_add(references(node), 1, __ATOMIC_RELAXED);
  if (before >= permanent) __atomic_store_n(references(node), permanent + permanent / 2, __ATOMIC_RELAXED);
}

/// Gives a reference back. True if it was the last one, and then the node is out of everybody's reach.
static bool node_drop(const chamt__node *node) {
  // Asking first spares the only owner the atomic change, which costs more than all the rest.
  uint32_t before = __atomic_load_n(references(node), __ATOMIC_ACQUIRE);
  if (before == 1) return true;
  if (before >= permanent) return false;
  // Release: what this thread did with the node is done before the count falls. Acquire: the thread that
  // frees it has seen what all others did.
  return __atomic_fetch_sub(references(node), 1, __ATOMIC_ACQ_REL) == 1;
}

// ---- Retaining what a node holds -----------------------------------------------------------------------

static void slots_retain(
    const chamt_family *family, const chamt__node *node, chamt__slots slots, const chamt__node *but
) {
  for (; slots; slots &= slots - 1) {
    uint8_t code = node->table[__builtin_ctz(slots)];
    if (chamt__is_entry(code)) chamt__entry_retain(family, *chamt__entry(node, code));
    else if (code && *chamt__child(node, code) != but) chamt__node_retain(*chamt__child(node, code));
  }
}

void chamt__slots_retain(const chamt_family *family, const chamt__node *node, chamt__slots slots) {
  slots_retain(family, node, slots, NULL);
}

void chamt__node_retain_content(
    const chamt_family *family, const chamt__node *node, const chamt__node *taken_over
) {
  if (chamt__is_borrower(node)) {
    slots_retain(family, node, (chamt__slots)chamt__loan_of(node)->own, taken_over);
    return;
  }
  chamt__occupancy has = chamt__occupancy_of(node);
  chamt__node *const *children = chamt__children(node, has.entries);
  for (size_t i = 0; i < has.children; i++)
    if (children[i] != taken_over) chamt__node_retain(children[i]);
  if (!family->retain_key && !family->retain_value) return;
  for (size_t i = 0; i < has.entries; i++)
    chamt__entry_retain(family, chamt__entries(node)[i]);
}

// ---- Releasing ------------------------------------------------------------------------------------------

// A dead node, which is out of reach, waits in a list. The word for its loans is the link, with the flag of a
// borrower. But if others have borrowed from it, that word is still needed. What they have borrowed, in turn,
// only their own copies of are still needed (at least CHAMT__LEAST_LOAN words, or nobody would have
// borrowed): there is room for the link. The count, which only collision nodes still need, then tells the
// other slots.
//
//   a node that ...             loans                count               record, of a borrower
//   lives                       flags and counts     entries             lender and own slots; given back:
//   NULL,
//                                                                        or a dead lender's block, to free
//   waits, nobody borrows       link | BORROWER      entries             the same
//   waits, pinned               flags and counts     slots to release    the same, given back
//   has died, and others borrow counts and BORROWER  slots released      NULL
//
// A pinned node has its link in the first word of what is borrowed, and as a root its family in the second.

_Static_assert(
    _Alignof(max_align_t) >= 8 && sizeof(chamt__loan) % 8 == 0, "a node's address leaves the flags free"
);
_Static_assert(CHAMT__LEAST_LOAN >= 2, "there is room for a link and a family in what is lent");

/// The n-th word of those slots of a dead node that are borrowed.
static chamt_word *spare_word(chamt__node *node, unsigned n) {
  chamt__slots slots = ~(chamt__slots)node->count;
  for (unsigned i = 0;; i++) {
    CHAMT__CHECK_RULE(i < CHAMT_SLOTS);
    uint8_t code = slots >> i & 1 ? node->table[i] : 0;
    if (!code) continue;
    unsigned words = chamt__is_entry(code) ? 2 : 1;
    if (n < words) return (chamt_word *)(void *)(node + 1) + (code % CHAMT__CHILD_CODE) + n;
    n -= words;
  }
}

static bool is_pinned(const chamt__node *node) {
  return __atomic_load_n(&node->loans, __ATOMIC_RELAXED) & CHAMT__PINNED;
}

/// Where a node in a list has the next.
static void set_link(chamt__node *node, chamt__node *next) {
  if (is_pinned(node)) *spare_word(node, 0) = (chamt_word)next;
  else node->loans = (chamt_word)next | (node->loans & CHAMT__BORROWER);
}

/// Gives back what a settled node has borrowed, at once: a node that lends too cannot keep it for later. The
/// node still holds all of that, so nothing dies of it. The lender's block, if it is over, stays in the
/// record.
static void return_settled(const chamt_family *family, const chamt__node *node) {
  chamt__loan *loan = (chamt__loan *)(uintptr_t)chamt__loan_of(node);
  if (loan->own == CHAMT__GIVEN_BACK) return;
  chamt__slots unheld;
  chamt__node *over = chamt__loan_return(*loan, &unheld);
  *loan = (chamt__loan){over, CHAMT__GIVEN_BACK};
  chamt__slots_release(family, node, unheld);
}

/// Adds a node to a list, to be released: `node_drop` has said so.
static void list_push(const chamt_family *family, chamt__node **list, const chamt__node *shared) {
  chamt__node *node = (chamt__node *)(uintptr_t)shared;
  bool borrows = chamt__is_borrower(node), settled = borrows && chamt__is_settled(node);
  if (settled) return_settled(family, node);
  if (!borrows || settled) {
    chamt__slots unborrowed = chamt__loan_die(node);
    if (unborrowed == chamt__all_slots()) node->loans = borrows ? CHAMT__BORROWER : 0;
    else node->count = unborrowed;
  }
  set_link(node, *list);
  *list = node;
}

static chamt__node *list_pop(chamt__node **list) {
  chamt__node *node = *list;
  chamt_word next = is_pinned(node) ? *spare_word(node, 0) : node->loans & ~(chamt_word)CHAMT__BORROWER;
  *list = (chamt__node *)next;
  set_link(node, NULL);
  return node;
}

/// Gives back what a dead node holds in all of its slots. What dies of it goes to the list.
static void all_release(const chamt_family *family, const chamt__node *node, chamt__node **dead) {
  chamt__occupancy has = chamt__occupancy_of(node);
  const chamt_entry *entries = chamt__entries(node);
  chamt__node *const *children = chamt__children(node, has.entries);
  for (size_t i = 0; i < has.children; i++)
    if (node_drop(children[i])) list_push(family, dead, children[i]);
  for (size_t i = 0; i < has.entries; i++)
    chamt__entry_release(family, entries[i]);
}

/// The same of some slots.
static void
slots_release(const chamt_family *family, const chamt__node *node, chamt__slots slots, chamt__node **dead) {
  for (; slots; slots &= slots - 1) {
    uint8_t code = node->table[__builtin_ctz(slots)];
    if (chamt__is_entry(code)) {
      chamt__entry_release(family, *chamt__entry(node, code));
    } else if (code) {
      chamt__node *child = *chamt__child(node, code);
      if (node_drop(child)) list_push(family, dead, child);
    }
  }
}

void chamt__slots_release(const chamt_family *family, const chamt__node *node, chamt__slots slots) {
  chamt__node *dead = NULL;
  slots_release(family, node, slots, &dead);
  // The caller has said that others hold all of it.
  CHAMT__CHECK_RULE(!dead);
}

/// Frees the nodes of a list, which nobody can reach, and all that only they hold.
static void list_free(const chamt_family *family, chamt__node *dead) {
  while (dead) {
    chamt__node *node = list_pop(&dead), *lender = NULL;
    bool pinned = is_pinned(node);
    chamt__slots held = pinned ? (chamt__slots)node->count : chamt__all_slots();
    if (chamt__is_borrower(node)) {
      chamt__loan *loan = (chamt__loan *)(uintptr_t)chamt__loan_of(node);
      chamt__slots unheld;
      if (loan->own == CHAMT__GIVEN_BACK) {
        lender = loan->lender;
        loan->lender = NULL;
      } else {
        lender = chamt__loan_return(*loan, &unheld);
        held = (chamt__slots)loan->own | unheld;
      }
    }
    if (held == chamt__all_slots()) all_release(family, node, &dead);
    else slots_release(family, node, held, &dead);
    if (!pinned || chamt__loan_unpin(node)) chamt__node_free(family, node);
    if (lender) chamt__node_free(family, lender);
  }
}

void chamt__node_release(const chamt_family *family, const chamt__node *node) {
  if (!node_drop(node)) return;
  chamt__node *dead = NULL;
  list_push(family, &dead, node);
  list_free(family, dead);
}

/// What the releases of this thread have still to free. A release inside a callback of another adds to it and
/// returns, so that maps which hold maps which hold maps do not pile up on the stack.
static _Thread_local struct {
  bool freeing;
  chamt__node *roots;
} later;

/// Where a root that waits keeps its family: over the counts, which a root can spare for it has a table, or,
/// if these are needed, after the link.
static void *family_place(chamt__node *root) {
  return is_pinned(root) ? (void *)spare_word(root, 1) : (void *)root;
}
_Static_assert(
    offsetof(chamt__node, loans) >= sizeof(chamt_family *), "a family's address takes the counts' place"
);

void chamt_map_release(chamt_map map) {
  CHAMT__CHECK_MAP(map);
  if (!map.root || !node_drop(map.root)) return;
  if (later.freeing) {
    list_push(map.family, &later.roots, map.root);
    memcpy(family_place(later.roots), &map.family, sizeof map.family);
    return;
  }
  later.freeing = true;
  chamt__node *dead = NULL;
  list_push(map.family, &dead, map.root);
  list_free(map.family, dead);
  while (later.roots) {
    chamt__node *root = list_pop(&later.roots);
    const chamt_family *family;
    memcpy(&family, family_place(root), sizeof family);
    list_free(family, root);
  }
  later.freeing = false;
}
