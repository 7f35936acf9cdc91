// The private half of CHamt.h: what its inline functions need to see. CHamt.h includes this at its end.
//
// Layer: the lowest (node.h has the picture). The bytes of a node, and the way down to a key. It allocates
// nothing and counts no references, and it is no part of the interface.
#ifndef CHAMT_INLINE_H
#define CHAMT_INLINE_H

#ifndef CHAMT_H
#error "include CHamt.h instead"
#endif

#ifdef __cplusplus
extern "C" {
#endif

// ---- Nodes ----------------------------------------------------------------------------------------------

/// Bytes of a node's table: at least 8, so that it can be read eight slots at a time.
enum { CHAMT__TABLE_BYTES = CHAMT_SLOTS < 8 ? 8 : CHAMT_SLOTS };

/// A node. Its entries and children follow it in the same block, both in the order of their slots:
///
///   +------------+-------+--------------------+----------------------+-------------------------+
///   | references | count | table, CHAMT_SLOTS | entries, {key,value} | children, chamt__node * |
///   +------------+-------+--------------------+----------------------+-------------------------+
///
/// The table has a byte for each slot:
///
///   0                       nothing
///   CHAMT__ENTRY_CODE | w   an entry, w words after the table
///   CHAMT__CHILD_CODE | w   a child, whose pointer is w words after the table
///
/// So a step down is two dependent loads and counts no bits. Where counting has no
/// fast instruction, which is what a compiler must assume, that takes half the time of counting. A node with
/// an empty table is a collision node of `count` entries.
struct chamt__node {
  uint32_t references; ///< Changed by atomic builtins. A plain integer, because C++ and Swift read this too.
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

/// The entry in the slot with this code.
static inline const chamt_entry *chamt__entry(const chamt__node *node, size_t code) {
  const chamt_word *words = (const chamt_word *)(const void *)(node + 1);
  return (const chamt_entry *)(const void *)(words + (code - CHAMT__ENTRY_CODE));
}

/// Where the child in the slot with this code is.
static inline chamt__node *const *chamt__child(const chamt__node *node, size_t code) {
  return (chamt__node *const *)(const void *)(node + 1) + (code - CHAMT__CHILD_CODE);
}

/// The slot that the lowest digit of `path` chooses.
static inline unsigned chamt__digit(uint64_t path) {
  return (unsigned)path & (CHAMT_SLOTS - 1);
}

// ---- The way down ---------------------------------------------------------------------------------------

/// How far a look-up has got.
typedef struct chamt__place {
  const chamt__node *node;
  uint64_t path; ///< The rest of the hash at `node`.
  size_t code;   ///< Of the slot that `path` chooses. A byte here would be widened at each level.
} chamt__place;

/// Reads the code of the chosen slot and, if it holds a child, moves there. Returns whether it moved.
static inline bool chamt__step_down(chamt__place *at) {
  at->code = at->node->table[chamt__digit(at->path)];
  if (!chamt__is_child(at->code)) return false;
  at->node = *chamt__child(at->node, at->code);
  at->path >>= CHAMT_BITS;
  return true;
}

/// Where a path ends: at an entry or an empty slot. All slots of a collision node are empty.
static inline chamt__place chamt__descend(const chamt__node *root, uint64_t path) {
  chamt__place at = {root, path, 0};
  // The first levels have a branch each instead of sharing one: if a map is equally deep for most keys, each
  // branch nearly always goes the same way, and the processor predicts it.
  if (chamt__step_down(&at) && chamt__step_down(&at) && chamt__step_down(&at) && chamt__step_down(&at))
    while (chamt__step_down(&at)) {
    }
  return at;
}

// ---- What the inline functions call ---------------------------------------------------------------------

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

// ---- The inline functions of CHamt.h --------------------------------------------------------------------

static inline chamt_map chamt_map_empty(const chamt_family *family) {
  chamt_map map = {NULL, family};
  return map;
}

static inline size_t chamt_map_count(chamt_map map) {
  CHAMT__CHECK_MAP(map);
  return map.root ? map.root->count : 0;
}

/// The entry of an identity key, or NULL if it is not bound.
static inline const chamt_entry *chamt__find_identity(const chamt__node *root, chamt_word key) {
  if (!root) return NULL;
  // Different words differ in one of their 64 bits, so identity keys never meet in a collision node.
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
