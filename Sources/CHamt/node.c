/// Nodes: allocation, counting, and copies that differ in one slot. See node.h.
#include "node.h"

#include <stdlib.h>
#include <string.h>

const chamt__node chamt__node_empty = {0};

// ---- Memory ---------------------------------------------------------------------------------------------

static size_t node_size(size_t entries, size_t children) {
  return sizeof(chamt__node) + entries * sizeof(chamt__entry) + children * sizeof(chamt__node *);
}

/// A block for a node with one reference, its arrays not yet filled. NULL if there is no memory.
static chamt__node *node_alloc(const chamt_family *family, size_t entries, size_t children) {
  // Children number at most CHAMT_SLOTS; only a collision node's entries could overflow a size.
  if (entries > (SIZE_MAX - node_size(0, CHAMT_SLOTS)) / sizeof(chamt__entry)) return NULL;
  size_t size = node_size(entries, children);
  chamt__node *node = family->alloc ? family->alloc(size, family->context) : malloc(size);
  if (node) node->references = 1;
  return node;
}

static void node_free(const chamt_family *family, chamt__node *node) {
  if (family->free)
    family->free(node, node_size(chamt__entry_count(node), chamt__child_count(node)), family->context);
  else free(node);
}

// ---- References -----------------------------------------------------------------------------------------

void chamt__node_retain(const chamt__node *node) {
  // The caller holds a reference, so the count is not 0 and nothing need be ordered. 64 bits of count cannot
  // overflow while each reference takes up memory.
  __atomic_fetch_add(&((chamt__node *)(uintptr_t)node)->references, 1, __ATOMIC_RELAXED);
}

void chamt__node_release(const chamt_family *family, const chamt__node *shared) {
  chamt__node *node = (chamt__node *)(uintptr_t)shared;
  // Release: what this thread did to the node is done before the count falls. Acquire: the thread that frees
  // it has seen what all others did.
  if (__atomic_fetch_sub(&node->references, 1, __ATOMIC_ACQ_REL) != 1) return;
  // The node is out of everybody's reach from here on, so callbacks may do as they like.
  const chamt__entry *entries = chamt__entries(node);
  for (size_t i = 0, count = chamt__entry_count(node); i < count; i++) {
    if (family->release_key) family->release_key(entries[i].key, family->context);
    if (family->release_value) family->release_value(entries[i].value, family->context);
  }
  // Recursion ends after CHAMT_MAX_DEPTH nodes: each step uses up a digit of the hash.
  chamt__node *const *children = chamt__children(node);
  for (size_t i = 0, count = chamt__child_count(node); i < count; i++)
    chamt__node_release(family, children[i]);
  node_free(family, node);
}

/// Retains every entry of a node that has just been filled by copying.
static void retain_entries(const chamt_family *family, const chamt__node *node) {
  if (!family->retain_key && !family->retain_value) return;
  const chamt__entry *entries = chamt__entries(node);
  for (size_t i = 0, count = chamt__entry_count(node); i < count; i++) {
    if (family->retain_key) family->retain_key(entries[i].key, family->context);
    if (family->retain_value) family->retain_value(entries[i].value, family->context);
  }
}

// ---- Copies ---------------------------------------------------------------------------------------------

/// Copies `count` elements of `size` bytes from `from` to `to`, but at `index` leaves out `dropped` elements
/// (0 or 1) and puts `inserted` (if not NULL) in.
static void splice(
    void *to, const void *from, size_t count, size_t index, size_t dropped, const void *inserted, size_t size
) {
  char *out = to;
  const char *in = from;
  size_t before = index * size;
  memcpy(out, in, before);
  out += before;
  in += before + dropped * size;
  if (inserted) {
    memcpy(out, inserted, size);
    out += size;
  }
  memcpy(out, in, (count - index - dropped) * size);
}

static size_t slot_count(const chamt__slot *slot) {
  return slot->kind == CHAMT__CHILD ? slot->child->count : slot->kind == CHAMT__ENTRY ? 1 : 0;
}

chamt__node *
chamt__node_with(const chamt_family *family, const chamt__node *source, uint32_t bit, chamt__slot slot) {
  bool had_entry = source->entry_map & bit, had_child = source->child_map & bit;
  bool has_entry = slot.kind == CHAMT__ENTRY, has_child = slot.kind == CHAMT__CHILD;
  size_t entries = chamt__entry_count(source), children = chamt__child_count(source);
  chamt__node *node = node_alloc(family, entries - had_entry + has_entry, children - had_child + has_child);
  if (!node) return NULL;

  chamt__node *const *source_children = chamt__children(source);
  size_t entry_index = chamt__index(source->entry_map, bit);
  size_t child_index = chamt__index(source->child_map, bit);
  size_t replaced = had_child ? source_children[child_index]->count : had_entry;
  node->count = source->count - replaced + slot_count(&slot);
  node->entry_map = (source->entry_map & ~bit) | (has_entry ? bit : 0);
  node->child_map = (source->child_map & ~bit) | (has_child ? bit : 0);
  splice(
      (void *)(uintptr_t)chamt__entries(node), chamt__entries(source), entries, entry_index, had_entry,
      has_entry ? &slot.entry : NULL, sizeof(chamt__entry)
  );
  splice(
      (void *)(uintptr_t)chamt__children(node), source_children, children, child_index, had_child,
      has_child ? &slot.child : NULL, sizeof(chamt__node *)
  );

  for (size_t i = 0; i < children; i++)
    if (!had_child || i != child_index) chamt__node_retain(source_children[i]);
  retain_entries(family, node);
  return node;
}

chamt__node *
chamt__node_of_two(const chamt_family *family, uint32_t entry_map, chamt__entry first, chamt__entry second) {
  chamt__node *node = node_alloc(family, 2, 0);
  if (!node) return NULL;
  node->count = 2;
  node->entry_map = entry_map;
  node->child_map = 0;
  chamt__entry *entries = (chamt__entry *)(uintptr_t)chamt__entries(node);
  entries[0] = first;
  entries[1] = second;
  retain_entries(family, node);
  return node;
}

// ---- Collision nodes ------------------------------------------------------------------------------------

chamt__node *chamt__collision_with(
    const chamt_family *family, const chamt__node *source, size_t index, const chamt__entry *entry
) {
  size_t dropped = index < source->count;
  size_t count = source->count - dropped + (entry != NULL);
  chamt__node *node = node_alloc(family, count, 0);
  if (!node) return NULL;
  node->count = count;
  node->entry_map = node->child_map = 0;
  splice(
      (void *)(uintptr_t)chamt__entries(node), chamt__entries(source), source->count, index, dropped, entry,
      sizeof(chamt__entry)
  );
  retain_entries(family, node);
  return node;
}

size_t chamt__collision_index(const chamt_family *family, const chamt__node *node, chamt_word key) {
  const chamt__entry *entries = chamt__entries(node);
  size_t index = 0;
  while (index < node->count && !chamt__equal(family, entries[index].key, key))
    index++;
  return index;
}
