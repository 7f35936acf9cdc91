/// Transients: a tree changed by its owner.
#include "edit.h"

static chamt_status edit_in_place(chamt_transient *transient, chamt_entry entry, chamt__change *change) {
  if (transient->state != CHAMT_OK) return transient->state;
  CHAMT__CHECK_MAP(transient->map);
  chamt__edit edit = {.family = transient->map.family, .entry = entry};
  const chamt__node *before = transient->map.root, *after = before;
  transient->state = CHAMT_BUSY;
  chamt__outcome outcome = change(&edit, &after, true);
  transient->state = CHAMT_OK;
  if (outcome == CHAMT__FAILED) return CHAMT_NO_MEMORY;
  transient->map.root = after;
  // The transient's reference to its root, unless the root's content has moved or stayed.
  if (before && before != after && before != edit.shell) edit.subtree = before;
  chamt__edit_finish(&edit);
  return CHAMT_OK;
}

chamt_status chamt_transient_assoc(chamt_transient *transient, chamt_word key, chamt_word value) {
  return edit_in_place(transient, (chamt_entry){key, value}, chamt__assoc);
}

chamt_status chamt_transient_without(chamt_transient *transient, chamt_word key) {
  return edit_in_place(transient, (chamt_entry){key, 0}, chamt__without);
}

/// Where the value of the key is that leads to `path`, if all nodes on the way are owned. Else NULL.
static chamt_word *own_value(const chamt_family *family, chamt__node *node, chamt_word key, uint64_t path) {
  for (unsigned shift = 0; node && chamt__node_own(node); shift += CHAMT_BITS) {
    const chamt_entry *entry;
    if (shift < 64) {
      uint8_t code = node->table[chamt__digit(path >> shift)];
      if (chamt__is_child(code)) {
        node = *chamt__child(node, code);
        continue;
      }
      if (!code) return NULL;
      entry = chamt__entry(node, code);
      if (!chamt__equal(family, entry->key, key)) return NULL;
    } else {
      size_t index = chamt__collision_index(family, node, key);
      if (index == node->count) return NULL;
      entry = chamt__entries(node) + index;
    }
    return (chamt_word *)(uintptr_t)&entry->value;
  }
  return NULL;
}

bool chamt_transient_exchange(chamt_transient *transient, chamt_word key, chamt_word *value) {
  if (transient->state != CHAMT_OK) return false;
  CHAMT__CHECK_MAP(transient->map);
  const chamt_family *family = transient->map.family;
  transient->state = CHAMT_BUSY;
  chamt_word *place =
      own_value(family, (chamt__node *)(uintptr_t)transient->map.root, key, chamt__hash(family, key));
  transient->state = CHAMT_OK;
  if (!place) return false;
  chamt_word before = *place;
  *place = *value;
  *value = before;
  return true;
}

chamt_status chamt_transient_finish(chamt_transient *transient, chamt_map *out) {
  if (transient->state != CHAMT_OK) return transient->state;
  *out = transient->map;
  transient->map = chamt_map_empty(transient->map.family);
  transient->state = CHAMT_FINISHED;
  return CHAMT_OK;
}

bool chamt__transient_find_general(chamt_transient *transient, chamt_word key, chamt_word *value) {
  chamt_status before = transient->state;
  // What an equality is asked about must not be freed meanwhile, which a change in place could do.
  if (before == CHAMT_OK) transient->state = CHAMT_BUSY;
  bool found = chamt_map_find(transient->map, key, value);
  transient->state = before;
  return found;
}
