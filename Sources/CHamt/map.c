// Versions: retaining, releasing and deriving them. See CHamt.h.
#include "change.h"

chamt_map chamt_map_retain(chamt_map map) {
  CHAMT__CHECK_MAP(map);
  if (map.root) chamt__node_retain(map.root);
  return map;
}

void chamt_map_release(chamt_map map) {
  CHAMT__CHECK_MAP(map);
  if (map.root) chamt__node_release(map.family, map.root);
}

static chamt_status derive(chamt_map map, chamt_entry entry, chamt__change *change, chamt_map *out) {
  chamt__edit edit = {.family = map.family, .entry = entry};
  chamt_map derived = map;
  switch (change(&edit, &derived.root, false)) {
  case CHAMT__FAILED:
    return CHAMT_NO_MEMORY;
  case CHAMT__UNCHANGED:
    chamt_map_retain(map);
    break;
  case CHAMT__CHANGED:
    break; // Nothing was owned, so nothing was displaced.
  }
  *out = derived;
  return CHAMT_OK;
}

chamt_status chamt_map_assoc(chamt_map map, chamt_word key, chamt_word value, chamt_map *out) {
  CHAMT__CHECK_MAP(map);
  return derive(map, (chamt_entry){key, value}, chamt__assoc, out);
}

chamt_status chamt_map_without(chamt_map map, chamt_word key, chamt_map *out) {
  CHAMT__CHECK_MAP(map);
  return derive(map, (chamt_entry){key, 0}, chamt__without, out);
}
