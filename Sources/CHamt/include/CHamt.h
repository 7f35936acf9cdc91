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
/// The 64 bits of a key's hash are its path, CHAMT_BITS at a time from the low end. The first digits of the
/// hash 0x10D, with 3 bits a level:
///
///   0x10D = ...100 001 101   level 0 takes slot 5, level 1 slot 1, level 2 slot 4
///
/// A slot holds nothing, an entry, or a child: a node one level down. An entry stands at the first level
/// where its path is its own, so the shape depends on the content alone (the form is canonical): below the
/// root, no node has a single entry in it and below. Keys whose 64 bits are equal meet in a collision node
/// below the last level, a plain list. This is the form of Steindorfer and Vinju ("Optimizing Hash-Array
/// Mapped Tries for Fast and Lean Immutable JVM Collections", OOPSLA 2015); where theirs has two bitmaps and
/// counts bits to find a slot, a node here has a byte a slot that says where to look (see "Private" below).
///
/// Ownership has two words here. "+1": the caller owns a reference and releases it. "Borrowed": valid while
/// the map that it was read from lives.
///
/// Threads: any number of threads may read, derive from, retain and release the same maps at once, given
/// callbacks and an allocator that allow it. A single variable (`chamt_map`, `chamt_transient`,
/// `chamt_iterator`) is as any variable: writing to it needs exclusion.
///
/// Re-entrancy: a callback may use the library, the maps and the family at hand included. What it cannot do
/// is said where it matters: change the transient that is being used (CHAMT_BUSY), and rely on a release to
/// be over at once (chamt_map_release).
///
/// Preconditions are the caller's: who calls holds a reference to each map that it gives, to the end of the
/// call, whatever the callbacks release meanwhile; and maps that are compared have one family. A library
/// compiled with CHAMT_CHECKS ends the program with a message where it sees a released map, a map without a
/// family, or maps of two families. It sees released maps whose memory is malloc's, for the next 1,024 nodes
/// that are freed. All that include this header must then be compiled with CHAMT_CHECKS, or leave their own
/// look-ups unchecked.
///
/// Names that begin with `chamt__` are private to the library, though the header has to show some.
#ifndef CHAMT_H
#define CHAMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The version of the package, in semantic versioning. It is defined here alone: Scripts/build-engine reads
/// it for pkg-config, and Scripts/check-text compares it with the changelog and the installation
/// instructions.
#define CHAMT_VERSION "0.1.0"

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
  CHAMT_NO_MEMORY = 1, ///< An allocation failed, or a map would have 2^32 entries.
  CHAMT_FINISHED = 2,  ///< The transient has been finished: it has no map to change or to give.
  CHAMT_BUSY = 3       ///< A callback of a use of this transient tries to change or finish it.
} chamt_status;

/// What a kind of map needs to know of its keys, its values and its memory.
///
/// Every map points at its family, which must outlive it and not change. Any callback may be NULL, with the
/// meaning given. A callback runs on the thread that called the library, while every map can be used; it must
/// not throw or jump out.
typedef struct chamt_family {
  /// Hash of a key; equal keys must have equal hashes. NULL: identity keys. The word is its own hash and
  /// equals itself only; no callback runs, and keys need not be spread (dense numbers make the best trie).
  uint64_t (*hash)(chamt_word key, void *context);
  /// Whether two keys are equal; asked only of keys with different words, and only if there is a `hash`.
  /// NULL: only equal words are equal keys, as with identity keys.
  bool (*equal)(chamt_word left, chamt_word right, void *context);
  /// Counting of keys and values: as many releases of a word as retains, the last one with the last version
  /// that has it. NULL: not counted.
  void (*retain_key)(chamt_word key, void *context);
  void (*release_key)(chamt_word key, void *context);
  void (*retain_value)(chamt_word value, void *context);
  void (*release_value)(chamt_word value, void *context);
  /// Memory for nodes: `size` bytes aligned as malloc aligns, to 8 bytes or more, or NULL. Both callbacks or
  /// neither: malloc and free.
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

/// As chamt_map_find, for who knows a word that is no value: the value of `key`, or `otherwise`.
static inline chamt_word chamt_map_get(chamt_map map, chamt_word key, chamt_word otherwise);

/// Makes `*out` the map in which `key` is bound to `value`, and every other key as in `map`.
///
/// A key that is there keeps its own word (it may be another than `key`, and equal), with the new value.
/// Binding a key to the word that it already has gives `map` itself.
/// \param map    Borrowed; not changed.
/// \param key    Retained by the result if it is new there.
/// \param value  Retained by the result.
/// \param out    Receives the new map, +1. Untouched on failure.
/// \return CHAMT_OK or CHAMT_NO_MEMORY.
/// Cost: copies the nodes on the key's path (4 at 1,000 entries): for each one allocation, and a reference
/// counted to each child and entry that it has in common with its original, at most CHAMT_SLOTS - 1. Where
/// nobody else holds the map, a transient does it in place.
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

/// Gives one reference back; the last one frees what no other map shares. It does not recurse: the stack it
/// takes is the same for every map, and for maps whose values, when released, release further maps; it grows
/// with the number of families that such maps are of.
///
/// Inside a callback of another release of the same family and on the same thread, what is no longer used is
/// freed before that outermost release returns, not at once.
void chamt_map_release(chamt_map map);

// ---------------------------------------------------------------------------------------------------------
// Differences
// ---------------------------------------------------------------------------------------------------------

/// What to do with each difference between two maps. A callback that is NULL is not called; one that returns
/// false ends the comparison.
typedef struct chamt_changes {
  bool (*added)(chamt_word key, chamt_word value, void *context);
  bool (*replaced)(chamt_word key, chamt_word before, chamt_word after, void *context);
  bool (*removed)(chamt_word key, chamt_word value, void *context);
  /// Whether two values of different words are equal all the same. NULL: they are not.
  bool (*equal_values)(chamt_word before, chamt_word after, void *context);
  void *context; ///< Passed to the callbacks here.
} chamt_changes;

/// Tells how `after` differs from `before`: each key that only `after` has (added), only `before` has
/// (removed), or that they bind to different values (replaced; the key is the word in `after`). The order is
/// unspecified. \return Whether it came to the end: false if a callback returned false. Cost: what the maps
/// share is skipped, so it grows with the changes (a path of nodes for each) and not with the maps. No
/// allocation, no counting. Words are borrowed.
bool chamt_map_diff(chamt_map before, chamt_map after, const chamt_changes *changes);

// ---------------------------------------------------------------------------------------------------------
// Transients
// ---------------------------------------------------------------------------------------------------------

/// A map while it is being changed by its one owner: what nobody else holds is edited in place.
///
///   chamt_transient edit = chamt_transient_make(chamt_map_empty(&family));
///   for (...) if (chamt_transient_assoc(&edit, key, value) != CHAMT_OK) ...
///   chamt_map built;
///   chamt_transient_finish(&edit, &built);                    // O(1)
///
/// A node is the transient's own when there is one reference to it and to each node above it, so there is
/// nothing to mark and to unmark. Other maps never change. Do not copy the struct: there is one owner.
typedef struct chamt_transient {
  chamt_map map;      ///< Private: the transient's reference.
  chamt_status state; ///< Private: what a change would return, CHAMT_OK to go ahead.
} chamt_transient;

/// Begins with `map`, and takes the caller's reference over: retain it first to keep the map beside.
/// No allocation, no counting.
static inline chamt_transient chamt_transient_make(chamt_map map);

/// Binds `key` to `value`; as chamt_map_assoc, in place.
/// \return CHAMT_OK, CHAMT_NO_MEMORY (the transient is as it was), CHAMT_FINISHED, or CHAMT_BUSY inside a
/// callback of another use of it. What a change displaces (keys, values, memory) is given back after it, so
/// the callbacks for that may change the transient again, and see it as the change has left it. All others
/// see it as it was, also those that give back what a failed change had taken. Cost: nodes that others hold
/// too are copied, once. Of the transient's own at most one is allocated anew, when it grows or shrinks,
/// beside the nodes that two keys with a common path need. Counted are the binding itself, and the entry that
/// moves a level down or up with it.
chamt_status chamt_transient_assoc(chamt_transient *transient, chamt_word key, chamt_word value);

/// Unbinds `key`; as chamt_map_without, in place. Result and cost as for chamt_transient_assoc.
chamt_status chamt_transient_without(chamt_transient *transient, chamt_word key);

/// Makes `*out` the map as it is now, +1, and ends the transient: from now on its functions return
/// CHAMT_FINISHED. To give up, finish and release.
/// \return CHAMT_OK, CHAMT_FINISHED, or CHAMT_BUSY inside a callback of a use of it; `*out` is untouched on
/// failure. O(1), no counting.
chamt_status chamt_transient_finish(chamt_transient *transient, chamt_map *out);

/// Looks `key` up; as chamt_map_find. `*value` is borrowed until the next change. False once finished. With
/// general keys it marks the transient as in use meanwhile, so it needs exclusion, as a change does.
static inline bool chamt_transient_find(chamt_transient *transient, chamt_word key, chamt_word *value);

/// The number of entries; 0 once finished. O(1).
static inline size_t chamt_transient_count(const chamt_transient *transient);

// ---------------------------------------------------------------------------------------------------------
// Iteration
// ---------------------------------------------------------------------------------------------------------

/// Bits of the hash that choose a slot: 2^CHAMT_BITS slots a node, 1 to 5.
///
/// 3 by measurement: wide nodes cost more to copy than the levels that they save (docs/Engine.md). The
/// library and all that include this header must be compiled with the same value: it decides how a key is
/// found.
#ifndef CHAMT_BITS
#define CHAMT_BITS 3
#endif
#if CHAMT_BITS < 1 || CHAMT_BITS > 5
#error "CHAMT_BITS must be 1 to 5: a slot's byte can point at 32 entries"
#endif

enum {
  /// Slots of a node.
  CHAMT_SLOTS = 1 << CHAMT_BITS,
  /// Nodes on the longest path: the levels that use up 64 bits of hash, and a collision node below them.
  CHAMT_MAX_DEPTH = (64 + CHAMT_BITS - 1) / CHAMT_BITS + 1
};

/// A key and its value.
typedef struct chamt_entry {
  chamt_word key;
  chamt_word value;
} chamt_entry;

/// A walk over one map. It borrows the map, which must outlive it. Fixed size, no allocation.
typedef struct chamt_iterator {
  const chamt_entry *next, *end; ///< Entries of the node at hand that are still to come.
  size_t depth;                  ///< Nodes above it with children to come.
  struct {
    chamt__node *const *next, *const *end; ///< Those children.
  } path[CHAMT_MAX_DEPTH];
} chamt_iterator;

/// A walk over `map`, before its first entry.
chamt_iterator chamt_iterator_make(chamt_map map);

/// Steps on. True: `*key` and `*value` are the next entry, borrowed. False: there is none, now and later.
/// The order is fixed for a content and is otherwise unspecified, but that keys of one hash come in any
/// order.
static inline bool chamt_iterator_next(chamt_iterator *iterator, chamt_word *key, chamt_word *value);

// ---------------------------------------------------------------------------------------------------------
// Looking inside
// ---------------------------------------------------------------------------------------------------------

/// What a map is made of.
typedef struct chamt_statistics {
  size_t nodes;           ///< Nodes, those that other maps share included.
  size_t shared_nodes;    ///< Those of them that something else holds directly too: another map or node.
  size_t collision_nodes; ///< Those of them that hold keys of one hash.
  size_t depth;           ///< Nodes on the longest path.
  size_t bytes;           ///< Memory of these nodes as asked of the allocator.
} chamt_statistics;

/// Counts what `map` is made of. Visits every node.
chamt_statistics chamt_map_statistics(chamt_map map);

/// Writes `map` as text for a person who debugs: a line for each node and entry, each with the digits of its
/// path and words in hexadecimal. The text is no interface: it may change.
/// \param write    Called with each piece of text, of no certain length.
/// \param context  Passed to `write`.
void chamt_map_dump(chamt_map map, void (*write)(const char *text, void *context), void *context);

// ---------------------------------------------------------------------------------------------------------
// Private: what the inline readers need to see
// ---------------------------------------------------------------------------------------------------------

/// Bytes of a node's table. At least a word, so that it can be read by words.
enum { CHAMT__TABLE_BYTES = CHAMT_SLOTS < 8 ? 8 : CHAMT_SLOTS };

/// A node; its entries and children follow it in the same block, each in the order of the slots:
///
///   +------------+-------+--------------------+----------------------+-------------------------+
///   | references | count | table, CHAMT_SLOTS | entries, {key,value} | children, chamt__node * |
///   +------------+-------+--------------------+----------------------+-------------------------+
///
/// The table has a byte for each slot:
///
///   0                     nothing
///   CHAMT__ENTRY_CODE | w an entry, w words after the table
///   CHAMT__CHILD_CODE | w a child, whose pointer is w words after the table
///
/// So a step down is two loads, one after the other, and counts no bits: on machines without a fast
/// instruction for that, which compilers must assume, it takes half the time. A node with an empty table is a
/// collision node, of `count` entries.
struct chamt__node {
  uint32_t references; ///< Changed only by the atomic builtins; plain here, for C++ and Swift read this too.
  uint32_t count;      ///< Entries in this node and below.
  uint8_t table[CHAMT__TABLE_BYTES];
};

enum { CHAMT__ENTRY_CODE = 0x80, CHAMT__CHILD_CODE = 0x40 };

static inline bool chamt__is_entry(size_t code) {
  return code & CHAMT__ENTRY_CODE;
}

static inline bool chamt__is_child(size_t code) {
  return code & CHAMT__CHILD_CODE;
}

/// The entry that a slot with this code holds.
static inline const chamt_entry *chamt__entry(const chamt__node *node, size_t code) {
  const chamt_word *words = (const chamt_word *)(const void *)(node + 1);
  return (const chamt_entry *)(const void *)(words + (code - CHAMT__ENTRY_CODE));
}

/// The place of the child that a slot with this code holds.
static inline chamt__node *const *chamt__child(const chamt__node *node, size_t code) {
  return (chamt__node *const *)(const void *)(node + 1) + (code - CHAMT__CHILD_CODE);
}

/// The slot that the low digit of `path` chooses.
static inline unsigned chamt__digit(uint64_t path) {
  return (unsigned)path & (CHAMT_SLOTS - 1);
}

/// How far a look-up has come.
typedef struct chamt__place {
  const chamt__node *node;
  uint64_t path; ///< What is left of the hash at `node`.
  size_t code;   ///< Of the slot there that `path` chooses: a word, or it would be widened at each level.
} chamt__place;

/// Reads the slot's code, and if it holds a child, goes there.
static inline bool chamt__step_down(chamt__place *at) {
  at->code = at->node->table[chamt__digit(at->path)];
  if (!chamt__is_child(at->code)) return false;
  at->node = *chamt__child(at->node, at->code);
  at->path >>= CHAMT_BITS;
  return true;
}

/// Where a path ends: at an entry, or at an empty slot, as all those of a collision node are.
static inline chamt__place chamt__descend(const chamt__node *root, uint64_t path) {
  chamt__place at = {root, path, 0};
  // A jump for each of the first levels, and not one for all: where a map is as deep for most keys, it goes
  // the same way nearly always, and the machine foresees that.
  if (chamt__step_down(&at) && chamt__step_down(&at) && chamt__step_down(&at) && chamt__step_down(&at))
    while (chamt__step_down(&at)) {
    }
  return at;
}

#ifdef CHAMT_CHECKS
void chamt__check_map(chamt_map map, const char *function);
#define CHAMT__CHECK_MAP(map) chamt__check_map(map, __func__)
#else
#define CHAMT__CHECK_MAP(map) ((void)0)
#endif

bool chamt__find_general(chamt_map map, chamt_word key, chamt_word *value);
chamt_word chamt__get_general(chamt_map map, chamt_word key, chamt_word otherwise);
bool chamt__transient_find_general(chamt_transient *transient, chamt_word key, chamt_word *value);
bool chamt__iterator_advance(chamt_iterator *iterator);

static inline chamt_map chamt_map_empty(const chamt_family *family) {
  chamt_map map = {NULL, family};
  return map;
}

static inline size_t chamt_map_count(chamt_map map) {
  CHAMT__CHECK_MAP(map);
  return map.root ? map.root->count : 0;
}

/// The entry of an identity key, or NULL.
static inline const chamt_entry *chamt__find_identity(const chamt__node *root, chamt_word key) {
  if (!root) return NULL;
  // Two words differ in one of their 64 bits, so identity keys never meet in a collision node.
  chamt__place at = chamt__descend(root, key);
  if (!at.code) return NULL;
  const chamt_entry *entry = chamt__entry(at.node, at.code);
  return entry->key == key ? entry : NULL;
}

static inline bool chamt_map_find(chamt_map map, chamt_word key, chamt_word *value) {
  CHAMT__CHECK_MAP(map);
  if (map.family->hash) return chamt__find_general(map, key, value);
  const chamt_entry *entry = chamt__find_identity(map.root, key);
  if (!entry) return false;
  *value = entry->value;
  return true;
}

static inline chamt_word chamt_map_get(chamt_map map, chamt_word key, chamt_word otherwise) {
  CHAMT__CHECK_MAP(map);
  if (map.family->hash) return chamt__get_general(map, key, otherwise);
  const chamt_entry *entry = chamt__find_identity(map.root, key);
  return entry ? entry->value : otherwise;
}

static inline chamt_transient chamt_transient_make(chamt_map map) {
  CHAMT__CHECK_MAP(map);
  chamt_transient transient = {map, CHAMT_OK};
  return transient;
}

static inline bool chamt_transient_find(chamt_transient *transient, chamt_word key, chamt_word *value) {
  if (transient->map.family->hash) return chamt__transient_find_general(transient, key, value);
  return chamt_map_find(transient->map, key, value);
}

static inline size_t chamt_transient_count(const chamt_transient *transient) {
  return chamt_map_count(transient->map);
}

static inline bool chamt_iterator_next(chamt_iterator *iterator, chamt_word *key, chamt_word *value) {
  if (iterator->next == iterator->end && !chamt__iterator_advance(iterator)) return false;
  *key = iterator->next->key;
  *value = iterator->next->value;
  iterator->next++;
  return true;
}

#ifdef __cplusplus
}
#endif

#endif
