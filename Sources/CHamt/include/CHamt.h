// CHamt: a persistent map for C, a compressed hash array mapped trie. This header is its manual.
//
// A map never changes. Binding or unbinding a key makes a new map that shares all but one path of nodes with
// the old one, and both stay valid. Keeping a version costs one atomic increment.
//
//   chamt_map old = chamt_map_empty(&family), new;
//   if (chamt_map_assoc(old, 7, 42, &new) == CHAMT_NO_MEMORY) ...   // old is unchanged
//   chamt_word value;
//   if (chamt_map_find(new, 7, &value)) ...                          // 42
//   chamt_map_release(new);
//   chamt_map_release(old);
//
// The 64 bits of a key's hash are its path, read CHAMT_BITS at a time from the low end. With 3 bits per
// level, the path of the hash 0x10D begins:
//
//   0x10D = ...100 001 101   slot 5 at level 0, slot 1 at level 1, slot 4 at level 2
//
// A slot is empty or holds either an entry or a child, a node one level down. An entry stands at the first
// level where no other key shares its path, so the shape depends only on the content (the form is
// canonical): every node but the root has at least two entries in it and below. Keys whose 64 bits are all
// equal meet in a collision node, a plain list, below the last level. This is the form of Steindorfer and
// Vinju ("Optimizing Hash-Array Mapped Tries for Fast and Lean Immutable JVM Collections", OOPSLA 2015).
// Their nodes have two bitmaps and count bits to find an element; a node here has a byte for each slot, which
// says where the slot's content is (CHamt/inline.h).
//
// Two terms describe ownership. "+1": the caller owns a reference and must release it. "Borrowed": valid for
// as long as the map it was read from lives.
//
// Threads: any number of threads may read, derive from, retain and release the same maps at once, provided
// that the callbacks and the allocator allow it. A single `chamt_map`, `chamt_transient` or `chamt_iterator`
// is a variable like any other: writing to it needs exclusion.
//
// Re-entrancy: a callback may use the library, including the maps and the family at hand, within two limits:
// it cannot change the transient that is in use (CHAMT_BUSY), and what it releases may be freed only later
// (chamt_map_release).
//
// Preconditions: the caller holds a reference to each map it passes until the call returns, whatever the
// callbacks release meanwhile; and maps that are compared have the same family. A library compiled with
// CHAMT_CHECKS aborts with a message when it is given a released map, a map without a family, a family with
// only one of `alloc` and `free`, or maps of two families. It recognises released maps only if malloc
// allocated their nodes, and only until 1,024 further nodes have been freed. Every file that includes this
// header must then be compiled with CHAMT_CHECKS too, or its own look-ups remain unchecked.
//
// Names that begin with `chamt__` are private, though this header has to mention some. Their definitions are
// in CHamt/inline.h; how the library is layered is in node.h.
#ifndef CHAMT_H
#define CHAMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The version of the package, in semantic versioning. It is defined only here: Scripts/build-engine reads
/// it for pkg-config, and Scripts/check-text compares it with the changelog and the installation
/// instructions.
#define CHAMT_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif

// ---------------------------------------------------------------------------------------------------------
// Types
// ---------------------------------------------------------------------------------------------------------

/// A key or a value: a pointer or an integer. The library never dereferences it.
typedef uintptr_t chamt_word;

/// How an operation ended. Unless it is CHAMT_OK, every map is as it was and nothing has leaked.
typedef enum chamt_status {
  CHAMT_OK = 0,
  CHAMT_NO_MEMORY = 1, ///< An allocation failed, or a map would have 2^32 entries.
  CHAMT_FINISHED = 2,  ///< The transient is finished: it no longer has a map.
  CHAMT_BUSY = 3       ///< A callback tried to change or finish the transient that it was called for.
} chamt_status;

/// How maps of one kind treat their keys, their values and their memory.
///
/// Every map points at its family, which must outlive the map and must not change. Any callback may be NULL,
/// with the meaning given. A callback runs on the thread that called the library, at a moment when every map
/// can be used; it must not throw or jump out.
typedef struct chamt_family {
  /// Hash of a key; equal keys must have equal hashes. NULL: identity keys. Such a key is its own hash and
  /// equals only itself, so neither `hash` nor `equal` is called; keys need not be well spread (consecutive
  /// numbers make the best trie).
  uint64_t (*hash)(chamt_word key, void *context);
  /// Whether two keys are equal; called only with different words, and only if there is a `hash`.
  /// NULL: keys are equal only if their words are, as identity keys are.
  bool (*equal)(chamt_word left, chamt_word right, void *context);
  /// Reference counting of keys and values: a word is released as often as it was retained, the last time
  /// with the last version that contains it. NULL: not counted.
  void (*retain_key)(chamt_word key, void *context);
  void (*release_key)(chamt_word key, void *context);
  void (*retain_value)(chamt_word value, void *context);
  void (*release_value)(chamt_word value, void *context);
  /// Memory for nodes: `size` bytes, aligned as malloc aligns and at least to 8 bytes, or NULL if there are
  /// none. Set both callbacks or neither; neither means malloc and free.
  void *(*alloc)(size_t size, void *context);
  void (*free)(void *pointer, size_t size, void *context);
  /// Passed to every callback.
  void *context;
} chamt_family;

typedef struct chamt__node chamt__node;

/// A map: one version. A handle of two words, passed by value; `root` is NULL if the map is empty.
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

/// Looks up `key`. If it is bound, returns true and sets `*value` to its value, borrowed; otherwise returns
/// false and leaves `*value` alone.
/// Cost: reads at most CHAMT_MAX_DEPTH nodes (4 for 1,000 well-spread keys). No reference
/// counting, no allocation.
static inline bool chamt_map_find(chamt_map map, chamt_word key, chamt_word *value);

/// Like chamt_map_find, for callers that have a word which is never a value: returns the value of `key`, or
/// `otherwise` if the key is not bound.
static inline chamt_word chamt_map_get(chamt_map map, chamt_word key, chamt_word otherwise);

/// Sets `*out` to the map in which `key` is bound to `value` and every other key is bound as in `map`.
///
/// A key that is bound already keeps its own word, which may differ from the equal `key`, and gets the new
/// value. Binding a key to the word it already has returns `map` itself.
/// \param map    Borrowed; not changed.
/// \param key    Retained by the result if it is new there.
/// \param value  Retained by the result.
/// \param out    Receives the new map, +1. Untouched on failure.
/// \return CHAMT_OK or CHAMT_NO_MEMORY.
/// Cost: copies the nodes on the key's path (4 at 1,000 entries). Each copy takes one allocation, and retains
/// every child and entry that it shares with its original, at most CHAMT_SLOTS - 1. If nobody else holds the
/// map, a transient changes it in place instead.
chamt_status chamt_map_assoc(chamt_map map, chamt_word key, chamt_word value, chamt_map *out);

/// Sets `*out` to the map without `key`, or to `map` itself if the key is not bound.
/// Parameters, result and cost as for chamt_map_assoc.
chamt_status chamt_map_without(chamt_map map, chamt_word key, chamt_map *out);

/// Whether two maps of one family bind equal keys to equal values.
/// \param equal_values  Called only with values of different words. NULL: values are equal only if their
///                      words are.
/// \param context       Passed to `equal_values`.
/// Cost: shared subtrees are skipped, so maps that differ by one change cost one path; maps built
/// independently cost every entry. No allocation, no reference counting.
bool chamt_map_equal(
    chamt_map left, chamt_map right, bool (*equal_values)(chamt_word left, chamt_word right, void *context),
    void *context
);

/// Retains `map` and returns it, +1. One atomic increment.
chamt_map chamt_map_retain(chamt_map map);

/// Releases one reference; the last one frees every node that no other map shares.
///
/// It does not recurse: it needs the same amount of stack for every map, even for maps whose values release
/// further maps. Only each further family among such maps adds to that amount.
///
/// Inside a callback of another release of the same family on the same thread, nodes are not freed at once,
/// but before that outer release returns.
void chamt_map_release(chamt_map map);

// ---------------------------------------------------------------------------------------------------------
// Differences
// ---------------------------------------------------------------------------------------------------------

/// What to call for each difference between two maps. A callback may be NULL; one that returns false
/// ends the comparison.
typedef struct chamt_changes {
  bool (*added)(chamt_word key, chamt_word value, void *context);
  bool (*replaced)(chamt_word key, chamt_word before, chamt_word after, void *context);
  bool (*removed)(chamt_word key, chamt_word value, void *context);
  /// Whether two values with different words are equal nevertheless. NULL: they are not.
  bool (*equal_values)(chamt_word before, chamt_word after, void *context);
  void *context; ///< Passed to these callbacks.
} chamt_changes;

/// Reports how `after` differs from `before`, two maps of one family: each key that only `after` binds
/// (added), that only `before` binds (removed), or that they bind to different values (replaced; the key is
/// the word in `after`). The order is unspecified; words are borrowed.
/// \return Whether the comparison was completed: false if a callback returned false.
/// Cost: shared subtrees are skipped, so it grows with the changes (a path of nodes for each) and not with
/// the maps. No allocation, no reference counting.
bool chamt_map_diff(chamt_map before, chamt_map after, const chamt_changes *changes);

// ---------------------------------------------------------------------------------------------------------
// Transients
// ---------------------------------------------------------------------------------------------------------

/// A map while its only owner changes it: nodes that nobody else holds are edited in place.
///
///   chamt_transient edit = chamt_transient_make(chamt_map_empty(&family));
///   for (...) if (chamt_transient_assoc(&edit, key, value) != CHAMT_OK) ...
///   chamt_map built;
///   chamt_transient_finish(&edit, &built);                    // O(1)
///
/// A node belongs to the transient if there is exactly one reference to it and to each node above it,
/// so nothing needs to be marked or unmarked. Other maps never change. Do not copy the struct: a
/// transient has one owner.
typedef struct chamt_transient {
  chamt_map map;      ///< Private: the transient's reference.
  chamt_status state; ///< Private: what a change must return; CHAMT_OK lets it proceed.
} chamt_transient;

/// Starts with `map`, and consumes the caller's reference: to keep the map as well, retain it first. No
/// allocation, no reference counting.
static inline chamt_transient chamt_transient_make(chamt_map map);

/// Binds `key` to `value`, like chamt_map_assoc but in place.
///
/// Keys, values and memory that the change displaces are released after it: callbacks for these may change
/// the transient again, and see it as the change has left it. All other callbacks see it as it was before,
/// including those that release what a failed change had taken.
/// \return CHAMT_OK, CHAMT_NO_MEMORY (the transient is unchanged), CHAMT_FINISHED, or CHAMT_BUSY inside a
/// callback of another use of the transient.
/// Cost: nodes that others hold too are copied, once. Of the transient's own nodes at most one is allocated
/// anew, if it grows or shrinks, besides the nodes needed for two keys with a common path. The binding itself
/// is retained, and so is an entry that it moves a level down or up.
chamt_status chamt_transient_assoc(chamt_transient *transient, chamt_word key, chamt_word value);

/// Unbinds `key`, like chamt_map_without but in place. Result and cost as for chamt_transient_assoc.
chamt_status chamt_transient_without(chamt_transient *transient, chamt_word key);

/// Sets `*out` to the map as it is now, +1, and ends the transient: from then on its functions return
/// CHAMT_FINISHED. To abandon the changes, finish and release the result.
/// \return CHAMT_OK, CHAMT_FINISHED, or CHAMT_BUSY inside a callback of a use of the transient. `*out` is
/// untouched on failure.
/// Cost: O(1), no reference counting.
chamt_status chamt_transient_finish(chamt_transient *transient, chamt_map *out);

/// Looks up `key`, like chamt_map_find. `*value` is borrowed until the next change. False once finished. If
/// the family has a `hash`, a look-up marks the transient as in use, so it needs exclusion, as a change does.
static inline bool chamt_transient_find(chamt_transient *transient, chamt_word key, chamt_word *value);

/// The number of entries; 0 once finished. O(1).
static inline size_t chamt_transient_count(const chamt_transient *transient);

// ---------------------------------------------------------------------------------------------------------
// Iteration
// ---------------------------------------------------------------------------------------------------------

/// How many bits of the hash choose a slot, 1 to 5: a node has 2^CHAMT_BITS slots.
///
/// 3 by measurement: copying wide nodes costs more than the levels they save (docs/Engine.md). It
/// decides how a key is found, so the library and every file that includes this header must be compiled
/// with the same value.
#ifndef CHAMT_BITS
#define CHAMT_BITS 3
#endif
#if CHAMT_BITS < 1 || CHAMT_BITS > 5
#error "CHAMT_BITS must be 1 to 5: a slot's byte can point at 32 entries"
#endif

enum {
  /// Slots of a node.
  CHAMT_SLOTS = 1 << CHAMT_BITS,
  /// Nodes on the longest path: one for each level that 64 bits of hash allow, and a collision node below.
  CHAMT_MAX_DEPTH = (64 + CHAMT_BITS - 1) / CHAMT_BITS + 1
};

/// A key and its value.
typedef struct chamt_entry {
  chamt_word key;
  chamt_word value;
} chamt_entry;

/// A walk over one map, which it borrows and which must outlive it. Fixed size, no allocation.
typedef struct chamt_iterator {
  const chamt_entry *next, *end; ///< Entries of the current node that are still to come.
  size_t depth;                  ///< Nodes above it with children to come.
  struct {
    chamt__node *const *next, *const *end; ///< The children of one of these nodes.
  } path[CHAMT_MAX_DEPTH];
} chamt_iterator;

/// A walk over `map`, before its first entry.
chamt_iterator chamt_iterator_make(chamt_map map);

/// Advances. Returns true if there is a next entry, and sets `*key` and `*value` to it, borrowed; at the end
/// returns false, now and later.
///
/// The order is unspecified. It is the same for equal contents, except among keys with equal hashes.
static inline bool chamt_iterator_next(chamt_iterator *iterator, chamt_word *key, chamt_word *value);

// ---------------------------------------------------------------------------------------------------------
// Looking inside
// ---------------------------------------------------------------------------------------------------------

/// What a map consists of.
typedef struct chamt_statistics {
  size_t nodes;           ///< Nodes, including those shared with other maps.
  size_t shared_nodes;    ///< Nodes that something else holds directly too: another map or node.
  size_t collision_nodes; ///< Nodes whose keys all have the same hash.
  size_t depth;           ///< Nodes on the longest path.
  size_t bytes;           ///< Memory of these nodes, as requested from the allocator.
} chamt_statistics;

/// Counts what `map` consists of. Visits every node.
chamt_statistics chamt_map_statistics(chamt_map map);

/// Writes `map` as text for debugging: a line for each node and entry, with the digits of its path, and words
/// in hexadecimal. The text may change: do not parse it.
/// \param write    Called with each piece of text, of any length.
/// \param context  Passed to `write`.
void chamt_map_dump(chamt_map map, void (*write)(const char *text, void *context), void *context);

#ifdef __cplusplus
}
#endif

#include "CHamt/inline.h"

#endif
