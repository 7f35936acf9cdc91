// Checks of the caller's preconditions, for builds with CHAMT_CHECKS. Private to the library.
//
// Freeing a node sets its reference count to 0. The node then waits in a ring before its memory goes back to
// malloc, so that the count can still be read. Nodes from a family's own allocator do not wait.
#ifndef CHAMT_CHECK_H
#define CHAMT_CHECK_H

#include "CHamt.h"

#include <stdlib.h>

#ifdef CHAMT_CHECKS

/// Ends the program unless both maps may be used and have the same family.
void chamt__check_families(chamt_map left, chamt_map right, const char *function);
#define CHAMT__CHECK_FAMILIES(left, right) chamt__check_families(left, right, __func__)

/// Marks a node as freed.
void chamt__check_dead(chamt__node *node);

/// Puts `block` into the ring; it is freed later.
void chamt__check_free(void *block);

#else

#define CHAMT__CHECK_FAMILIES(left, right) ((void)0)

static inline void chamt__check_dead(chamt__node *node) {
  (void)node;
}

static inline void chamt__check_free(void *block) {
  free(block);
}

#endif

#endif
