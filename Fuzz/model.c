// Runs random programs through the engine's harness: far more steps than a fuzzer takes, in far longer
// programs. Scripts/model builds and runs it.
//
//   model STEPS [SEED]
//
// The seed may also come from the environment (CHAMT_SEED), and is otherwise random. The same seed always
// gives the same run. A failure prints the command that runs only the failing program.
#include "CHamtFuzz.h"
#include "random.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

/// The seed of the current program.
static uint64_t program_seed;

static void tell_program(int signal_number) {
  fprintf(stderr, "model: to run only the failing program: model 1 0x%016" PRIX64 "\n", program_seed);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

int main(int count, char **arguments) {
  if (count < 2) return fprintf(stderr, "usage: model STEPS [SEED]\n"), 2;
  uint64_t steps = strtoull(arguments[1], NULL, 0), seed = chosen_seed(count > 2 ? arguments[2] : NULL);
  printf("model: CHAMT_SEED=0x%016" PRIX64 "\n", seed);
  fflush(stdout);
  signal(SIGABRT, tell_program);
  chamt_fuzz_figures figures = {0};
  for (uint64_t state = seed; figures.steps < steps;) {
    static uint8_t program[4096];
    program_seed = state;
    size_t length = next_random(&state) % sizeof program;
    for (size_t i = 0; i < length; i++)
      program[i] = (uint8_t)(next_random(&state) >> 56);
    chamt_fuzz_run(program, length, &figures);
  }
  printf(
      "model: %" PRIu64 " steps, %" PRIu64 " faults injected, %" PRIu64
      " re-entrant calls, seed 0x%016" PRIX64 "\n",
      figures.steps, figures.faults, figures.entries, seed
  );
  return 0;
}
