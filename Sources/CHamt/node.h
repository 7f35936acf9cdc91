// One node: reading it, its memory, and new ones. Private to the library, as everything from here up is.
//
// The layers of the library. A file includes and calls only what is below it:
//
//   map.c  transient.c         versions and transients, as CHamt.h declares them
//        │
//   assoc.c  without.c         binding and unbinding, along the key's path (change.h)
//        │
//   edit.c                     one slot of one node: edited in place, moved or copied (edit.h)
//        │
//   references.c               who holds a node: retaining and releasing (references.h)
//        │
//   node.c                     one node: its memory, and new ones (this header)
//        │
//   CHamt/inline.h             the bytes of a node, and the way down to a key
//
// The files that only read skip the layers between: find.c (which assoc.c uses), iterate.c, equal.c and
// diff.c stand on nodes, inspect.c on references. check.c, which builds with CHAMT_CHECKS need, stands
// on CHamt/inline.h.
//
// A node knows neither its level nor who holds it. It owns a reference to each of its keys, values and
// children, and changes only while nobody else can see it.
#ifndef CHAMT_NODE_H
#define CHAMT_NODE_H

#include "CHamt.h"

#include <string.h>

// ---- Reading a node -------------------------------------------------------------------------------------

static inline bool chamt__is_collision(const chamt__node *node) {
  static const uint8_t empty[CHAMT__TABLE_BYTES];
  return memcmp(node->table, empty, sizeof empty) == 0;
}

/// What a slot can hold, as the position of the bit that says so in the slot's code.
typedef enum chamt__kind { CHAMT__CHILDREN = 6, CHAMT__ENTRIES = 7 } chamt__kind;
_Static_assert(
    1 << CHAMT__CHILDREN == CHAMT__CHILD_CODE && 1 << CHAMT__ENTRIES == CHAMT__ENTRY_CODE, "the codes' bits"
);

/// A byte for each of eight slots, starting at `first`: 1 if the slot holds that kind, otherwise 0.
static inline uint64_t chamt__bytes_of_kind(const chamt__node *node, size_t first, chamt__kind kind) {
  uint64_t codes;
  memcpy(&codes, node->table + first, sizeof codes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  codes = __builtin_bswap64(codes);
#endif
  return codes >> kind & 0x0101010101010101;
}

/// How many slots hold that kind.
static inline size_t chamt__count_slots(const chamt__node *node, chamt__kind kind) {
  size_t count = 0;
  // The multiplication adds up all bytes in the highest.
  for (size_t i = 0; i < CHAMT__TABLE_BYTES; i += sizeof(uint64_t))
    count += (size_t)(chamt__bytes_of_kind(node, i, kind) * 0x0101010101010101 >> 56);
  return count;
}

/// Which slots hold that kind, a bit for each.
static inline uint32_t chamt__slots_with(const chamt__node *node, chamt__kind kind) {
  uint32_t slots = 0;
  // The multiplication moves the bit of byte i to position 56 + i, and no two bits to one position.
  for (size_t i = 0; i < CHAMT__TABLE_BYTES; i += sizeof(uint64_t))
    slots |= (uint32_t)(chamt__bytes_of_kind(node, i, kind) * 0x0102040810204080 >> 56) << i;
  return slots;
}

/// Whether a node has children.
static inline bool chamt__is_inner(const chamt__node *node) {
  uint64_t children = 0;
  for (size_t i = 0; i < CHAMT__TABLE_BYTES; i += sizeof(uint64_t))
    children |= chamt__bytes_of_kind(node, i, CHAMT__CHILDREN);
  return children;
}

/// How many slots hold an entry, and how many a child.
typedef struct chamt__occupancy {
  size_t entries;
  size_t children;
} chamt__occupancy;

static inline chamt__occupancy chamt__occupancy_of(const chamt__node *node) {
  size_t entries = chamt__count_slots(node, CHAMT__ENTRIES);
  size_t children = chamt__count_slots(node, CHAMT__CHILDREN);
  // If no slot is filled, this is a collision node.
  return (chamt__occupancy){entries || children ? entries : node->count, children};
}

static inline const chamt_entry *chamt__entries(const chamt__node *node) {
  return (const chamt_entry *)(const void *)(node + 1);
}

/// The children of a node that has this number of entries.
static inline chamt__node *const *chamt__children(const chamt__node *node, size_t entries) {
  return (chamt__node *const *)(const void *)(chamt__entries(node) + entries);
}

/// Bytes of a node.
static inline size_t chamt__node_size(chamt__occupancy has) {
  return sizeof(chamt__node) + has.entries * sizeof(chamt_entry) + has.children * sizeof(chamt__node *);
}

// ---- Keys and values -----------------------------------------------------------------------------------

/// The hash of `key`; for identity keys, the word itself.
static inline uint64_t chamt__hash(const chamt_family *family, chamt_word key) {
  return family->hash ? family->hash(key, family->context) : (uint64_t)key;
}

/// Whether two keys are equal: the same word or, for general keys, equal by the family's callback.
static inline bool chamt__equal(const chamt_family *family, chamt_word left, chamt_word right) {
  return left == right || (family->hash && family->equal && family->equal(left, right, family->context));
}

static inline void chamt__entry_retain(const chamt_family *family, chamt_entry entry) {
  if (family->retain_key) family->retain_key(entry.key, family->context);
  if (family->retain_value) family->retain_value(entry.value, family->context);
}

static inline void chamt__entry_release(const chamt_family *family, chamt_entry entry) {
  if (family->release_key) family->release_key(entry.key, family->context);
  if (family->release_value) family->release_value(entry.value, family->context);
}

/// The index of `key` in a collision node, or the node's count if it is not there.
size_t chamt__collision_index(const chamt_family *family, const chamt__node *node, chamt_word key);

// ---- Memory ---------------------------------------------------------------------------------------------

/// A block for a node, uninitialised but for one reference. NULL if there is no memory.
chamt__node *chamt__node_alloc(const chamt_family *family, chamt__occupancy has);

/// Frees the block, without releasing what it holds.
void chamt__node_free(const chamt_family *family, chamt__node *node);

// ---- New nodes ------------------------------------------------------------------------------------------

/// The content of a slot.
typedef struct chamt__slot {
  enum { CHAMT__NOTHING, CHAMT__ENTRY, CHAMT__CHILD } kind;
  chamt_entry entry;  ///< If an entry.
  chamt__node *child; ///< If a child.
} chamt__slot;

static inline chamt__slot chamt__slot_nothing(void) {
  return (chamt__slot){.kind = CHAMT__NOTHING};
}

static inline chamt__slot chamt__slot_entry(chamt_entry entry) {
  return (chamt__slot){.kind = CHAMT__ENTRY, .entry = entry};
}

static inline chamt__slot chamt__slot_child(chamt__node *child) {
  return (chamt__slot){.kind = CHAMT__CHILD, .child = child};
}

/// A node with one filled slot. It retains an entry, and consumes the caller's reference to a child, except
/// on failure. +1, or NULL if there is no memory.
chamt__node *chamt__node_of_one(const chamt_family *family, unsigned digit, chamt__slot slot);

/// A node with two entries in different slots or, if both slots are the same, a collision node with the two.
/// It retains the entries. +1, or NULL if there is no memory.
chamt__node *chamt__node_of_two(
    const chamt_family *family, unsigned digit, chamt_entry entry, unsigned other_digit, chamt_entry other
);

/// A draft: a copy of `source`, which is no collision node, with `slot` in the slot of `digit`. The block has
/// one reference and `count` entries, but has retained nothing. NULL if there is no memory.
chamt__node *chamt__node_draft(
    const chamt_family *family, const chamt__node *source, unsigned digit, const chamt__slot *slot,
    size_t count
);

/// A draft of a collision node, with the entry at `index` replaced by `entry`, or left out if `entry` is
/// NULL. An index equal to the count adds an entry. At least two entries must remain.
chamt__node *chamt__collision_draft(
    const chamt_family *family, const chamt__node *source, size_t index, const chamt_entry *entry
);

#endif
