// Checks a scope's C parts: random programs against a model, then readers beside an owner that
// changes the scope. Scripts/scope builds and runs it. Scope/program.c says what a program is,
// Scope/round.c what a round is.
//
//   scope STEPS SECONDS [SEED]
//
// If STEPS is 0 there are no programs. If SECONDS is 0 there is one round, or none after programs. The seed
// may also come from the environment (CHAMT_SEED), and is otherwise random. The same seed runs the same
// programs; in rounds it decides what the threads do, but not in which order. A failure prints the command
// that runs only the failing program or round.
#include "Scope/harness.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

/// The seed of the current program or round, whether it is a program, and the name of this executable.
static uint64_t seed_at_hand;
static bool is_program;
static const char *own_name;

static void tell_seed(int signal_number) {
  const char *what = is_program ? "program" : "round", *steps = is_program ? "1" : "0";
  fprintf(
      stderr, "scope: to run only the failing %s: %s %s 0 0x%016" PRIX64 "\n", what, own_name, steps,
      seed_at_hand
  );
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

static void play_programs(uint64_t steps, uint64_t seed, figures *all) {
  is_program = true;
  for (uint64_t state = seed; all->steps < steps; next_random(&state))
    scope__program(seed_at_hand = state, all);
}

#ifndef SCOPE_ALONE // Defined for systems without threads, where rounds are not linked.
static void play_rounds(unsigned long seconds, uint64_t seed, figures *all) {
  is_program = false;
  time_t end = time(NULL) + (time_t)seconds;
  uint64_t state = seed;
  // The first of several rounds has a crowd.
  while (seconds && !scope__has_crowd(state))
    next_random(&state);
  do {
    scope__round(seed_at_hand = state, all);
    next_random(&state);
  } while (time(NULL) < end);
}
#endif

int main(int count, char **arguments) {
  if (count < 3) return fprintf(stderr, "usage: scope STEPS SECONDS [SEED]\n"), 2;
  uint64_t steps = strtoull(arguments[1], NULL, 0);
  unsigned long seconds = strtoul(arguments[2], NULL, 0);
  uint64_t seed = chosen_seed(count > 3 ? arguments[3] : NULL);
  printf("scope: CHAMT_SEED=0x%016" PRIX64 "\n", seed);
  fflush(stdout);
  own_name = arguments[0];
  signal(SIGABRT, tell_seed);
  signal(SIGSEGV, tell_seed);
  figures all = {0};
  if (steps) play_programs(steps, seed, &all);
#ifndef SCOPE_ALONE
  if (seconds || !steps) play_rounds(seconds, seed, &all);
#endif
  printf(
      "scope: %" PRIu64 " steps on %" PRIu64 " scopes, %" PRIu64 " allocations refused; %" PRIu64
      " puts beside %" PRIu64 " reads in %" PRIu64 " rounds, %" PRIu64 " with a crowd, %" PRIu64
      " walks of one moment; seed 0x%016" PRIX64 "\n",
      all.steps, all.scopes, all.refused, all.puts, all.reads, all.rounds, all.crowds, all.moments, seed
  );
  scope__expect(seconds < 2 || all.moments > 0, "some walks show one moment", all.rounds);
  return 0;
}
