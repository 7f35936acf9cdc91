/// Binding a key: copies the nodes on its path. The cases are numbered as they are in the code.
///
/// At each node, the slot of the key's digit holds
///   1. nothing: the entry goes there;
///   2. an entry with the same key: its value is replaced (or is the same, and nothing changes);
///   3. an entry with another key: both move down, to where their paths part;
///   4. a child: bind there, and put the new child in its place.
/// Below the last digit is a collision node:
///   5. the key is among its entries, or is added.
#include "path.h"

/// What to bind: the same at every level.
typedef struct binding {
  const chamt_family *family;
  chamt__entry entry;
  uint64_t hash;
} binding;

/// Makes `*out` the smallest subtree at `shift` that holds the binding and `other`, whose keys differ.
static chamt__outcome
part(const binding *new, unsigned shift, chamt__entry other, uint64_t other_hash, chamt__node **out) {
  uint32_t bit = 0, other_bit = 0;
  if (shift < 64) {
    bit = chamt__bit(new->hash >> shift);
    other_bit = chamt__bit(other_hash >> shift);
    if (bit == other_bit) {
      chamt__node *below;
      if (part(new, shift + CHAMT_BITS, other, other_hash, &below) == CHAMT__FAILED) return CHAMT__FAILED;
      return chamt__replace(new->family, &chamt__node_empty, bit, chamt__slot_child(below), out);
    }
  }
  *out = bit < other_bit ? chamt__node_of_two(new->family, bit | other_bit, new->entry, other)
                         : chamt__node_of_two(new->family, bit | other_bit, other, new->entry);
  return *out ? CHAMT__CHANGED : CHAMT__FAILED;
}

static chamt__outcome collision_assoc(const binding *new, const chamt__node *node, chamt__node **out) {
  size_t index = chamt__collision_index(new->family, node, new->entry.key);
  chamt__entry entry = new->entry;
  if (index < node->count) {
    entry.key = chamt__entries(node)[index].key;
    if (chamt__entries(node)[index].value == entry.value) return CHAMT__UNCHANGED;
  }
  *out = chamt__collision_with(new->family, node, index, &entry);
  return *out ? CHAMT__CHANGED : CHAMT__FAILED;
}

static chamt__outcome
node_assoc(const binding *new, const chamt__node *node, unsigned shift, chamt__node **out) {
  if (chamt__is_collision(node)) return collision_assoc(new, node, out); // 5
  const chamt_family *family = new->family;
  uint32_t bit = chamt__bit(new->hash >> shift);

  if (node->child_map & bit) { // 4
    chamt__node *below;
    const chamt__node *child = chamt__children(node)[chamt__index(node->child_map, bit)];
    chamt__outcome outcome = node_assoc(new, child, shift + CHAMT_BITS, &below);
    if (outcome != CHAMT__CHANGED) return outcome;
    return chamt__replace(family, node, bit, chamt__slot_child(below), out);
  }
  if (node->entry_map & bit) {
    chamt__entry there = chamt__entries(node)[chamt__index(node->entry_map, bit)];
    if (chamt__equal(family, there.key, new->entry.key)) { // 2
      if (there.value == new->entry.value) return CHAMT__UNCHANGED;
      there.value = new->entry.value;
      return chamt__replace(family, node, bit, chamt__slot_entry(there), out);
    }
    chamt__node *below; // 3
    uint64_t hash = chamt__hash(family, there.key);
    if (part(new, shift + CHAMT_BITS, there, hash, &below) == CHAMT__FAILED) return CHAMT__FAILED;
    return chamt__replace(family, node, bit, chamt__slot_child(below), out);
  }
  return chamt__replace(family, node, bit, chamt__slot_entry(new->entry), out); // 1
}

chamt_status chamt_map_assoc(chamt_map map, chamt_word key, chamt_word value, chamt_map *out) {
  binding new = {map.family, {key, value}, chamt__hash(map.family, key)};
  chamt__node *root = NULL;
  chamt__outcome outcome;
  if (map.root) {
    outcome = node_assoc(&new, map.root, 0, &root);
  } else {
    chamt__slot slot = chamt__slot_entry(new.entry);
    outcome = chamt__replace(map.family, &chamt__node_empty, chamt__bit(new.hash), slot, &root);
  }
  return chamt__finish(map, outcome, root, out);
}
