/// Nodes: their memory, their counts, and new ones. Private to the library.
///
/// Layer: above the bytes in CHamt.h, below the changes that are made along a path (edit.h). A node does
/// not know at which level it stands.
///
/// A node is changed only while nobody else can see it. Each node holds a reference to each of its keys,
/// values and children.
#ifndef CHAMT_NODE_H
#define CHAMT_NODE_H

#include "CHamt.h"

#include <string.h>

// ---- Looking into a node --------------------------------------------------------------------------------

static inline bool chamt__is_collision(const chamt__node *node) {
  static const uint8_t empty[CHAMT__TABLE_BYTES];
  return memcmp(node->table, empty, sizeof empty) == 0;
}

/// What a slot holds, as the place of the bit that says so in its code.
typedef enum chamt__kind { CHAMT__CHILDREN = 6, CHAMT__ENTRIES = 7 } chamt__kind;
_Static_assert(
    1 << CHAMT__CHILDREN == CHAMT__CHILD_CODE && 1 << CHAMT__ENTRIES == CHAMT__ENTRY_CODE, "the codes' bits"
);

/// A byte for each of eight slots, from `first` on: 1 if the slot holds something of that kind, or else 0.
static inline uint64_t chamt__bytes_of_kind(const chamt__node *node, size_t first, chamt__kind kind) {
  uint64_t codes;
  memcpy(&codes, node->table + first, sizeof codes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  codes = __builtin_bswap64(codes);
#endif
  return codes >> kind & 0x0101010101010101;
}

/// How many slots hold something of a kind.
static inline size_t chamt__count_slots(const chamt__node *node, chamt__kind kind) {
  size_t count = 0;
  // The multiplication adds all bytes up in the highest.
  for (size_t i = 0; i < CHAMT__TABLE_BYTES; i += sizeof(uint64_t))
    count += (size_t)(chamt__bytes_of_kind(node, i, kind) * 0x0101010101010101 >> 56);
  return count;
}

/// Which slots do, a bit for each.
static inline uint32_t chamt__slots_with(const chamt__node *node, chamt__kind kind) {
  uint32_t slots = 0;
  // The multiplication brings the bit of byte i to place 56 + i, and no two bits to one place.
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
  // A node of no slots is a collision node.
  return (chamt__occupancy){entries || children ? entries : node->count, children};
}

static inline const chamt_entry *chamt__entries(const chamt__node *node) {
  return (const chamt_entry *)(const void *)(node + 1);
}

/// The children of a node with so many entries.
static inline chamt__node *const *chamt__children(const chamt__node *node, size_t entries) {
  return (chamt__node *const *)(const void *)(chamt__entries(node) + entries);
}

/// Bytes of a node.
static inline size_t chamt__node_size(chamt__occupancy has) {
  return sizeof(chamt__node) + has.entries * sizeof(chamt_entry) + has.children * sizeof(chamt__node *);
}

// ---- Keys -----------------------------------------------------------------------------------------------

/// The hash of `key`, the word itself for identity keys.
static inline uint64_t chamt__hash(const chamt_family *family, chamt_word key) {
  return family->hash ? family->hash(key, family->context) : (uint64_t)key;
}

/// Whether two keys are equal: by their words, and by the family if they are general keys.
static inline bool chamt__equal(const chamt_family *family, chamt_word left, chamt_word right) {
  return left == right || (family->hash && family->equal && family->equal(left, right, family->context));
}

/// The index of `key` in a collision node, or its count if it is not there.
size_t chamt__collision_index(const chamt_family *family, const chamt__node *node, chamt_word key);

// ---- Memory and counts ----------------------------------------------------------------------------------

/// A block for a node, uninitialised but for one reference. NULL if there is no memory.
chamt__node *chamt__node_alloc(const chamt_family *family, chamt__occupancy has);

/// Gives the block back and nothing that it holds.
void chamt__node_free(const chamt_family *family, chamt__node *node);

void chamt__node_retain(const chamt__node *node);

/// Gives a reference back; the last one frees the node and what only it holds, or leaves that to a release
/// of the same family that this one is inside of.
void chamt__node_release(const chamt_family *family, const chamt__node *node);

/// Whether there is more than one reference to the node itself. With one, which is the caller's, nobody else
/// can come to have a part in it.
static inline bool chamt__node_is_shared(const chamt__node *node) {
  // Acquire: pairs with the release of those who gave their references back.
  return __atomic_load_n(&node->references, __ATOMIC_ACQUIRE) != 1;
}

static inline void chamt__entry_retain(const chamt_family *family, chamt_entry entry) {
  if (family->retain_key) family->retain_key(entry.key, family->context);
  if (family->retain_value) family->retain_value(entry.value, family->context);
}

static inline void chamt__entry_release(const chamt_family *family, chamt_entry entry) {
  if (family->release_key) family->release_key(entry.key, family->context);
  if (family->release_value) family->release_value(entry.value, family->context);
}

// ---- New nodes ------------------------------------------------------------------------------------------

/// What a slot of a node holds.
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

/// A node with one used slot. +1, or NULL if there is no memory. It retains an entry; it takes over the
/// caller's reference to a child (the caller keeps it on failure).
chamt__node *chamt__node_of_one(const chamt_family *family, unsigned digit, chamt__slot slot);

/// A node with two entries in different slots, or, if the slots are the same, a collision node of them. +1,
/// or NULL if there is no memory. It retains the entries.
chamt__node *chamt__node_of_two(
    const chamt_family *family, unsigned digit, chamt_entry entry, unsigned other_digit, chamt_entry other
);

/// An unowned draft of `source`, a node and no collision node, with `slot` in the slot of `digit`: the block
/// has one reference and `count` entries, but has retained nothing. NULL if there is no memory.
chamt__node *chamt__node_draft(
    const chamt_family *family, const chamt__node *source, unsigned digit, const chamt__slot *slot,
    size_t count
);

/// The same of a collision node, with the entry at `index` replaced by `entry` (NULL: left out). An index
/// equal to the count adds one. At least two entries must remain.
chamt__node *chamt__collision_draft(
    const chamt_family *family, const chamt__node *source, size_t index, const chamt_entry *entry
);

/// Retains everything that a draft holds, but for the child `taken_over` (NULL: none).
void chamt__node_retain_content(
    const chamt_family *family, const chamt__node *node, const chamt__node *taken_over
);

#endif
