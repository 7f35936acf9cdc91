/// Checks of the caller's preconditions, for builds with CHAMT_CHECKS. Private to the library.
///
/// From its last release on a node's word for loans lacks the flag that it is live (loan.h). To be there to
/// be asked, freed nodes wait in a ring before malloc gets them back; those of a family's own allocator do
/// not.
#ifndef CHAMT_CHECK_H
#define CHAMT_CHECK_H

#include "CHamt.h"

#include <stdlib.h>

#ifdef CHAMT_CHECKS

/// Ends the program unless two maps have one family.
void chamt__check_families(chamt_map left, chamt_map right, const char *function);
#define CHAMT__CHECK_FAMILIES(left, right) chamt__check_families(left, right, __func__)

/// Marks a node as freed.
void chamt__check_dead(chamt__node *node);

/// free, later.
void chamt__check_free(void *block);

/// Ends the program unless `isTrue`, a rule that the library itself keeps.
void chamt__check_rule(bool isTrue, const char *rule);
#define CHAMT__CHECK_RULE(rule) chamt__check_rule(rule, #rule)

#else

#define CHAMT__CHECK_RULE(rule) ((void)0)

#define CHAMT__CHECK_FAMILIES(left, right) ((void)0)

static inline void chamt__check_dead(chamt__node *node) {
  (void)node;
}

static inline void chamt__check_free(void *block) {
  free(block);
}

#endif

#endif
