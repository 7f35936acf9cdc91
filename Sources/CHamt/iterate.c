// Walking over a map: depth first, a node's entries before its children. The path is in the
// caller's iterator.
#include "node.h"

#include <assert.h>

/// Makes `node` the current node. \return Whether it has entries.
///
/// The path has room: every step down uses up CHAMT_BITS of 64 bits, the last one perhaps fewer, and below
/// these levels there is only a collision node, which has no children. CPython's map forgot that node
/// (python/cpython issue 93065).
///
/// Inline, because gcc would otherwise copy the iterator's 400 bytes when chamt_iterator_make returns it.
static inline bool enter(chamt_iterator *iterator, const chamt__node *node) {
  iterator->next = chamt__entries(node);
  // Most nodes are leaves, and all entries of a leaf's count are in the leaf itself.
  if (!chamt__is_inner(node)) {
    iterator->end = iterator->next + node->count;
    return true;
  }
  chamt__occupancy has = chamt__occupancy_of(node);
  iterator->end = iterator->next + has.entries;
  assert(iterator->depth < CHAMT_MAX_DEPTH);
  iterator->path[iterator->depth].next = chamt__children(node, has.entries);
  iterator->path[iterator->depth].end = iterator->path[iterator->depth].next + has.children;
  iterator->depth++;
  return has.entries;
}

chamt_iterator chamt_iterator_make(chamt_map map) {
  CHAMT__CHECK_MAP(map);
  chamt_iterator iterator;
  iterator.next = iterator.end = NULL;
  iterator.depth = 0;
  if (map.root) enter(&iterator, map.root);
  return iterator;
}

/// Advances to the next node that has entries. False if there is none.
bool chamt__iterator_advance(chamt_iterator *iterator) {
  while (iterator->depth > 0) {
    size_t last = iterator->depth - 1;
    const chamt__node *child = *iterator->path[last].next++;
    // A node leaves the path with its last child, so every node on it has children to come.
    if (iterator->path[last].next == iterator->path[last].end) iterator->depth = last;
    if (enter(iterator, child)) return true;
  }
  return false;
}
