/// Finding a key by its hash and its equality. Identity keys are found inline, in CHamt.h.
#include "node.h"

bool chamt__find_general(chamt_map map, chamt_word key, chamt_word *value) {
  const chamt__node *node = map.root;
  if (!node) return false;
  for (uint64_t path = chamt__hash(map.family, key); !chamt__is_collision(node); path >>= CHAMT_BITS) {
    uint32_t bit = chamt__bit(path);
    if (node->entry_map & bit) {
      const chamt__entry *entry = chamt__entries(node) + chamt__index(node->entry_map, bit);
      if (!chamt__equal(map.family, entry->key, key)) return false;
      *value = entry->value;
      return true;
    }
    if (!(node->child_map & bit)) return false;
    node = chamt__children(node)[chamt__index(node->child_map, bit)];
  }
  size_t index = chamt__collision_index(map.family, node, key);
  if (index == node->count) return false;
  *value = chamt__entries(node)[index].value;
  return true;
}
