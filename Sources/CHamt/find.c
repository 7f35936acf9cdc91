// Finding a general key, by its hash and its equality. Identity keys are found inline (CHamt/inline.h).
#include "node.h"

bool chamt__find_general(chamt_map map, chamt_word key, chamt_word *value) {
  if (!map.root) return false;
  chamt__place at = chamt__descend(map.root, chamt__hash(map.family, key));
  const chamt_entry *entry;
  if (at.code) {
    entry = chamt__entry(at.node, at.code);
    if (!chamt__equal(map.family, entry->key, key)) return false;
  } else {
    if (!chamt__is_collision(at.node)) return false;
    size_t index = chamt__collision_index(map.family, at.node, key);
    if (index == at.node->count) return false;
    entry = chamt__entries(at.node) + index;
  }
  *value = entry->value;
  return true;
}

chamt_word chamt__get_general(chamt_map map, chamt_word key, chamt_word otherwise) {
  chamt_word value;
  return chamt__find_general(map, key, &value) ? value : otherwise;
}
