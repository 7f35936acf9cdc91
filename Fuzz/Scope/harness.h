// Checks the scope's C parts (Sources/CScope, Sources/CReaders) without Swift. Private to Fuzz/scope.c.
//
// Layers: what variables are bound to (objects.c); random programs on one scope, against a model (program.c);
// an owner that changes a scope while others read it (round.c). The program itself (Fuzz/scope.c) runs these.
#ifndef FUZZ_SCOPE_HARNESS_H
#define FUZZ_SCOPE_HARNESS_H

#include "CScope.h"

#include "../random.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// A random number below `bound`, which is not 0.
static inline unsigned scope__below(uint64_t *random, unsigned bound) {
  return (unsigned)(next_random(random) >> 32) % bound;
}

/// Unless `holds`, prints `rule` and aborts. `number` says of which variable, version or count.
void scope__expect(bool holds, const char *rule, uint64_t number);

// ---- Objects --------------------------------------------------------------------------------------------

/// What a variable is bound to. The slot or the base that holds it has the only reference.
typedef struct object {
  uint64_t canary; ///< Says whether it lives.
  uintptr_t number;
  uint64_t stamp;  ///< Larger for later objects of one variable.
  uint64_t change; ///< The number of the change that bound it.
} object;

/// A new object, as a word for a slot.
uintptr_t scope__object(uintptr_t number, uint64_t stamp);

/// The object in `word`, which must live and belong to the variable with this number.
const object *scope__living(uintptr_t word, uintptr_t number);

/// Ends the life of the object in `word`. Does nothing if the word is CSCOPE_UNBOUND or CSCOPE_OPEN.
void scope__release(uintptr_t word, uintptr_t number);

/// How many objects live.
extern atomic_long scope__alive;

/// Chooses distinct numbers for variables: dense, with bits for policies at the top, as the library's are; or
/// with equal low digits, so that they collide in a table.
void scope__choose_numbers(uintptr_t *numbers, unsigned count, uint64_t *random);

/// A base that binds the variables whose word is not 0. It borrows the objects.
chamt_map scope__base(const uintptr_t *numbers, const uintptr_t *words, unsigned count);

// ---- Programs and rounds --------------------------------------------------------------------------------

typedef struct figures {
  uint64_t steps, scopes, refused;       ///< In programs. `refused` counts allocations.
  uint64_t rounds, puts, reads, moments; ///< In rounds. `moments` counts walks that no change disturbed.
  uint64_t crowds;                       ///< Rounds with more readers than marks.
} figures;

/// Runs the program of a seed: one scope, step by step against its model.
void scope__program(uint64_t seed, figures *all);

/// Whether the round of a seed has more readers than marks.
bool scope__has_crowd(uint64_t seed);

/// Runs the round of a seed: one scope, whose owner changes it while others read it.
void scope__round(uint64_t seed, figures *all);

#endif
