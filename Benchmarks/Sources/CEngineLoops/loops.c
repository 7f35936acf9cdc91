// Implements CEngineLoops.h.
#include "CEngineLoops.h"
#include <CHamt.h>
#include <stdlib.h>

// ---- Counted values -------------------------------------------------------------------------------------

typedef struct object {
  size_t references;
  uintptr_t content[3];
} object;

static void object_retain(chamt_word value, void *context) {
  (void)context;
  __atomic_fetch_add(&((object *)value)->references, 1, __ATOMIC_RELAXED);
}

static void object_release(chamt_word value, void *context) {
  (void)context;
  if (__atomic_fetch_sub(&((object *)value)->references, 1, __ATOMIC_ACQ_REL) == 1) free((object *)value);
}

static object *object_new(uintptr_t content) {
  object *new = malloc(sizeof *new);
  if (!new) abort();
  *new = (object){.references = 1, .content = {content}};
  return new;
}

// ---- Maps -----------------------------------------------------------------------------------------------

static const chamt_family counted_family = {.retain_value = object_retain, .release_value = object_release};
static const chamt_family plain_family = {0};

struct loops {
  chamt_map map;
  chamt_word other; ///< A value that `map` binds to no key.
  bool counted;
};

static void check(chamt_status status) {
  if (status != CHAMT_OK) abort();
}

static chamt_word new_value(bool counted, uintptr_t content) {
  return counted ? (chamt_word)object_new(content) : content;
}

static void drop_value(bool counted, chamt_word value) {
  if (counted) object_release(value, NULL);
}

loops *loops_make(const uintptr_t *keys, size_t count, bool counted) {
  loops *set = malloc(sizeof *set);
  if (!set) abort();
  chamt_transient edit = chamt_transient_make(chamt_map_empty(counted ? &counted_family : &plain_family));
  for (size_t i = 0; i < count; i++) {
    chamt_word value = new_value(counted, keys[i]);
    check(chamt_transient_assoc(&edit, keys[i], value));
    drop_value(counted, value);
  }
  set->counted = counted;
  check(chamt_transient_finish(&edit, &set->map));
  set->other = new_value(counted, UINTPTR_MAX);
  return set;
}

void loops_free(loops *set) {
  chamt_map_release(set->map);
  drop_value(set->counted, set->other);
  free(set);
}

size_t loops_count(const loops *set) {
  return chamt_map_count(set->map);
}

size_t loops_bytes(const loops *set) {
  return chamt_map_statistics(set->map).bytes;
}

// ---- Loops ----------------------------------------------------------------------------------------------

/// Runs its body `calls` times, with the keys in turn, without a modulo operation, which would cost as much
/// as a look-up.
#define FOR_CALLS(key)                                                                                       \
  for (size_t call = 0, at = 0; call < calls; call++, at = at + 1 == key_count ? 0 : at + 1)                 \
    for (chamt_word key = keys[at], once = 1; once; once = 0)

size_t loops_find(const loops *set, const uintptr_t *keys, size_t key_count, size_t calls) {
  chamt_map map = set->map;
  size_t right = 0;
  chamt_word waits = 0;
  FOR_CALLS(key) {
    chamt_word found = 0;
    right += chamt_map_find(map, key + waits, &found);
    waits = found >> 63; // always 0, but the next look-up has to wait for it
  }
  return right;
}

size_t loops_assoc(const loops *set, const uintptr_t *keys, size_t key_count, size_t calls) {
  size_t sum = 0;
  FOR_CALLS(key) {
    chamt_map out;
    check(chamt_map_assoc(set->map, key, set->other, &out));
    sum += chamt_map_count(out);
    chamt_map_release(out);
  }
  return sum;
}

size_t loops_without(const loops *set, const uintptr_t *keys, size_t key_count, size_t calls) {
  size_t sum = 0;
  FOR_CALLS(key) {
    chamt_map out;
    check(chamt_map_without(set->map, key, &out));
    sum += chamt_map_count(out);
    chamt_map_release(out);
  }
  return sum;
}

uintptr_t loops_iterate(const loops *set, size_t calls) {
  chamt_word sum = 0;
  for (size_t call = 0; call < calls; call++) {
    chamt_iterator iterator = chamt_iterator_make(set->map);
    for (chamt_word key, value; chamt_iterator_next(&iterator, &key, &value);)
      sum += key;
  }
  return sum;
}

const void *loops_version(const loops *set, uintptr_t key) {
  chamt_map out;
  check(chamt_map_assoc(set->map, key, set->other, &out));
  return out.root;
}

size_t loops_equal(const loops *set, const void *version, size_t calls) {
  size_t equal = 0;
  chamt_map other = {version, set->map.family};
  for (size_t call = 0; call < calls; call++)
    equal += chamt_map_equal(set->map, other, NULL, NULL);
  return equal;
}
