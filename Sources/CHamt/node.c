// One node: its memory, and new ones. See node.h.
#include "node.h"

#include "check.h"

#include <stddef.h>
#include <stdlib.h>

// ---- Memory ---------------------------------------------------------------------------------------------

chamt__node *chamt__node_alloc(const chamt_family *family, chamt__occupancy has) {
  // The size cannot overflow: the node is small, or at most one entry larger than one in memory.
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

// ---- New nodes ------------------------------------------------------------------------------------------

_Static_assert(sizeof(chamt__node) % sizeof(chamt_word) == 0, "entries follow the node without a gap");

/// Words of an entry.
enum { ENTRY_WORDS = sizeof(chamt_entry) / sizeof(chamt_word) };
_Static_assert(
    (CHAMT_SLOTS - 1) * ENTRY_WORDS < CHAMT__CHILD_CODE, "a code can point at the last slot's entry or child"
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
    node->table[digit] = CHAMT__ENTRY_CODE;
    put_entry(node, digit, slot.entry);
    chamt__entry_retain(family, slot.entry);
  } else {
    node->count = slot.child->count;
    node->table[digit] = CHAMT__CHILD_CODE;
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
    node->table[digit] = CHAMT__ENTRY_CODE | (digit < other_digit ? 0 : ENTRY_WORDS);
    node->table[other_digit] = CHAMT__ENTRY_CODE | (digit < other_digit ? ENTRY_WORDS : 0);
    put_entry(node, digit, entry);
    put_entry(node, other_digit, other);
  }
  chamt__entry_retain(family, entry);
  chamt__entry_retain(family, other);
  return node;
}

/// Sets `to` to the table of `from` with content of `kind` in the slot of `digit`. `entries` is the new
/// number of entries. Codes count words, so a new entry moves everything after it by two.
static void table_draft(uint8_t *to, const uint8_t *from, unsigned digit, unsigned kind, size_t entries) {
  uint8_t entry = CHAMT__ENTRY_CODE, child = (uint8_t)(CHAMT__CHILD_CODE + ENTRY_WORDS * entries);
  for (unsigned i = 0; i < CHAMT_SLOTS; i++) {
    bool is_entry = i == digit ? kind == CHAMT__ENTRY : chamt__is_entry(from[i]);
    bool is_child = i == digit ? kind == CHAMT__CHILD : chamt__is_child(from[i]);
    to[i] = is_entry ? entry : is_child ? child : 0;
    entry = (uint8_t)(entry + ENTRY_WORDS * is_entry);
    child = (uint8_t)(child + is_child);
  }
  for (unsigned i = CHAMT_SLOTS; i < CHAMT__TABLE_BYTES; i++)
    to[i] = 0;
}

/// Copies `count` elements of `size` bytes. At `index` it skips `dropped` elements and leaves room for
/// `added` (each 0 or 1).
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
  bool had_entry = chamt__is_entry(code), had_child = chamt__is_child(code);
  bool has_entry = slot->kind == CHAMT__ENTRY, has_child = slot->kind == CHAMT__CHILD;
  chamt__occupancy has = {had.entries - had_entry + has_entry, had.children - had_child + has_child};
  chamt__node *node = chamt__node_alloc(family, has);
  if (!node) return NULL;
  node->count = (uint32_t)count;
  if (had_entry == has_entry && had_child == has_child) {
    memcpy(node->table, source->table, chamt__node_size(had) - offsetof(chamt__node, table));
  } else {
    size_t entry = 0, child = 0;
    for (unsigned i = 0; i < digit; i++) {
      entry += chamt__is_entry(source->table[i]);
      child += chamt__is_child(source->table[i]);
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
  node->count = (uint32_t)count;
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
