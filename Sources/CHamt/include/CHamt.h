/// CHamt: a persistent map for C, a compressed hash array mapped trie.
///
/// A map never changes. Binding or unbinding a key gives a new map that shares all but one path of nodes
/// with the old one, and both stay valid. Keeping a version costs one atomic increment.
///
///   chamt_map old = chamt_map_empty(&family), new;
///   if (chamt_map_assoc(old, 7, 42, &new) == CHAMT_NO_MEMORY) ...   // old is as it was
///   chamt_word value;
///   if (chamt_map_find(new, 7, &value)) ...                          // 42
///   chamt_map_release(new);
///   chamt_map_release(old);
///
/// The trie is the CHAMP of Steindorfer and Vinju ("Optimizing Hash-Array Mapped Tries for Fast and Lean
/// Immutable JVM Collections", OOPSLA 2015): a node has one bitmap for the slots that hold an entry and one
/// for the slots that hold a child. The 64 bits of a key's hash are its path, CHAMT_BITS at a time from the
/// low end. The first digits of the hash 0x10D, with 3 bits a level:
///
///   0x10D = ...100 001 101   level 0 takes slot 5, level 1 slot 1, level 2 slot 4
///
/// An entry stands at the first level where its path is its own, so the shape depends on the content alone
/// (the form is canonical): below the root, no node has a single entry in it and below. Keys whose 64 bits
/// are equal meet in a collision node below the last level, a plain list.
///
/// Ownership has two words here. "+1": the caller owns a reference and releases it. "Borrowed": valid while
/// the map that it was read from lives.
///
/// Threads: any number of threads may read, derive from, retain and release the same maps at once, given
/// callbacks and an allocator that allow it. A single `chamt_map` variable is as any variable: writing to
/// it needs exclusion.
///
/// Names that begin with `chamt__` are private to the library, though the header has to show some.
#ifndef CHAMT_H
#define CHAMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---------------------------------------------------------------------------------------------------------
// Types
// ---------------------------------------------------------------------------------------------------------

/// A key or a value: a pointer or an integer. The library never looks behind it.
typedef uintptr_t chamt_word;

/// How an operation ended. On anything but CHAMT_OK every map is as it was and nothing has leaked.
typedef enum chamt_status {
  CHAMT_OK = 0,
  CHAMT_NO_MEMORY = 1, ///< An allocation failed, or a node would be larger than memory.
} chamt_status;

/// What a kind of map needs to know of its keys, its values and its memory.
///
/// Every map points at its family, which must outlive it and not change. Any callback may be NULL, with the
/// meaning given. Callbacks run while no node is half-made, so they may use the library, these maps
/// included; they must not throw or jump out. They run on the thread that called the library.
typedef struct chamt_family {
  /// Hash of a key; equal keys must have equal hashes. NULL: identity keys. The word is its own hash and
  /// equals itself only; no callback runs, and keys need not be spread (dense numbers make the best trie).
  uint64_t (*hash)(chamt_word key, void *context);
  /// Whether two keys are equal; asked only of keys with different words. NULL: only equal words are
  /// equal keys, as with identity keys.
  bool (*equal)(chamt_word left, chamt_word right, void *context);
  /// Counting of keys and values: one call for each node that begins or stops to hold the word. NULL: not
  /// counted.
  void (*retain_key)(chamt_word key, void *context);
  void (*release_key)(chamt_word key, void *context);
  void (*retain_value)(chamt_word value, void *context);
  void (*release_value)(chamt_word value, void *context);
  /// Memory for nodes: `size` bytes aligned as malloc aligns, or NULL. NULL callbacks: malloc and free.
  void *(*alloc)(size_t size, void *context);
  void (*free)(void *pointer, size_t size, void *context);
  /// Passed to every callback.
  void *context;
} chamt_family;

typedef struct chamt__node chamt__node;

/// A map: one version. A handle of two words, passed by value; `root` is NULL when the map is empty.
typedef struct chamt_map {
  const chamt__node *root;
  const chamt_family *family;
} chamt_map;

// ---------------------------------------------------------------------------------------------------------
// Maps
// ---------------------------------------------------------------------------------------------------------

/// The empty map of `family`. No allocation; releasing it does nothing.
static inline chamt_map chamt_map_empty(const chamt_family *family);

/// The number of entries. O(1).
static inline size_t chamt_map_count(chamt_map map);

/// Looks `key` up. True if it is there, and then `*value` is its value, borrowed; false leaves it alone.
/// At most CHAMT_MAX_DEPTH nodes are read (4 for 1,000 well-spread keys); no reference is counted, nothing
/// allocated.
static inline bool chamt_map_find(chamt_map map, chamt_word key, chamt_word *value);

/// Makes `*out` the map in which `key` is bound to `value`, and every other key as in `map`.
///
/// A key that is there keeps its own word (it may be another than `key`, and equal), with the new value.
/// Binding a key to the word that it already has gives `map` itself.
/// \param map    Borrowed; not changed.
/// \param key    Retained by the result if it is new there.
/// \param value  Retained by the result.
/// \param out    Receives the new map, +1. Untouched on failure.
/// \return CHAMT_OK or CHAMT_NO_MEMORY.
/// Cost: copies the nodes on the key's path (4 at 1,000 entries): for each one allocation, and one increment
/// for each child and entry in it.
chamt_status chamt_map_assoc(chamt_map map, chamt_word key, chamt_word value, chamt_map *out);

/// Makes `*out` the map without `key`; a key that is not there gives `map` itself.
/// Arguments, result and cost as for chamt_map_assoc.
chamt_status chamt_map_without(chamt_map map, chamt_word key, chamt_map *out);

/// Whether two maps of one family bind equal keys to equal values.
/// \param equal_values  Asked only of values with different words. NULL: only equal words are equal values.
/// \param context       Passed to `equal_values`.
/// Cost: what the maps share is skipped, so one change costs one path; maps made apart cost every entry. No
/// allocation, no counting.
bool chamt_map_equal(
    chamt_map left, chamt_map right, bool (*equal_values)(chamt_word left, chamt_word right, void *context),
    void *context
);

/// Takes one more reference to `map` and returns it, +1. One atomic increment.
chamt_map chamt_map_retain(chamt_map map);

/// Gives one reference back; the last one frees what no other map shares. The stack stays bounded: at most
/// CHAMT_MAX_DEPTH frames, whatever the size.
void chamt_map_release(chamt_map map);

// ---------------------------------------------------------------------------------------------------------
// Iteration
// ---------------------------------------------------------------------------------------------------------

/// Bits of the hash that choose a slot: 2^CHAMT_BITS slots a node, 1 to 5.
///
/// 3 by measurement: a change copies one path and counts a reference for each entry and child on it, so wide
/// nodes cost more than the levels that they save (docs/Design.md). The library and all that include this
/// header must be compiled with the same value: it decides how a key is found.
#ifndef CHAMT_BITS
#define CHAMT_BITS 3
#endif
#if CHAMT_BITS < 1 || CHAMT_BITS > 5
#error "CHAMT_BITS must be 1 to 5: a bitmap has 32 bits"
#endif

enum {
  /// Slots of a node.
  CHAMT_SLOTS = 1 << CHAMT_BITS,
  /// Nodes on the longest path: the levels that use up 64 bits of hash, and a collision node below them.
  CHAMT_MAX_DEPTH = (64 + CHAMT_BITS - 1) / CHAMT_BITS + 1
};

/// A walk over one map. It borrows the map, which must outlive it. Fixed size, no allocation.
typedef struct chamt_iterator {
  struct {
    const chamt__node *node;
    size_t entry; ///< Next entry of `node`.
    size_t child; ///< Next child of `node`.
  } path[CHAMT_MAX_DEPTH];
  size_t depth; ///< Nodes on the path; 0 when the walk is over.
} chamt_iterator;

/// A walk over `map`, before its first entry.
chamt_iterator chamt_iterator_make(chamt_map map);

/// Steps on. True: `*key` and `*value` are the next entry, borrowed. False: there is none, now and later.
/// The order is fixed for a content and is otherwise unspecified.
bool chamt_iterator_next(chamt_iterator *iterator, chamt_word *key, chamt_word *value);

// ---------------------------------------------------------------------------------------------------------
// Private: what the inline readers need to see
// ---------------------------------------------------------------------------------------------------------

/// A node; its arrays follow it in the same block:
///
///   +------------+-------+-----------+-----------+----------------------+------------------+
///   | references | count | entry_map | child_map | entries, {key,value} | children, chamt__node * |
///   +------------+-------+-----------+-----------+----------------------+------------------+
///
/// Bit s of a map says that slot s holds an entry (a child); the arrays are in slot order. No slot is in
/// both. A collision node has neither map set, and `count` entries.
struct chamt__node {
  size_t references; ///< Changed only by the atomic builtins; plain here, for C++ and Swift read this too.
  size_t count;      ///< Entries in this node and below.
  uint32_t entry_map;
  uint32_t child_map;
};

typedef struct chamt__entry {
  chamt_word key;
  chamt_word value;
} chamt__entry;

static inline const chamt__entry *chamt__entries(const chamt__node *node) {
  return (const chamt__entry *)(const void *)(node + 1);
}

static inline size_t chamt__popcount(uint32_t bits) {
  return (size_t)__builtin_popcount(bits);
}

static inline bool chamt__is_collision(const chamt__node *node) {
  return (node->entry_map | node->child_map) == 0;
}

static inline size_t chamt__entry_count(const chamt__node *node) {
  return chamt__is_collision(node) ? node->count : chamt__popcount(node->entry_map);
}

static inline size_t chamt__child_count(const chamt__node *node) {
  return chamt__popcount(node->child_map);
}

static inline chamt__node *const *chamt__children(const chamt__node *node) {
  return (chamt__node *const *)(const void *)(chamt__entries(node) + chamt__entry_count(node));
}

/// The slot that the low digit of `path` chooses, as a bit.
static inline uint32_t chamt__bit(uint64_t path) {
  return (uint32_t)1 << (path & (((uint64_t)1 << CHAMT_BITS) - 1));
}

/// How many slots of `map` stand before `bit`: its index in the array that goes with `map`.
static inline size_t chamt__index(uint32_t map, uint32_t bit) {
  return chamt__popcount(map & (bit - 1));
}

bool chamt__find_general(chamt_map map, chamt_word key, chamt_word *value);

static inline chamt_map chamt_map_empty(const chamt_family *family) {
  chamt_map map = {NULL, family};
  return map;
}

static inline size_t chamt_map_count(chamt_map map) {
  return map.root ? map.root->count : 0;
}

static inline bool chamt_map_find(chamt_map map, chamt_word key, chamt_word *value) {
  if (map.family->hash) return chamt__find_general(map, key, value);
  uint64_t path = key;
  for (const chamt__node *node = map.root; node; path >>= CHAMT_BITS) {
    uint32_t bit = chamt__bit(path);
    if (node->entry_map & bit) {
      const chamt__entry *entry = chamt__entries(node) + chamt__index(node->entry_map, bit);
      if (entry->key != key) return false;
      *value = entry->value;
      return true;
    }
    if (!(node->child_map & bit)) return false;
    // Two words differ in one of their 64 bits, so identity keys never meet in a collision node: the node
    // here has a child map, and its entries are those of its entry map.
    node = chamt__children(node)[chamt__index(node->child_map, bit)];
  }
  return false;
}

#ifdef __cplusplus
}
#endif

#endif
