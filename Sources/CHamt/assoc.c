// Binding a key. Comments in the code refer to the cases by these numbers.
//
// At each node, the slot of the key's digit holds
//   1. nothing: the entry goes there;
//   2. an entry with the same key: its value is replaced (if the new value is the same, nothing changes);
//   3. an entry with another key: both move down to where their paths part;
//   4. a child: the entry is bound there.
// Below the last digit there is a collision node:
//   5. the key's entry is replaced, or added.
#include "change.h"

/// A subtree at `shift` with the new entry and `other`, which has another key. +1, or NULL if
/// there is no memory.
static chamt__node *part(const chamt__edit *edit, unsigned shift, chamt_entry other) {
  uint64_t difference = edit->hash ^ chamt__hash(edit->family, other.key);
  uint64_t hash = edit->hash;
  unsigned at = shift;
  while (at < 64 && chamt__digit(difference >> at) == 0)
    at += CHAMT_BITS;
  // Past the last digit, equal digits make a collision node.
  unsigned digit = at < 64 ? chamt__digit(hash >> at) : 0;
  unsigned other_digit = at < 64 ? chamt__digit((hash ^ difference) >> at) : 0;
  chamt__node *node = chamt__node_of_two(edit->family, digit, edit->entry, other_digit, other);
  while (node && at > shift) {
    at -= CHAMT_BITS;
    chamt__slot slot = chamt__slot_child(node);
    node = chamt__node_of_one(edit->family, chamt__digit(hash >> at), slot);
    if (!node) chamt__node_release(edit->family, slot.child);
  }
  return node;
}

static chamt__outcome collision_assoc(chamt__edit *edit, chamt__node *node, bool owned, chamt__node **out) {
  size_t index = chamt__collision_index(edit->family, node, edit->entry.key);
  chamt_entry entry = edit->entry;
  edit->added = index == node->count;
  if (index < node->count) {
    entry.key = chamt__entries(node)[index].key;
    if (chamt__entries(node)[index].value == entry.value) return CHAMT__UNCHANGED;
  }
  return chamt__edit_collision(edit, node, owned, index, &entry, out);
}

static chamt__outcome
node_assoc(chamt__edit *edit, chamt__node *node, unsigned shift, bool owned, chamt__node **out) {
  owned = owned && !chamt__node_is_shared(node);
  if (shift >= 64) return collision_assoc(edit, node, owned, out); // 5
  unsigned digit = chamt__digit(edit->hash >> shift);
  uint8_t code = node->table[digit];
  chamt__slot slot = chamt__slot_entry(edit->entry); // 1

  if (chamt__is_entry(code)) {
    chamt_entry there = *chamt__entry(node, code);
    if (chamt__equal(edit->family, there.key, edit->entry.key)) { // 2
      if (there.value == edit->entry.value) return CHAMT__UNCHANGED;
      slot.entry.key = there.key;
      edit->added = 0;
    } else { // 3
      slot = chamt__slot_child(part(edit, shift + CHAMT_BITS, there));
      if (!slot.child) return CHAMT__FAILED;
    }
  } else if (code) { // 4
    chamt__node *below;
    chamt__outcome outcome = node_assoc(edit, *chamt__child(node, code), shift + CHAMT_BITS, owned, &below);
    if (outcome != CHAMT__CHANGED) return outcome;
    return chamt__edit_child(edit, node, owned, digit, below, out);
  }
  return chamt__edit_slot(edit, node, owned, digit, slot, out);
}

/// Whether the tree has as many entries as a count can express, and none of them has this key.
static bool is_full(const chamt__edit *edit, const chamt__node *root) {
  if (root->count < UINT32_MAX) return false;
  chamt_word value;
  return !chamt__find_general((chamt_map){root, edit->family}, edit->entry.key, &value);
}

chamt__outcome chamt__assoc(chamt__edit *edit, const chamt__node **root, bool owned) {
  edit->hash = chamt__hash(edit->family, edit->entry.key);
  edit->added = 1;
  chamt__node *new = NULL;
  if (*root && is_full(edit, *root)) return CHAMT__FAILED;
  if (!*root) {
    new = chamt__node_of_one(edit->family, chamt__digit(edit->hash), chamt__slot_entry(edit->entry));
    if (!new) return CHAMT__FAILED;
  } else {
    chamt__outcome outcome = node_assoc(edit, (chamt__node *)(uintptr_t)*root, 0, owned, &new);
    if (outcome != CHAMT__CHANGED) return outcome;
  }
  *root = new;
  return CHAMT__CHANGED;
}
