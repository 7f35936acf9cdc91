// Whether two maps have the same content.
//
// The trie is canonical: equal maps have the same shape, so each node is compared with the only node that can
// equal it. A subtree that both maps share has the same address and is skipped, so comparing two versions of
// a map reads only the paths that differ.
#include "check.h"
#include "node.h"

/// How to compare: the same at every level.
typedef struct comparison {
  const chamt_family *family;
  bool (*equal_values)(chamt_word left, chamt_word right, void *context);
  void *context;
} comparison;

static bool values_equal(const comparison *by, chamt_word left, chamt_word right) {
  return left == right || (by->equal_values && by->equal_values(left, right, by->context));
}

/// A collision node's entries are in the order in which they were bound, which is not part of the content.
static bool collisions_equal(const comparison *by, const chamt__node *left, const chamt__node *right) {
  for (size_t i = 0; i < left->count; i++) {
    const chamt_entry *entry = chamt__entries(left) + i;
    size_t index = chamt__collision_index(by->family, right, entry->key);
    if (index == right->count) return false;
    if (!values_equal(by, entry->value, chamt__entries(right)[index].value)) return false;
  }
  return true;
}

/// The recursion is at most CHAMT_MAX_DEPTH nodes deep, the length of the longest path.
static bool nodes_equal(const comparison *by, const chamt__node *left, const chamt__node *right) {
  if (left == right) return true;
  if (left->count != right->count) return false;
  if (memcmp(left->table, right->table, sizeof left->table) != 0) return false;
  if (chamt__is_collision(left)) return collisions_equal(by, left, right);
  chamt__occupancy have = chamt__occupancy_of(left);
  const chamt_entry *left_entries = chamt__entries(left), *right_entries = chamt__entries(right);
  for (size_t i = 0; i < have.entries; i++) {
    if (!chamt__equal(by->family, left_entries[i].key, right_entries[i].key)) return false;
    if (!values_equal(by, left_entries[i].value, right_entries[i].value)) return false;
  }
  chamt__node *const *left_children = chamt__children(left, have.entries);
  chamt__node *const *right_children = chamt__children(right, have.entries);
  for (size_t i = 0; i < have.children; i++)
    if (!nodes_equal(by, left_children[i], right_children[i])) return false;
  return true;
}

bool chamt_map_equal(
    chamt_map left, chamt_map right, bool (*equal_values)(chamt_word left, chamt_word right, void *context),
    void *context
) {
  CHAMT__CHECK_FAMILIES(left, right);
  if (!left.root || !right.root) return left.root == right.root;
  comparison by = {left.family, equal_values, context};
  return nodes_equal(&by, left.root, right.root);
}
