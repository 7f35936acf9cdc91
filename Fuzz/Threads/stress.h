/// Workers, each on a thread, that share the nodes of their maps. Private to Fuzz/threads.c.
///
/// Layers: what maps bind, and the family that counts it (objects.c); what a worker does to the versions that
/// it holds (worker.c); how the workers run, at once or by turns (schedule.c); what must be true while nobody
/// works (census.c). The program itself (threads.c) makes rounds of all that.
///
/// A round is a number of bursts. In a burst the workers derive versions, edit, look up and drop, and nothing
/// keeps them apart but the library. Between two bursts nobody works, so that one can count: whatever the
/// order was in which they met, what lives is what the versions of all workers bind, no more and no less.
#ifndef FUZZ_THREADS_STRESS_H
#define FUZZ_THREADS_STRESS_H

#include "CHamt.h"

#include "../random.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
  WORKERS = 8,
  /// The thread that runs the rounds makes the first versions: while nobody works it is a worker as well.
  EVERYBODY = WORKERS + 1,
  KEYS = 64,
  /// Versions that a worker can hold.
  VERSIONS = 48,
  /// Objects that a worker can make between two counts.
  OBJECTS_EACH = 4096,
  OBJECTS = EVERYBODY * OBJECTS_EACH
};

/// A key or a value that has a count of its own, and no memory: so it can be asked whether it is dead. 0 is
/// none. A dead one is made again only after the next census.
typedef uint32_t object;

/// A version of a map, and what it must bind: `values` of 0 are not bound, `keys` only general keys have.
typedef struct version {
  chamt_map map;
  object keys[KEYS], values[KEYS];
} version;

typedef struct worker {
  struct stress *all;
  uint64_t random;
  version versions[VERSIONS];
  unsigned count; ///< Of versions.
  object fresh[OBJECTS_EACH];
  unsigned fresh_count;
  uint64_t operations, refused;
} worker;

/// What a round is about.
typedef struct stress_plan {
  unsigned keys;  ///< How many numbers of keys there are.
  bool identity;  ///< Whether the word of a key is its number, shifted; else it is an object.
  unsigned shift; ///< Of identity keys: far up, they part on the last levels only.
  uint64_t hashes[KEYS];
  /// All derive from one version, and mostly keep what they derive.
  bool crowd;
  unsigned drops, edits;  ///< Of a hundred operations.
  unsigned loses;         ///< Of a hundred derivations: those after which the source is dropped at once.
  bool brief;             ///< All is dropped after each burst, so that versions of one origin die together.
  unsigned longest;       ///< Most operations of a worker in a burst.
  unsigned refuse_one_in; ///< One in so many of the workers' allocations fails; 0: none.
} stress_plan;

typedef struct stress {
  stress_plan plan;
  chamt_family family;
  worker workers[EVERYBODY];
  atomic_int references[OBJECTS];
  uint8_t numbers[OBJECTS];        ///< Of objects that are keys.
  atomic_int key_references[KEYS]; ///< Of identity keys.
  atomic_long blocks;              ///< Memory that the engine has.
  atomic_ullong deaths;            ///< Of objects.
  uint64_t bursts;
} stress;

/// Who is running on this thread.
extern _Thread_local worker *stress__self;

/// A random number below `bound`, which is not 0.
static inline unsigned stress__below(worker *w, unsigned bound) {
  return (unsigned)(next_random(&w->random) >> 32) % bound;
}

/// Ends the program with `rule`, unless it holds. `number` tells of which object or key.
void stress__expect(bool holds, const char *rule, unsigned long long number);

// ---- Objects --------------------------------------------------------------------------------------------

/// Makes the family of the round, by its plan.
void stress__family_make(stress *s);

/// A new object. The worker holds a reference. `number`: of a key, else anything.
object stress__object_new(worker *w, unsigned number);

/// Gives a reference back.
void stress__object_release(stress *s, object o);

/// Whether there are references to it.
bool stress__object_lives(const stress *s, object o);

/// The number of the key with this word.
unsigned stress__number(const stress *s, chamt_word word);

/// The word of a key: a new object, in `*made`, or of identity keys the one word that it has, and 0.
chamt_word stress__key_new(worker *w, unsigned number, object *made);

// ---- Workers --------------------------------------------------------------------------------------------

/// Binds a new value to a key of `v`, in place if `edit` is not NULL (then `v` gets its map later), else as a
/// new version.
void stress__bind(worker *w, version *v, chamt_transient *edit, unsigned number);

/// What a worker does in a burst: a random number of random operations, or to drop all that it has.
void stress__work(worker *w);
void stress__drop_all(worker *w);

// ---- The schedule ---------------------------------------------------------------------------------------

/// Starts the workers' threads, and ends them.
void stress__start(stress *s);
void stress__stop(stress *s);

/// Has every worker do `what`, and waits until all have.
void stress__burst(stress *s, void (*what)(worker *w));

/// How they run, for messages.
extern const char *const stress__manner;

/// Lets another worker go on, now and then (yield.h).
void stress__yield(void);

// ---- The census -----------------------------------------------------------------------------------------

/// Checks what lives, while nobody works, and gives the workers new objects in place of dead ones.
void stress__census(stress *s);

#endif
