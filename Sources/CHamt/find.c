/// Finding a key by its hash and its equality. Identity keys are found inline, in CHamt.h.
#include "node.h"

bool chamt__find_general(chamt_map map, chamt_word key, chamt_word *value) {
  if (!map.root) return false;
  const chamt__node *node = map.root;
  const chamt_entry *entry;
  uint64_t hash = chamt__hash(map.family, key);
  for (unsigned shift = 0; shift < 64; shift += CHAMT_BITS) {
    uint8_t code = node->table[chamt__digit(hash >> shift)];
    if (chamt__is_entry(code)) {
      entry = chamt__entry(node, code);
      if (!chamt__equal(map.family, entry->key, key)) return false;
      *value = entry->value;
      return true;
    }
    if (!code) return false;
    node = *chamt__child(node, code);
  }
  size_t index = chamt__collision_index(map.family, node, key);
  if (index == node->count) return false;
  *value = chamt__entries(node)[index].value;
  return true;
}
