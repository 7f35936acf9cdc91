// Lets threads derive, edit, look up and drop versions of the same maps, and counts the objects alive.
// Scripts/threads builds and runs it. Threads/stress.h says what a round is.
//
//   threads SECONDS [SEED]
//
// The seed may also come from the environment (CHAMT_SEED), and is otherwise random. In builds where the
// threads take turns (STRESS_TURNS), it fixes the whole run; in others, what each thread does, but not in
// which order. A failure prints the command that runs only the failing round.
#include "Threads/stress.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

static stress all;

/// The seed of the current round, and the name of this executable.
static uint64_t round_seed;
static const char *program;

static void tell_round(int signal_number) {
  fprintf(stderr, "threads: to run only the failing round: %s 0 0x%016" PRIX64 "\n", program, round_seed);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

/// Hashes of general keys, by key number: the number itself; spread out; equal in all 64 bits for keys that
/// are 24 apart (these meet in collision nodes, below paths that removals shorten); or equal in the low 33
/// bits for every fourth key.
static void choose_hashes(worker *w, stress_plan *plan) {
  unsigned kind = stress__below(w, 4);
  for (uint64_t i = 0; i < KEYS; i++)
    switch (kind) {
    case 0:
      plan->hashes[i] = i;
      break;
    case 1:
      plan->hashes[i] = (i + 1) * 0x9E3779B97F4A7C15;
      break;
    case 2:
      plan->hashes[i] = (i & 7) | (i % 24 >> 3) << 62;
      break;
    default:
      plan->hashes[i] = (i & 3) | i >> 2 << 33;
      break;
    }
}

static stress_plan plan_make(worker *w) {
  enum { BITS = 8 * sizeof(chamt_word) };
  static const unsigned keys[] = {8, 8, 16, 24, 40, KEYS}, shifts[] = {0, 0, BITS / 2 + 1, BITS - 7};
  static const unsigned loses[] = {0, 12, 50};
  stress_plan plan = {
      .keys = keys[stress__below(w, 6)],
      .identity = !stress__below(w, 3),
      .shift = shifts[stress__below(w, 4)],
      .crowd = !stress__below(w, 6),
      .drops = 20 + stress__below(w, 25),
      .brief = !stress__below(w, 2),
      .edits = stress__below(w, 3) ? 8 : 0,
      .loses = loses[stress__below(w, 3)],
      .longest = 8U << stress__below(w, 5),
      .refuse_one_in = stress__below(w, 4) ? 0 : 30,
  };
  if (plan.crowd) {
    plan.drops = 5;
    plan.loses = 0;
    plan.brief = false;
  }
  choose_hashes(w, &plan);
  return plan;
}

/// A version with most of the keys, built in one transient or by deriving a version for each key.
static version first_version(stress *s) {
  worker *planner = &s->workers[WORKERS];
  version first = {.map = chamt_map_empty(&s->family)};
  bool in_place = stress__below(planner, 2);
  chamt_transient edit = chamt_transient_make(first.map);
  for (unsigned i = 0; i < s->plan.keys; i++)
    if (stress__below(planner, 10)) stress__bind(planner, &first, in_place ? &edit : NULL, i);
  if (in_place) chamt_transient_finish(&edit, &first.map);
  return first;
}

static bool has_room(const worker *w) {
  return w->count < VERSIONS - 2;
}

/// Hands a new version to all workers, once or several times, and keeps none.
static void share_first(stress *s) {
  version first = first_version(s);
  for (unsigned n = 1 + stress__below(&s->workers[WORKERS], 3); n > 0; n--)
    for (worker *w = s->workers; w < s->workers + WORKERS; w++)
      if (has_room(w)) {
        chamt_map_retain(first.map);
        w->versions[w->count++] = first;
      }
  chamt_map_release(first.map);
}

/// Copies or moves versions from some workers to others, so that workers drop versions that others derived.
static void hand_over(stress *s) {
  worker *planner = &s->workers[WORKERS];
  for (unsigned n = stress__below(planner, 60); n > 0; n--) {
    worker *from = &s->workers[stress__below(planner, WORKERS)];
    worker *to = &s->workers[stress__below(planner, WORKERS)];
    if (!from->count || !has_room(to)) continue;
    unsigned at = stress__below(planner, from->count);
    version given = from->versions[at];
    if (stress__below(planner, 2)) from->versions[at] = from->versions[--from->count];
    else chamt_map_retain(given.map);
    to->versions[to->count++] = given;
  }
}

/// Runs a burst, and checks what must be true after it.
static void burst(stress *s, void (*what)(worker *w)) {
  stress__burst(s, what);
  stress__census(s);
  s->bursts++;
}

/// Runs the round that `seed` determines.
static void play(stress *s, uint64_t seed) {
  worker *planner = &s->workers[WORKERS];
  for (unsigned j = 0; j < EVERYBODY; j++)
    s->workers[j].random = next_random(&seed);
  s->plan = plan_make(planner);
  stress__family_make(s);
  stress__census(s);
  unsigned bursts = 10 + stress__below(planner, 30);
  for (unsigned n = 0; n < bursts; n++) {
    if (n % 8 == 0 || s->plan.brief || (!s->plan.crowd && stress__below(planner, 2))) {
      share_first(s);
      stress__census(s);
    }
    burst(s, stress__work);
    hand_over(s);
    if (s->plan.brief) burst(s, stress__drop_all);
  }
  burst(s, stress__drop_all);
  long blocks = atomic_load(&s->blocks);
  stress__expect(
      blocks == 0, "every block is freed once all versions are dropped", (unsigned long long)blocks
  );
}

int main(int count, char **arguments) {
  if (count < 2) return fprintf(stderr, "usage: threads SECONDS [SEED]\n"), 2;
  time_t end = time(NULL) + (time_t)strtoul(arguments[1], NULL, 0);
  uint64_t seed = chosen_seed(count > 2 ? arguments[2] : NULL), state = seed;
  printf("threads: CHAMT_SEED=0x%016" PRIX64 "\n", seed);
  fflush(stdout);
  program = arguments[0];
  signal(SIGABRT, tell_round);
  signal(SIGSEGV, tell_round);
  for (unsigned j = 0; j < EVERYBODY; j++)
    all.workers[j].all = &all;
  stress__self = &all.workers[WORKERS];
  stress__start(&all);
  do {
    round_seed = state;
    play(&all, state);
    next_random(&state);
  } while (time(NULL) < end);
  stress__stop(&all);

  uint64_t operations = 0, refused = 0;
  for (unsigned j = 0; j < WORKERS; j++) {
    operations += all.workers[j].operations;
    refused += all.workers[j].refused;
  }
  printf(
      "threads: %s, %d slots per node: %" PRIu64 " operations in %" PRIu64 " bursts, "
      "%llu objects died, %" PRIu64 " changes out of memory, seed 0x%016" PRIX64 "\n",
      stress__manner, CHAMT_SLOTS, operations, all.bursts, atomic_load(&all.deaths), refused, seed
  );
  return 0;
}
