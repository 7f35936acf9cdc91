// Checks the scope's C parts (Sources/CScope, Sources/CReaders) without Swift. Private to Fuzz/scope.c.
//
// Layers: what variables are bound to (objects.c); random programs on one scope, beside a model (program.c);
// an owner that changes a scope while others read it (round.c). The program itself (Fuzz/scope.c) makes a run
// of all that.
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

/// Ends the program with `rule`, unless it holds. `number` tells of which variable, version or count.
void scope__expect(bool holds, const char *rule, uint64_t number);

// ---- Objects --------------------------------------------------------------------------------------------

/// What a variable is bound to. The one reference to it is the slot's or the base's that holds it.
typedef struct object {
  uint64_t canary; ///< Whether it lives.
  uintptr_t number;
  uint64_t stamp; ///< Of later objects of one variable it is larger.
} object;

/// A new object, as a word for a slot.
uintptr_t scope__object(uintptr_t number, uint64_t stamp);

/// The object in `word`, which must live and be of the variable with that number.
const object *scope__living(uintptr_t word, uintptr_t number);

/// Ends the life of the object in `word`; nothing if the word is CSCOPE_UNBOUND or CSCOPE_OPEN.
void scope__release(uintptr_t word, uintptr_t number);

/// How many objects live.
extern atomic_long scope__alive;

/// Distinct numbers for variables, as the library has them: dense, with bits for policies at the top; or with
/// low digits in common, so that they meet in a table.
void scope__choose_numbers(uintptr_t *numbers, unsigned count, uint64_t *random);

/// A base that binds the variables with a word that is not 0. It borrows the objects.
chamt_map scope__base(const uintptr_t *numbers, const uintptr_t *words, unsigned count);

// ---- What is run ----------------------------------------------------------------------------------------

typedef struct figures {
  uint64_t steps, scopes, refused;       ///< Of programs. Refused: allocations.
  uint64_t rounds, puts, reads, moments; ///< Of rounds. Moments: walks that no change disturbed.
  uint64_t crowds;                       ///< Rounds with more readers than there are marks.
} figures;

/// Plays the program of a seed: one scope, step by step beside its model.
void scope__program(uint64_t seed, figures *all);

/// Whether the round of a seed has more readers than there are marks.
bool scope__has_crowd(uint64_t seed);

/// Plays the round of a seed: one scope, whose owner changes it while others read.
void scope__round(uint64_t seed, figures *all);

#endif
