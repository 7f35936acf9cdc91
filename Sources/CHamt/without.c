// Unbinding a key, so that the form stays canonical. The numbers of the cases are those in the code.
//
// At each node, the slot of the key's digit holds
//   1. nothing, or another key: nothing changes;
//   2. the key: the slot is emptied;
//   3. a child with more than two entries in it and below: the key is unbound there;
//   4. a child with two: the other entry moves up into the slot.
// Below the last digit there is a collision node, always of more than two entries (case 4 handles the rest):
//   5. the entry is removed.
// So no node but the root is ever left with a single entry: its parent prevents it. The root may be, and a
// root that loses its only entry is replaced by no node at all.
#include "change.h"

/// Of the two entries below `node`, finds the one whose key is not `key`. False if neither key is `key`.
///
/// The subtree is a node with both entries, or a chain of nodes with a single child that leads to it. No hash
/// is needed: a key that equals neither of the two is not here.
static bool
other_of_two(const chamt_family *family, const chamt__node *node, chamt_word key, chamt_entry *other) {
  while (chamt__occupancy_of(node).children == 1)
    node = chamt__children(node, 0)[0];
  const chamt_entry *entries = chamt__entries(node);
  for (size_t i = 0; i < 2; i++) {
    if (!chamt__equal(family, entries[i].key, key)) continue;
    *other = entries[1 - i];
    return true;
  }
  return false;
}

static chamt__outcome
node_without(chamt__edit *edit, chamt__node *node, unsigned shift, bool owned, chamt__node **out) {
  const chamt_family *family = edit->family;
  chamt_word key = edit->entry.key;
  owned = owned && !chamt__node_is_shared(node);
  if (shift >= 64) { // 5
    size_t index = chamt__collision_index(family, node, key);
    if (index == node->count) return CHAMT__UNCHANGED;
    return chamt__edit_collision(edit, node, owned, index, NULL, out);
  }
  unsigned digit = chamt__digit(edit->hash >> shift);
  uint8_t code = node->table[digit];
  if (!code) return CHAMT__UNCHANGED; // 1
  chamt__slot slot = chamt__slot_nothing();
  if (chamt__is_entry(code)) { // 2, 1
    if (!chamt__equal(family, chamt__entry(node, code)->key, key)) return CHAMT__UNCHANGED;
  } else {
    chamt__node *child = *chamt__child(node, code), *below;
    if (child->count > 2) { // 3
      chamt__outcome outcome = node_without(edit, child, shift + CHAMT_BITS, owned, &below);
      if (outcome != CHAMT__CHANGED) return outcome;
      return chamt__edit_child(edit, node, owned, digit, below, out);
    }
    chamt_entry other; // 4
    if (!other_of_two(family, child, key, &other)) return CHAMT__UNCHANGED;
    slot = chamt__slot_entry(other);
  }
  return chamt__edit_slot(edit, node, owned, digit, slot, out);
}

/// Unbinds from a map with one entry. The empty map has no node, so that it has one form.
static chamt__outcome single_without(chamt__edit *edit, const chamt__node **root) {
  if (!chamt__equal(edit->family, chamt__entries(*root)[0].key, edit->entry.key)) return CHAMT__UNCHANGED;
  *root = NULL;
  return CHAMT__CHANGED;
}

chamt__outcome chamt__without(chamt__edit *edit, const chamt__node **root, bool owned) {
  if (!*root) return CHAMT__UNCHANGED;
  if ((*root)->count == 1) return single_without(edit, root);
  edit->hash = chamt__hash(edit->family, edit->entry.key);
  edit->added = SIZE_MAX;
  chamt__node *new;
  chamt__outcome outcome = node_without(edit, (chamt__node *)(uintptr_t)*root, 0, owned, &new);
  if (outcome == CHAMT__CHANGED) *root = new;
  return outcome;
}
