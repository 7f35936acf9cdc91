/// Maps as handles: keeping and dropping a version.
#include "node.h"

chamt_map chamt_map_retain(chamt_map map) {
  if (map.root) chamt__node_retain(map.root);
  return map;
}

void chamt_map_release(chamt_map map) {
  if (map.root) chamt__node_release(map.family, map.root);
}
