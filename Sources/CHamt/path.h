/// What the operations on paths (assoc.c, without.c) share. Private to the library.
#ifndef CHAMT_PATH_H
#define CHAMT_PATH_H

#include "node.h"

/// How an operation on a subtree ended.
typedef enum chamt__outcome {
  CHAMT__CHANGED,   ///< There is a new subtree.
  CHAMT__UNCHANGED, ///< The subtree already was as asked for.
  CHAMT__FAILED,    ///< No memory; nothing has changed and nothing is left over.
} chamt__outcome;

/// Makes `*out` the copy of `node` with `slot` in the slot of `bit`. A child in `slot` is taken over, also
/// on failure.
static inline chamt__outcome chamt__replace(
    const chamt_family *family, const chamt__node *node, uint32_t bit, chamt__slot slot, chamt__node **out
) {
  *out = chamt__node_with(family, node, bit, slot);
  if (*out) return CHAMT__CHANGED;
  if (slot.kind == CHAMT__CHILD) chamt__node_release(family, slot.child);
  return CHAMT__FAILED;
}

/// Turns the outcome at the root into the result of the call: `root` is the new one if it has changed.
static inline chamt_status
chamt__finish(chamt_map map, chamt__outcome outcome, const chamt__node *root, chamt_map *out) {
  if (outcome == CHAMT__FAILED) return CHAMT_NO_MEMORY;
  *out = outcome == CHAMT__CHANGED ? (chamt_map){root, map.family} : chamt_map_retain(map);
  return CHAMT_OK;
}

#endif
