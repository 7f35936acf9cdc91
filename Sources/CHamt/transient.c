// Transients: maps that their owner changes in place. See CHamt.h.
#include "change.h"

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
  // The old root loses the transient's reference, unless it was edited in place or only its block is left.
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

chamt_status chamt_transient_finish(chamt_transient *transient, chamt_map *out) {
  if (transient->state != CHAMT_OK) return transient->state;
  *out = transient->map;
  transient->map = chamt_map_empty(transient->map.family);
  transient->state = CHAMT_FINISHED;
  return CHAMT_OK;
}

bool chamt__transient_find_general(chamt_transient *transient, chamt_word key, chamt_word *value) {
  chamt_status before = transient->state;
  // A change in place could free the keys that an equality is comparing.
  if (before == CHAMT_OK) transient->state = CHAMT_BUSY;
  bool found = chamt_map_find(transient->map, key, value);
  transient->state = before;
  return found;
}
