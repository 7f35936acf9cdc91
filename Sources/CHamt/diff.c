// How one map differs from another.
//
// The form is canonical, so the content of a slot in one map is compared with the content of the same slot in
// the other. That is nothing, one entry or many (a child). A child that both maps share has not changed. The
// numbers of the cases are those in the code:
//   1. many and many: compare the children, slot by slot;
//   2. many and at most one: the one entry may be among the many; all others were removed (or added);
//   3. at most one and at most one.
#include "check.h"
#include "node.h"

/// The two maps, at any level.
typedef struct comparison {
  const chamt_family *family;
  const chamt_changes *changes;
} comparison;

/// The same slot in both maps: a child, an entry, or nothing (both NULL).
typedef struct side {
  const chamt__node *child;
  const chamt_entry *entry;
} side;

static side side_of(const chamt__node *node, unsigned digit) {
  uint8_t code = node->table[digit];
  if (chamt__is_entry(code)) return (side){NULL, chamt__entry(node, code)};
  return (side){code ? *chamt__child(node, code) : NULL, NULL};
}

/// Reports one key; NULL stands for a map that does not bind it. False: stop.
static bool tell(const comparison *of, const chamt_entry *before, const chamt_entry *after) {
  const chamt_changes *changes = of->changes;
  if (!before && !after) return true;
  if (!before) return !changes->added || changes->added(after->key, after->value, changes->context);
  if (!after) return !changes->removed || changes->removed(before->key, before->value, changes->context);
  if (before->value == after->value) return true;
  if (changes->equal_values && changes->equal_values(before->value, after->value, changes->context))
    return true;
  return !changes->replaced || changes->replaced(after->key, before->value, after->value, changes->context);
}

static bool same_key(const comparison *of, const chamt_entry *left, const chamt_entry *right) {
  return left && right && chamt__equal(of->family, left->key, right->key);
}

/// 3: one entry or none on each side.
static bool tell_entries(const comparison *of, const chamt_entry *before, const chamt_entry *after) {
  if (same_key(of, before, after)) return tell(of, before, after);
  return tell(of, before, NULL) && tell(of, NULL, after);
}

/// 2: the entries below `many` against `*one`, which becomes NULL if it is found among them.
static bool
tell_many(const comparison *of, const chamt__node *many, const chamt_entry **one, bool many_is_after) {
  chamt__occupancy has = chamt__occupancy_of(many);
  for (size_t i = 0; i < has.entries; i++) {
    const chamt_entry *entry = chamt__entries(many) + i, *other = NULL;
    if (same_key(of, entry, *one)) {
      other = *one;
      *one = NULL;
    }
    if (!(many_is_after ? tell(of, other, entry) : tell(of, entry, other))) return false;
  }
  for (size_t i = 0; i < has.children; i++)
    if (!tell_many(of, chamt__children(many, has.entries)[i], one, many_is_after)) return false;
  return true;
}

static bool tell_collisions(const comparison *of, const chamt__node *before, const chamt__node *after) {
  for (size_t i = 0; i < before->count; i++) {
    const chamt_entry *entry = chamt__entries(before) + i;
    size_t index = chamt__collision_index(of->family, after, entry->key);
    if (!tell(of, entry, index < after->count ? chamt__entries(after) + index : NULL)) return false;
  }
  for (size_t i = 0; i < after->count; i++) {
    const chamt_entry *entry = chamt__entries(after) + i;
    if (chamt__collision_index(of->family, before, entry->key) < before->count) continue;
    if (!tell(of, NULL, entry)) return false;
  }
  return true;
}

/// The recursion is at most CHAMT_MAX_DEPTH nodes deep, like a path.
static bool tell_nodes(const comparison *of, const chamt__node *before, const chamt__node *after) {
  if (before == after) return true;
  // Then `after` is one too: it is at the same level.
  if (chamt__is_collision(before)) return tell_collisions(of, before, after);
  for (unsigned digit = 0; digit < CHAMT_SLOTS; digit++) {
    side old = side_of(before, digit), new = side_of(after, digit);
    bool going;
    if (old.child && new.child) going = tell_nodes(of, old.child, new.child);                             // 1
    else if (old.child) going = tell_many(of, old.child, &new.entry, false) && tell(of, NULL, new.entry); // 2
    else if (new.child) going = tell_many(of, new.child, &old.entry, true) && tell(of, old.entry, NULL);
    else going = tell_entries(of, old.entry, new.entry);
    if (!going) return false;
  }
  return true;
}

bool chamt_map_diff(chamt_map before, chamt_map after, const chamt_changes *changes) {
  CHAMT__CHECK_FAMILIES(before, after);
  comparison of = {before.family, changes};
  const chamt_entry *none = NULL;
  if (before.root && after.root) return tell_nodes(&of, before.root, after.root);
  if (before.root) return tell_many(&of, before.root, &none, false);
  return !after.root || tell_many(&of, after.root, &none, true);
}
