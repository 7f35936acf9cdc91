/// Walking over a map: depth first, a node's entries before its children. The path is on the caller's stack.
#include "node.h"

#include <assert.h>

/// Puts `node` at the end of the path.
///
/// There is room: every step down uses up CHAMT_BITS of 64 bits, the last perhaps fewer, and only a collision
/// node stands below them. CPython's map forgot the latter (python/cpython issue 93065).
static void enter(chamt_iterator *iterator, const chamt__node *node) {
  assert(iterator->depth < CHAMT_MAX_DEPTH);
  iterator->path[iterator->depth].node = node;
  iterator->path[iterator->depth].entry = 0;
  iterator->path[iterator->depth].child = 0;
  iterator->depth++;
}

chamt_iterator chamt_iterator_make(chamt_map map) {
  chamt_iterator iterator;
  iterator.depth = 0;
  if (map.root) enter(&iterator, map.root);
  return iterator;
}

bool chamt_iterator_next(chamt_iterator *iterator, chamt_word *key, chamt_word *value) {
  while (iterator->depth > 0) {
    size_t last = iterator->depth - 1;
    const chamt__node *node = iterator->path[last].node;
    if (iterator->path[last].entry < chamt__entry_count(node)) {
      const chamt__entry *entry = chamt__entries(node) + iterator->path[last].entry++;
      *key = entry->key;
      *value = entry->value;
      return true;
    }
    if (iterator->path[last].child < chamt__child_count(node))
      enter(iterator, chamt__children(node)[iterator->path[last].child++]);
    else iterator->depth = last;
  }
  return false;
}
