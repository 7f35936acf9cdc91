/// Nodes: memory, counts, new ones. See node.h.
#include "node.h"

#include "check.h"

#include <stdlib.h>

// ---- Memory ---------------------------------------------------------------------------------------------

chamt__node *chamt__node_alloc(const chamt_family *family, chamt__occupancy has) {
  // Only a collision node has more entries than slots, and its entries alone could overflow a size.
  size_t most = (SIZE_MAX - chamt__node_size((chamt__occupancy){0, CHAMT_SLOTS})) / sizeof(chamt_entry);
  if (has.entries > most) return NULL;
  size_t size = chamt__node_size(has);
  chamt__node *node = family->alloc ? family->alloc(size, family->context) : malloc(size);
  if (node) node->references = 1;
  return node;
}

void chamt__node_free(const chamt_family *family, chamt__node *node) {
  chamt__check_dead(node);
  if (family->free) family->free(node, chamt__node_size(chamt__occupancy_of(node)), family->context);
  else chamt__check_free(node);
}

// ---- Counts ---------------------------------------------------------------------------------------------

/// The count of a node, which `const` protects from all but the functions below.
static size_t *references(const chamt__node *node) {
  return &((chamt__node *)(uintptr_t)node)->references;
}

void chamt__node_retain(const chamt__node *node) {
  // The caller holds a reference, so the count is not 0 and nothing need be ordered. It cannot overflow while
  // each reference takes up memory.
  __atomic_fetch_add(references(node), 1, __ATOMIC_RELAXED);
}

bool chamt__node_is_unique(const chamt__node *node) {
  // Acquire: pairs with the release of those who gave their references back.
  return __atomic_load_n(references(node), __ATOMIC_ACQUIRE) == 1;
}

/// Gives a reference back. True if it was the last one, and then the node is out of everybody's reach.
static bool node_drop(const chamt__node *node) {
  // Asking first spares the only owner the atomic change, which costs more than all the rest.
  if (chamt__node_is_unique(node)) return true;
  // Release: what this thread did with the node is done before the count falls. Acquire: the thread that
  // frees it has seen what all others did.
  return __atomic_fetch_sub(references(node), 1, __ATOMIC_ACQ_REL) == 1;
}

// A node that is out of reach waits in a list, linked through its count of references. The link is the
// complement of an address, which is no count that there can be (check.h).

static void list_push(chamt__node **list, const chamt__node *node) {
  *references(node) = ~(size_t)(uintptr_t)*list;
  *list = (chamt__node *)(uintptr_t)node;
}

static chamt__node *list_pop(chamt__node **list) {
  chamt__node *node = *list;
  *list = (chamt__node *)(uintptr_t)~node->references;
  return node;
}

/// Frees `node`, which nobody can reach, and all that only it holds.
static void tree_free(const chamt_family *family, const chamt__node *node) {
  chamt__node *dead = NULL;
  list_push(&dead, node);
  while (dead) {
    chamt__node *next = list_pop(&dead);
    chamt__check_dead(next);
    chamt__occupancy has = chamt__occupancy_of(next);
    const chamt_entry *entries = chamt__entries(next);
    chamt__node *const *children = chamt__children(next, has.entries);
    for (size_t i = 0; i < has.children; i++)
      if (node_drop(children[i])) list_push(&dead, children[i]);
    for (size_t i = 0; i < has.entries; i++)
      chamt__entry_release(family, entries[i]);
    chamt__node_free(family, next);
  }
}

void chamt__node_release(const chamt_family *family, const chamt__node *node) {
  if (node_drop(node)) tree_free(family, node);
}

/// What the releases of this thread have still to free. A release inside a callback of another adds to it and
/// returns, so that maps which hold maps which hold maps do not pile up on the stack.
static _Thread_local struct {
  bool freeing;
  chamt__node *roots; ///< Each with its family in `count`, which a root can spare: it has a table.
} later;

void chamt_map_release(chamt_map map) {
  CHAMT__CHECK_MAP(map);
  if (!map.root || !node_drop(map.root)) return;
  if (later.freeing) {
    list_push(&later.roots, map.root);
    later.roots->count = (size_t)(uintptr_t)map.family;
    return;
  }
  later.freeing = true;
  tree_free(map.family, map.root);
  while (later.roots) {
    chamt__node *root = list_pop(&later.roots);
    tree_free((const chamt_family *)(uintptr_t)root->count, root);
  }
  later.freeing = false;
}

void chamt__node_retain_content(
    const chamt_family *family, const chamt__node *node, const chamt__node *taken_over
) {
  chamt__occupancy has = chamt__occupancy_of(node);
  chamt__node *const *children = chamt__children(node, has.entries);
  for (size_t i = 0; i < has.children; i++)
    if (children[i] != taken_over) chamt__node_retain(children[i]);
  if (!family->retain_key && !family->retain_value) return;
  for (size_t i = 0; i < has.entries; i++)
    chamt__entry_retain(family, chamt__entries(node)[i]);
}

// ---- New nodes ------------------------------------------------------------------------------------------

/// Words from the start of a node to its entries.
enum { FIRST = sizeof(chamt__node) / sizeof(chamt_word) };
_Static_assert(sizeof(chamt__node) % sizeof(chamt_word) == 0, "entries follow the node without a gap");
_Static_assert(
    FIRST + CHAMT_SLOTS * sizeof(chamt_entry) / sizeof(chamt_word) <= CHAMT__ENTRY_CODE, "a code has room"
);

static chamt_entry *entries_of(chamt__node *node) {
  return (chamt_entry *)(uintptr_t)chamt__entries(node);
}

static void put_entry(chamt__node *node, unsigned digit, chamt_entry entry) {
  *(chamt_entry *)(uintptr_t)chamt__entry(node, node->table[digit]) = entry;
}

static void put_child(chamt__node *node, unsigned digit, chamt__node *child) {
  *(chamt__node **)(uintptr_t)chamt__child(node, node->table[digit]) = child;
}

chamt__node *chamt__node_of_one(const chamt_family *family, unsigned digit, chamt__slot slot) {
  bool is_entry = slot.kind == CHAMT__ENTRY;
  chamt__node *node = chamt__node_alloc(family, (chamt__occupancy){is_entry, !is_entry});
  if (!node) return NULL;
  memset(node->table, 0, sizeof node->table);
  if (is_entry) {
    node->count = 1;
    node->table[digit] = CHAMT__ENTRY_CODE | FIRST;
    put_entry(node, digit, slot.entry);
    chamt__entry_retain(family, slot.entry);
  } else {
    node->count = slot.child->count;
    node->table[digit] = FIRST;
    put_child(node, digit, slot.child);
  }
  return node;
}

chamt__node *chamt__node_of_two(
    const chamt_family *family, unsigned digit, chamt_entry entry, unsigned other_digit, chamt_entry other
) {
  chamt__node *node = chamt__node_alloc(family, (chamt__occupancy){2, 0});
  if (!node) return NULL;
  memset(node->table, 0, sizeof node->table);
  node->count = 2;
  if (digit == other_digit) {
    entries_of(node)[0] = other;
    entries_of(node)[1] = entry;
  } else {
    enum { SECOND = FIRST + sizeof(chamt_entry) / sizeof(chamt_word) };
    node->table[digit] = CHAMT__ENTRY_CODE | (digit < other_digit ? FIRST : SECOND);
    node->table[other_digit] = CHAMT__ENTRY_CODE | (digit < other_digit ? SECOND : FIRST);
    put_entry(node, digit, entry);
    put_entry(node, other_digit, other);
  }
  chamt__entry_retain(family, entry);
  chamt__entry_retain(family, other);
  return node;
}

/// Makes `to` the table of `from` with something of `kind` in the slot of `digit`, for the given number of
/// entries. Codes count words, so a new entry moves what follows it by two.
static void table_draft(uint8_t *to, const uint8_t *from, unsigned digit, unsigned kind, size_t entries) {
  uint8_t entry = CHAMT__ENTRY_CODE | FIRST, child = (uint8_t)(FIRST + 2 * entries);
  for (unsigned i = 0; i < CHAMT_SLOTS; i++) {
    bool is_entry = i == digit ? kind == CHAMT__ENTRY : chamt__is_entry(from[i]);
    bool is_child = i == digit ? kind == CHAMT__CHILD : !is_entry && from[i];
    to[i] = is_entry ? entry : is_child ? child : 0;
    entry = (uint8_t)(entry + 2 * is_entry);
    child = (uint8_t)(child + is_child);
  }
  for (unsigned i = CHAMT_SLOTS; i < CHAMT__TABLE_BYTES; i++)
    to[i] = 0;
}

/// Copies `count` elements of `size` bytes, but at `index` leaves out `dropped` and makes room for `added`
/// (each 0 or 1).
static void
splice(void *to, const void *from, size_t count, size_t index, size_t dropped, size_t added, size_t size) {
  memcpy(to, from, index * size);
  memcpy(
      (char *)to + (index + added) * size, (const char *)from + (index + dropped) * size,
      (count - index - dropped) * size
  );
}

chamt__node *chamt__node_draft(
    const chamt_family *family, const chamt__node *source, unsigned digit, const chamt__slot *slot,
    size_t count
) {
  chamt__occupancy had = chamt__occupancy_of(source);
  uint8_t code = source->table[digit];
  bool had_entry = chamt__is_entry(code), had_child = code && !had_entry;
  bool has_entry = slot->kind == CHAMT__ENTRY, has_child = slot->kind == CHAMT__CHILD;
  chamt__occupancy has = {had.entries - had_entry + has_entry, had.children - had_child + has_child};
  chamt__node *node = chamt__node_alloc(family, has);
  if (!node) return NULL;
  node->count = count;
  if (had_entry == has_entry && had_child == has_child) {
    memcpy(node->table, source->table, chamt__node_size(had) - offsetof(chamt__node, table));
  } else {
    size_t entry = 0, child = 0;
    for (unsigned i = 0; i < digit; i++) {
      entry += chamt__is_entry(source->table[i]);
      child += source->table[i] && !chamt__is_entry(source->table[i]);
    }
    table_draft(node->table, source->table, digit, (unsigned)slot->kind, has.entries);
    const chamt_entry *entries = chamt__entries(source);
    splice(entries_of(node), entries, had.entries, entry, had_entry, has_entry, sizeof *entries);
    chamt__node *const *children = chamt__children(source, had.entries);
    void *to = (void *)(uintptr_t)chamt__children(node, has.entries);
    splice(to, children, had.children, child, had_child, has_child, sizeof *children);
  }
  if (has_entry) put_entry(node, digit, slot->entry);
  if (has_child) put_child(node, digit, slot->child);
  return node;
}

// ---- Collision nodes ------------------------------------------------------------------------------------

chamt__node *chamt__collision_draft(
    const chamt_family *family, const chamt__node *source, size_t index, const chamt_entry *entry
) {
  size_t dropped = index < source->count, added = entry != NULL;
  size_t count = source->count - dropped + added;
  chamt__node *node = chamt__node_alloc(family, (chamt__occupancy){count, 0});
  if (!node) return NULL;
  memset(node->table, 0, sizeof node->table);
  node->count = count;
  splice(entries_of(node), chamt__entries(source), source->count, index, dropped, added, sizeof *entry);
  if (entry) entries_of(node)[index] = *entry;
  return node;
}

size_t chamt__collision_index(const chamt_family *family, const chamt__node *node, chamt_word key) {
  const chamt_entry *entries = chamt__entries(node);
  size_t index = 0;
  while (index < node->count && !chamt__equal(family, entries[index].key, key))
    index++;
  return index;
}
