// Workers, each on its own thread, that share the nodes of their maps. Private to Fuzz/threads.c.
//
// Layers: the objects that maps bind, and the family that counts references to them (objects.c); what a
// worker does with the versions that it holds (worker.c); how the workers run, at once or taking turns
// (schedule.c); what must be true while no worker runs (census.c). The program itself (threads.c) plays
// rounds with these.
//
// A round is a number of bursts. In a burst the workers derive versions, edit, look up and drop, and only the
// library keeps them apart. Between two bursts no worker runs, so everything can be counted: however
// the workers interleaved, exactly the objects that the versions of all workers bind are alive.
#ifndef FUZZ_THREADS_STRESS_H
#define FUZZ_THREADS_STRESS_H

#include "CHamt.h"

#include "../random.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
  WORKERS = 8,
  /// The thread that runs the rounds makes the first versions: between bursts it is a worker too.
  EVERYBODY = WORKERS + 1,
  KEYS = 64,
  /// Versions that a worker can hold.
  VERSIONS = 48,
  /// Objects that a worker can make between two censuses.
  OBJECTS_EACH = 4096,
  OBJECTS = EVERYBODY * OBJECTS_EACH
};

/// A key or a value that has its own count but no memory, so that a check can tell whether it is dead. 0 is
/// no object. A dead object is reused only after the next census.
typedef uint32_t object;

/// A version of a map, and what it must bind. Keys with a value of 0 are not bound; only general
/// keys have `keys`.
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

/// What happens in a round.
typedef struct stress_plan {
  unsigned keys;  ///< How many keys there are.
  bool identity;  ///< Whether the word of a key is its number, shifted; otherwise it is an object.
  unsigned shift; ///< Of identity keys: if it is large, they part only on the last levels.
  uint64_t hashes[KEYS];
  /// All workers derive from one version, and mostly keep what they derive.
  bool crowd;
  unsigned drops, edits;  ///< How many of 100 operations are drops or edits.
  unsigned loses;         ///< In a hundred derivations, how many drop their source at once.
  bool brief;             ///< Everything is dropped after each burst: versions of one origin die together.
  unsigned longest;       ///< The most operations of a worker in a burst.
  unsigned refuse_one_in; ///< One in this many of the workers' allocations fails; 0: none.
} stress_plan;

typedef struct stress {
  stress_plan plan;
  chamt_family family;
  worker workers[EVERYBODY];
  atomic_int references[OBJECTS];
  uint8_t numbers[OBJECTS];        ///< The numbers of objects that are keys.
  atomic_int key_references[KEYS]; ///< The counts of identity keys.
  atomic_long blocks;              ///< How many blocks of memory the engine holds.
  atomic_ullong deaths;            ///< How many objects have died.
  uint64_t bursts;
} stress;

/// The worker that runs on this thread.
extern _Thread_local worker *stress__self;

/// A random number below `bound`, which is not 0.
static inline unsigned stress__below(worker *w, unsigned bound) {
  return (unsigned)(next_random(&w->random) >> 32) % bound;
}

/// Unless `holds`, prints `rule` and aborts. `number` is the object, key, status or count to print.
void stress__expect(bool holds, const char *rule, unsigned long long number);

// ---- Objects --------------------------------------------------------------------------------------------

/// Sets up the family of the round, as its plan says.
void stress__family_make(stress *s);

/// A new object, to which the worker holds a reference. `number` is that of a key; for a value, it may be
/// any.
object stress__object_new(worker *w, unsigned number);

/// Releases a reference.
void stress__object_release(stress *s, object o);

/// Whether there are references to the object.
bool stress__object_lives(const stress *s, object o);

/// The number of the key with this word.
unsigned stress__number(const stress *s, chamt_word word);

/// A word for a key: a new object, which `*made` receives too; or the only word of an identity key, and then
/// `*made` is 0.
chamt_word stress__key_new(worker *w, unsigned number, object *made);

// ---- Workers --------------------------------------------------------------------------------------------

/// Binds a key of `v` to a new value: in place if `edit` is not NULL (`v` gets its map later), otherwise
/// in a new version.
void stress__bind(worker *w, version *v, chamt_transient *edit, unsigned number);

/// What a worker does in a burst: a random number of random operations, or dropping everything that it has.
void stress__work(worker *w);
void stress__drop_all(worker *w);

// ---- The schedule ---------------------------------------------------------------------------------------

/// Start and end the workers' threads.
void stress__start(stress *s);
void stress__stop(stress *s);

/// Lets every worker do `what`, and waits until all have done it.
void stress__burst(stress *s, void (*what)(worker *w));

/// How the workers run, for messages.
extern const char *const stress__manner;

/// Now and then lets another worker run (yield.h).
void stress__yield(void);

// ---- The census -----------------------------------------------------------------------------------------

/// Checks which objects are alive, while no worker runs, and lets the workers use their dead ones again.
void stress__census(stress *s);

#endif
