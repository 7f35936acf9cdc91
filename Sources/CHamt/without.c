/// Unbinding a key: copies the nodes on its path and keeps the form canonical. The cases are numbered as they
/// are in the code.
///
/// At each node, the slot of the key's digit holds
///   1. nothing, or another key: nothing changes;
///   2. the key: the slot is emptied;
///   3. a child with more than two entries below it: unbind there, and put the new child in its place;
///   4. a child with two: the entry that is left moves up into the slot.
/// Below the last digit is a collision node, here always of more than two entries (case 4 took the rest):
///   5. the entry is left out.
/// So a node other than the root never comes to hold a single entry: its parent has seen to it. The root may,
/// and a root that loses its only entry becomes no node at all.
#include "path.h"

/// Of the two entries below `node`, finds the one whose key is not `key`. False if neither key is `key`.
///
/// The subtree is a node with both entries, or a chain of only children that leads to it. The hash need not
/// be asked again: what is not equal to either key is not here.
static bool
other_of_two(const chamt_family *family, const chamt__node *node, chamt_word key, chamt__entry *other) {
  while (chamt__child_count(node) == 1)
    node = chamt__children(node)[0];
  const chamt__entry *entries = chamt__entries(node);
  for (size_t i = 0; i < 2; i++) {
    if (!chamt__equal(family, entries[i].key, key)) continue;
    *other = entries[1 - i];
    return true;
  }
  return false;
}

static chamt__outcome node_without(
    const chamt_family *family, const chamt__node *node, chamt_word key, uint64_t path, chamt__node **out
) {
  if (chamt__is_collision(node)) { // 5
    size_t index = chamt__collision_index(family, node, key);
    if (index == node->count) return CHAMT__UNCHANGED;
    *out = chamt__collision_with(family, node, index, NULL);
    return *out ? CHAMT__CHANGED : CHAMT__FAILED;
  }
  uint32_t bit = chamt__bit(path);
  chamt__slot slot;
  if (node->child_map & bit) {
    const chamt__node *child = chamt__children(node)[chamt__index(node->child_map, bit)];
    if (child->count == 2) { // 4
      chamt__entry other;
      if (!other_of_two(family, child, key, &other)) return CHAMT__UNCHANGED;
      slot = chamt__slot_entry(other);
    } else { // 3
      chamt__node *below;
      chamt__outcome outcome = node_without(family, child, key, path >> CHAMT_BITS, &below);
      if (outcome != CHAMT__CHANGED) return outcome;
      slot = chamt__slot_child(below);
    }
  } else if (node->entry_map & bit) { // 2
    chamt_word there = chamt__entries(node)[chamt__index(node->entry_map, bit)].key;
    if (!chamt__equal(family, there, key)) return CHAMT__UNCHANGED; // 1
    slot = chamt__slot_nothing();
  } else {
    return CHAMT__UNCHANGED; // 1
  }
  return chamt__replace(family, node, bit, slot, out);
}

/// Unbinding from a map of one entry: the empty map has no node, so that there is one form of it.
static chamt__outcome single_without(const chamt_family *family, const chamt__node *root, chamt_word key) {
  return chamt__equal(family, chamt__entries(root)[0].key, key) ? CHAMT__CHANGED : CHAMT__UNCHANGED;
}

chamt_status chamt_map_without(chamt_map map, chamt_word key, chamt_map *out) {
  chamt__node *root = NULL;
  chamt__outcome outcome = CHAMT__UNCHANGED;
  if (chamt_map_count(map) == 1) outcome = single_without(map.family, map.root, key);
  else if (map.root) outcome = node_without(map.family, map.root, key, chamt__hash(map.family, key), &root);
  return chamt__finish(map, outcome, root, out);
}
