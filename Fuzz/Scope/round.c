// Rounds: one thread owns a scope and changes it, while others read it without a lock.
//
// What must hold, however the threads meet:
//
// - An object lives for as long as a reader that found it is between creaders_enter and creaders_leave,
//   although the owner releases it as soon as cscope_put has returned it.
// - A variable never goes back: nobody sees an older object than another reader saw, or the owner put,
//   before. Nor does the version go back.
// - A walk that no change disturbs shows one moment. The owner binds the variables of a ring in turn to
//   objects with the number of the turn, so at any moment the stamps along the ring are n, n, …, n - 1.
// - A reader that has read a version sees all changes that the version counts.
// - A reader that sees that the owner has left sees everything that the owner did.
//
// Between the puts on the ring, other variables are bound, masked, opened, and put for the first time, so
// that the tables grow while they are read.
#define _POSIX_C_SOURCE 200112L // for nanosleep
#include "harness.h"

#include <pthread.h>
#include <sched.h>

enum {
  READERS = 160, ///< In a crowd: more than there are marks.
  MARKS = 128,
  FEW = 7, ///< The most readers otherwise.
  VARIABLES = 40,
  RING = 9, ///< The most variables in the ring.
  OWNER = 1000,
  TURNS = 100,                     ///< The most turns of the owner.
  CHANGES = 2 * RING * TURNS + 16, ///< The most changes in a round.
};

/// What the owner has changed.
typedef struct change {
  unsigned variable;
  uint64_t stamp; ///< 0: no object.
} change;

typedef struct reader {
  struct ring_round *all;
  pthread_t thread;
  uint64_t random;
  void *mark;               ///< The mark of its first read.
  bool has_slot[VARIABLES]; ///< Whether it has found the variable's slot.
  uint64_t version, reads, moments;
} reader;

typedef struct ring_round {
  cscope scope;
  chamt_map base;
  void *mark; ///< The owner's mark: it has one, since it has read before.
  uint64_t random;
  unsigned variables, ring, readers_count;
  unsigned pause; ///< One in this many times, a thread lets others run.
  unsigned turns; ///< Turns of the owner.
  bool masks;     ///< Whether variables outside the ring are also masked and opened.
  uintptr_t numbers[VARIABLES];
  uintptr_t bases[VARIABLES];
  uint64_t stamp;
  atomic_ullong newest[VARIABLES]; ///< For each variable, the newest stamp noted so far.
  atomic_uint inside;              ///< Readers that have read at least once.
  atomic_ulong reads;              ///< Reads by all readers, so that the owner can wait for some.
  change changes[CHANGES];         ///< Indexed by half the version that counts the change.
  uint64_t last_version;           ///< Written by the owner before it leaves.
  uint64_t puts;
  reader readers[READERS];
} ring_round;

/// In builds with Threads/yield.h: called before each atomic access of the scope.
void stress__yield(void);
void stress__yield(void) {
  static _Thread_local uint64_t random;
  if (!random) random = (uintptr_t)&random;
  if (!scope__below(&random, 32)) sched_yield();
}

static void pause_now_and_then(const ring_round *all, uint64_t *random) {
  if (!scope__below(random, all->pause)) sched_yield();
}

/// Lets the owner get ahead while the reader holds what it has found.
static void linger(reader *r) {
  if (scope__below(&r->random, r->all->pause)) return;
  unsigned longest = r->all->readers_count > FEW ? 1 : 8;
  for (unsigned left = 1 + scope__below(&r->random, longest); left > 0; left--)
    sched_yield();
}

// ---- Readers --------------------------------------------------------------------------------------------

/// Tells all threads that an object with this stamp has been seen.
static void note(ring_round *all, unsigned variable, uint64_t stamp) {
  unsigned long long before = atomic_load(&all->newest[variable]);
  while (before < stamp && !atomic_compare_exchange_weak(&all->newest[variable], &before, stamp)) {
  }
}

/// Checks what the reader sees of a variable: an object that is alive, and no older than `newest` was before.
static uint64_t check_word(reader *r, unsigned variable, uintptr_t word, uint64_t newest) {
  r->has_slot[variable] = true;
  bool is_bound = word > CSCOPE_OPEN;
  scope__expect(
      is_bound || (r->all->masks && variable >= r->all->ring), "a slot that is never masked holds an object",
      variable
  );
  if (!is_bound) return 0;
  uintptr_t number = r->all->numbers[variable];
  uint64_t stamp = scope__living(word, number)->stamp, bound_by = scope__living(word, number)->change;
  scope__expect(
      cscope_version(&r->all->scope) + 1 >= 2 * bound_by, "a change that is seen shows in the version",
      bound_by
  );
  linger(r);
  scope__expect(scope__living(word, number)->stamp == stamp, "an object that is read does not change", stamp);
  scope__expect(stamp >= newest, "a variable does not go back", stamp);
  note(r->all, variable, stamp);
  return stamp;
}

static void look_at_one(reader *r) {
  ring_round *all = r->all;
  unsigned variable = scope__below(&r->random, all->variables);
  if (all->ring < all->variables && scope__below(&r->random, 2)) variable = all->ring;
  // Loaded first: if the slot's table is outgrown meanwhile, the slot shows what was bound when it was found.
  uint64_t newest = atomic_load(&all->newest[variable]);
  const cscope_slot *slot = cscope_slot_of(&all->scope, all->numbers[variable]);
  linger(r);
  if (slot) check_word(r, variable, cscope_read(slot), newest);
  else scope__expect(!r->has_slot[variable], "a slot that was found stays", all->numbers[variable]);
}

/// Reads all slots. Returns whether the stamps along the ring are of one moment.
static bool look_at_all(reader *r) {
  ring_round *all = r->all;
  uint64_t stamps[RING] = {0}, newest[VARIABLES];
  for (unsigned v = 0; v < all->variables; v++)
    newest[v] = atomic_load(&all->newest[v]);
  bool met[VARIABLES] = {false};
  cscope_walk walk = cscope_walk_make(&all->scope);
  for (cscope_slot slot; cscope_walk_next(&walk, &slot);) {
    unsigned v = 0;
    while (v < all->variables && all->numbers[v] != slot.number)
      v++;
    scope__expect(v < all->variables, "a walk meets only the variables", slot.number);
    scope__expect(!met[v], "a walk meets a slot once", slot.number);
    met[v] = true;
    uint64_t stamp = check_word(r, v, slot.binding, newest[v]);
    if (v < all->ring) stamps[v] = stamp;
  }
  bool is_one = stamps[0] - stamps[all->ring - 1] <= 1;
  for (unsigned v = 1; v < all->ring; v++)
    is_one = is_one && stamps[v] <= stamps[v - 1];
  return is_one;
}

/// Checks that the last change that `version` counts is visible, or a later one.
static void look_at_change(reader *r, uint64_t version) {
  ring_round *all = r->all;
  change last = all->changes[version / 2];
  const cscope_slot *slot = cscope_slot_of(&all->scope, all->numbers[last.variable]);
  scope__expect(slot, "a reader sees the changes that its version counts", version);
  if (slot) check_word(r, last.variable, cscope_read(slot), last.stamp);
}

/// Checks that a look-up by anybody but the owner finds what the scope was opened with, or is open.
static void look_from_outside(reader *r) {
  ring_round *all = r->all;
  unsigned variable = scope__below(&r->random, all->variables);
  uintptr_t number = all->numbers[variable];
  uintptr_t word = cscope_look(&all->scope, number, scope__below(&r->random, 2) ? scope__runner : 0);
  uintptr_t expected = all->bases[variable] ? all->bases[variable] : CSCOPE_UNBOUND;
  bool is_right = word == CSCOPE_OPEN || (word == expected && !r->has_slot[variable]);
  scope__expect(is_right, "others see the bindings that a scope was opened with", number);
  if (word > CSCOPE_OPEN) scope__living(word, number);
}

static void read_once(reader *r) {
  ring_round *all = r->all;
  void *mark = creaders_enter();
  if (!r->mark) r->mark = mark;
  cscope_expect_readers(&all->scope);
  uint64_t version = cscope_version(&all->scope);
  scope__expect(version >= r->version, "the version does not go back", version);
  r->version = version;
  if (version > 1) look_at_change(r, version);
  bool is_walk = scope__below(&r->random, 2), is_one = true;
  if (is_walk) is_one = look_at_all(r);
  else look_at_one(r);
  creaders_leave(mark);
  if (is_walk && cscope_is_at(&all->scope, version)) {
    scope__expect(is_one, "a walk at one version shows one moment", version);
    r->moments++;
  }
  for (unsigned left = scope__below(&r->random, 4); left > 0; left--)
    look_from_outside(r);
  r->reads++;
  atomic_fetch_add_explicit(&all->reads, 1, memory_order_relaxed);
}

static void *reader_main(void *argument) {
  reader *r = argument;
  ring_round *all = r->all;
  scope__runner = OWNER + 1 + (uintptr_t)(r - all->readers);
  read_once(r);
  atomic_fetch_add(&all->inside, 1);
  for (;;) {
    bool has_ended = cscope_has_ended(&all->scope);
    read_once(r);
    if (has_ended) break;
    if (all->readers_count > FEW) nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    else if (cscope_is_at(&all->scope, r->version)) sched_yield(); // Nothing new: lets the owner run.
    else pause_now_and_then(all, &r->random);
  }
  scope__expect(r->version == all->last_version, "a reader that sees the end sees everything", r->version);
  scope__expect(look_at_all(r), "at the end the ring shows one moment", r->version);
  return NULL;
}

/// Starts a reader, on a small stack, since there may be many.
static void start(reader *r) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 1 << 18);
  int status = pthread_create(&r->thread, &attributes, reader_main, r);
  scope__expect(status == 0, "a thread starts", (uint64_t)status);
  pthread_attr_destroy(&attributes);
}

// ---- The owner ------------------------------------------------------------------------------------------

static void put(ring_round *all, unsigned variable, uintptr_t word) {
  uintptr_t number = all->numbers[variable], old = 0;
  uint64_t stamp = word > CSCOPE_OPEN ? scope__living(word, number)->stamp : 0;
  all->changes[++all->puts] = (change){variable, stamp};
  if (word > CSCOPE_OPEN) ((object *)word)->change = all->puts;
  scope__expect(cscope_put(&all->scope, number, word, &old), "there is memory for a slot", number);
  note(all, variable, stamp);
  pause_now_and_then(all, &all->random);
  scope__release(old, number);
  uintptr_t seen = cscope_look(&all->scope, number, 0);
  uintptr_t opened = all->bases[variable] ? all->bases[variable] : CSCOPE_UNBOUND;
  scope__expect(seen == (word == CSCOPE_OPEN ? opened : word), "the owner sees what it has put", number);
}

/// Puts something for a variable outside the ring: an object or, if the round masks, also UNBOUND or OPEN.
static void put_beside(ring_round *all, unsigned variable) {
  unsigned kind = scope__below(&all->random, 6);
  bool is_object = kind > CSCOPE_OPEN || !all->masks;
  put(all, variable, is_object ? scope__object(all->numbers[variable], ++all->stamp) : kind);
}

/// Does so for one such variable and, if the table has grown, then for the one that most readers look at:
/// they may have found its slot in the old table.
static void put_any_beside(ring_round *all) {
  if (all->variables == all->ring) return;
  const cscope_table *before = all->scope.table;
  put_beside(all, all->ring + scope__below(&all->random, all->variables - all->ring));
  if (before && all->scope.table != before) put_beside(all, all->ring);
}

static void own(ring_round *all) {
  scope__runner = OWNER;
  while (atomic_load(&all->inside) < all->readers_count)
    sched_yield();
  unsigned beside = scope__below(&all->random, 4);
  // On a busy machine, each yield may take long.
  time_t latest = time(NULL) + 1;
  for (uint64_t turn = 1; turn <= all->turns && time(NULL) <= latest; turn++) {
    for (unsigned v = 0; v < all->ring; v++) {
      put(all, v, scope__object(all->numbers[v], turn));
      if (scope__below(&all->random, 3) < beside) put_any_beside(all);
    }
    // Now and then waits until others have read; with few processors they might never see the scope change.
    if (!scope__below(&all->random, 8))
      for (unsigned long seen = atomic_load(&all->reads); atomic_load(&all->reads) < seen + 4;)
        sched_yield();
  }
  all->last_version = cscope_version(&all->scope);
  scope__expect(cscope_leave(&all->scope), "a scope without ties can be left at once", all->last_version);
}

// ---- A round --------------------------------------------------------------------------------------------

bool scope__has_crowd(uint64_t seed) {
  return !scope__below(&seed, 64);
}

static void begin(ring_round *all, uint64_t seed) {
  static const unsigned rings[] = {2, 2, 3, 4, 5, RING}, counts[] = {0, 2, 4, 12, VARIABLES - RING};
  static const unsigned pauses[] = {2, 8, 64, 1024};
  bool is_crowd = scope__has_crowd(seed);
  *all = (ring_round){.random = seed};
  all->mark = creaders_enter();
  creaders_leave(all->mark);
  next_random(&all->random);
  all->ring = rings[scope__below(&all->random, 6)];
  all->variables = all->ring + counts[scope__below(&all->random, 5)];
  all->readers_count = is_crowd ? READERS : 1 + scope__below(&all->random, FEW);
  all->pause = pauses[scope__below(&all->random, 4)];
  // Short rounds make for more scopes that grow.
  all->turns = scope__below(&all->random, 16) ? 8 : TURNS;
  if (is_crowd) all->turns = 30;
  all->masks = scope__below(&all->random, 2);
  scope__choose_numbers(all->numbers, all->variables, &all->random);
  for (unsigned v = 0; v < all->variables; v++)
    if (!scope__below(&all->random, 4)) all->bases[v] = scope__object(all->numbers[v], 0);
  all->base = scope__base(all->numbers, all->bases, all->variables);
  all->scope = cscope_make(all->base.root, OWNER);
  for (unsigned i = 0; i < all->readers_count; i++)
    all->readers[i] = (reader){.all = all, .random = next_random(&all->random)};
}

/// Checks that as many threads have had a mark of their own as there are marks.
static void check_marks(const ring_round *all) {
  unsigned distinct = 1;
  for (unsigned i = 0; i < all->readers_count; i++) {
    bool is_new = all->readers[i].mark != all->mark;
    for (unsigned j = 0; j < i; j++)
      is_new = is_new && all->readers[i].mark != all->readers[j].mark;
    distinct += is_new;
  }
  unsigned expected = all->readers_count > MARKS ? MARKS + 1 : all->readers_count + 1;
  scope__expect(
      distinct == expected, "each thread has a mark of its own, as long as there are any", distinct
  );
}

static void end(ring_round *all) {
  cscope_walk walk = cscope_walk_make(&all->scope);
  for (cscope_slot slot; cscope_walk_next(&walk, &slot);)
    scope__release(slot.binding, slot.number);
  cscope_free_tables(&all->scope);
  chamt_map_release(all->base);
  for (unsigned v = 0; v < all->variables; v++)
    scope__release(all->bases[v], all->numbers[v]);
  long alive = atomic_load(&scope__alive);
  scope__expect(alive == 0, "no object is alive at the end", (uint64_t)alive);
}

void scope__round(uint64_t seed, figures *sum) {
  static ring_round all;
  begin(&all, seed);
  for (unsigned i = 0; i < all.readers_count; i++)
    start(&all.readers[i]);
  own(&all);
  for (unsigned i = 0; i < all.readers_count; i++) {
    pthread_join(all.readers[i].thread, NULL);
    sum->reads += all.readers[i].reads;
    sum->moments += all.readers[i].moments;
  }
  check_marks(&all);
  if (all.readers_count > MARKS) sum->crowds++;
  end(&all);
  sum->puts += all.puts;
  sum->rounds++;
}
