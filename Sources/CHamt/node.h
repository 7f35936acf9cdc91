/// Nodes: their memory, their count, and the copies that differ in one place. Private to the library.
///
/// Layer: below the operations on paths (assoc.c, without.c), above the bits in CHamt.h. It knows nothing of
/// levels and hashes.
///
/// A node is changed only before anybody else can see it. A copy takes its own reference to each entry and
/// child that it shares with its source.
#ifndef CHAMT_NODE_H
#define CHAMT_NODE_H

#include "CHamt.h"

/// What a slot of a node holds.
typedef struct chamt__slot {
  enum { CHAMT__NOTHING, CHAMT__ENTRY, CHAMT__CHILD } kind;
  chamt__entry entry; ///< If an entry. The node retains its key and its value.
  chamt__node *child; ///< If a child. The node takes over the caller's reference.
} chamt__slot;

static inline chamt__slot chamt__slot_nothing(void) {
  return (chamt__slot){.kind = CHAMT__NOTHING};
}

static inline chamt__slot chamt__slot_entry(chamt__entry entry) {
  return (chamt__slot){.kind = CHAMT__ENTRY, .entry = entry};
}

static inline chamt__slot chamt__slot_child(chamt__node *child) {
  return (chamt__slot){.kind = CHAMT__CHILD, .child = child};
}

/// The node without entries and children, to derive the first node of a map from. Nobody owns it; it is never
/// retained, and no map holds it.
extern const chamt__node chamt__node_empty;

/// A copy of `source`, which is no collision node, in which the slot of `bit` holds `slot`. +1.
/// NULL if there is no memory, and then the caller still owns `slot`.
chamt__node *
chamt__node_with(const chamt_family *family, const chamt__node *source, uint32_t bit, chamt__slot slot);

/// A node of two entries, in the order of their slots, which `entry_map` names; a collision node if it is 0.
/// +1, or NULL if there is no memory.
chamt__node *
chamt__node_of_two(const chamt_family *family, uint32_t entry_map, chamt__entry first, chamt__entry second);

/// A copy of the collision node `source` in which the entry at `index` is `entry` (NULL: is gone). An index
/// equal to the count adds one. +1, or NULL if there is no memory. At least two entries must remain.
chamt__node *chamt__collision_with(
    const chamt_family *family, const chamt__node *source, size_t index, const chamt__entry *entry
);

/// The index of `key` in a collision node, or its count if it is not there.
size_t chamt__collision_index(const chamt_family *family, const chamt__node *node, chamt_word key);

void chamt__node_retain(const chamt__node *node);
void chamt__node_release(const chamt_family *family, const chamt__node *node);

/// The hash of `key`, the word itself for identity keys.
static inline uint64_t chamt__hash(const chamt_family *family, chamt_word key) {
  return family->hash ? family->hash(key, family->context) : (uint64_t)key;
}

/// Whether two keys are equal, by their words first.
static inline bool chamt__equal(const chamt_family *family, chamt_word left, chamt_word right) {
  return left == right || (family->equal && family->equal(left, right, family->context));
}

#endif
