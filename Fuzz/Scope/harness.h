// Checks the scope's C parts (Sources/CScope, Sources/CReaders) without Swift. Included only
// by Fuzz/scope.c and the files of this folder.
//
// Layers: what variables are bound to (objects.c); random programs, which run on one scope and are checked
// against a model (program.c); rounds, in which a thread changes its scope while others read it (round.c).
// Fuzz/scope.c has `main`.
#ifndef FUZZ_SCOPE_HARNESS_H
#define FUZZ_SCOPE_HARNESS_H

#include "CScope.h"

#include "../random.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// A random number below `bound`. `bound` must not be 0.
static inline unsigned scope__below(uint64_t *random, unsigned bound) {
  return (unsigned)(next_random(random) >> 32) % bound;
}

/// Unless `holds`, prints `rule` and aborts. `number` is the variable, version or count to print.
void scope__expect(bool holds, const char *rule, uint64_t number);

// ---- Objects --------------------------------------------------------------------------------------------

/// An object that a variable is bound to. It has one owner, which releases it: the slot that holds it or, for
/// an object in a base, the program or round that made the base.
typedef struct object {
  uint64_t canary; ///< Says whether the object is alive.
  uintptr_t number;
  uint64_t stamp;  ///< Larger for later objects of one variable.
  uint64_t change; ///< The number of the change that bound it.
} object;

/// A new object, as a word for a slot.
uintptr_t scope__object(uintptr_t number, uint64_t stamp);

/// The object in `word`, which must be alive and belong to the variable with this number.
const object *scope__living(uintptr_t word, uintptr_t number);

/// Releases the only reference to the object in `word`, which dies. Does nothing for a word that is
/// CSCOPE_UNBOUND or CSCOPE_OPEN.
void scope__release(uintptr_t word, uintptr_t number);

/// The number of objects that are alive.
extern atomic_long scope__alive;

/// Chooses distinct numbers for variables: consecutive, or with equal low bits, so that they collide in a
/// table. Some have policy bits at the top, as the library's numbers do.
void scope__choose_numbers(uintptr_t *numbers, unsigned count, uint64_t *random);

/// A map to open a scope with, which binds the variables whose word is not 0. It retains no objects.
chamt_map scope__base(const uintptr_t *numbers, const uintptr_t *words, unsigned count);

// ---- Programs and rounds --------------------------------------------------------------------------------

typedef struct figures {
  uint64_t steps, scopes, refused;       ///< In programs. `refused`: allocations that failed on purpose.
  uint64_t rounds, puts, reads, moments; ///< In rounds. `moments` counts walks that no change disturbed.
  uint64_t crowds;                       ///< Rounds with more reading threads than CReaders has slots.
} figures;

/// Runs the random program that `seed` determines: one scope, step by step against its model.
void scope__program(uint64_t seed, figures *all);

/// Whether the round that `seed` determines has more reading threads than CReaders has slots.
bool scope__has_crowd(uint64_t seed);

/// Runs the round that `seed` determines: one scope, whose owner changes it while others read it.
void scope__round(uint64_t seed, figures *all);

#endif
