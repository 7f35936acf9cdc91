// The messages about broken preconditions, in builds with CHAMT_CHECKS. See check.h.
#include "check.h"

#ifdef CHAMT_CHECKS

#include <stdio.h>

static _Noreturn void fail(const char *function, const char *rule) {
  fprintf(stderr, "%s: %s\n", function, rule);
  abort();
}

void chamt__check_map(chamt_map map, const char *function) {
  if (!map.family) fail(function, "this map has no family; make maps with chamt_map_empty");
  if ((map.family->alloc == NULL) != (map.family->free == NULL))
    fail(function, "this map's family has only one of alloc and free; give both or neither");
  if (!map.root) return;
  if (__atomic_load_n(&map.root->references, __ATOMIC_RELAXED) == 0)
    fail(function, "this map was used after its last release; retain it for as long as it is used");
}

void chamt__check_families(chamt_map left, chamt_map right, const char *function) {
  chamt__check_map(left, function);
  chamt__check_map(right, function);
  if (left.family != right.family)
    fail(function, "these maps have different families; compare maps of one family");
}

void chamt__check_dead(chamt__node *node) {
  __atomic_store_n(&node->references, 0, __ATOMIC_RELAXED);
}

void chamt__check_free(void *block) {
  enum { WAITING = 1024 };
  static void *ring[WAITING];
  static size_t next;
  size_t place = __atomic_fetch_add(&next, 1, __ATOMIC_RELAXED) % WAITING;
  free(__atomic_exchange_n(&ring[place], block, __ATOMIC_ACQ_REL));
}

#endif
