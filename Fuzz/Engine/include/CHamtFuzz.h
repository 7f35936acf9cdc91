/// Checks the engine against a dumb model: one function that runs a string of bytes as a program.
///
/// Any bytes are a program, so whoever has bytes can drive it: a fuzzer (Fuzz/fuzzer.c), random numbers
/// (Fuzz/model.c), files (Tests/CHamtTests/FuzzCorpusTests.swift).
#ifndef CHAMTFUZZ_H
#define CHAMTFUZZ_H

#include <stddef.h>
#include <stdint.h>

/// What programs have done so far.
typedef struct chamt_fuzz_figures {
  uint64_t steps;   ///< Operations, those inside callbacks included.
  uint64_t faults;  ///< Allocations that were refused.
  uint64_t entries; ///< Operations inside callbacks.
} chamt_fuzz_figures;

/// Runs `count` bytes as a program (its language: Fuzz/Engine/engine.c), which uses the engine in every way
/// and compares what it does with what it should. Adds what was done to `*figures`.
///
/// On the first difference it writes the rule that is broken to the standard error and aborts. The same bytes
/// always do the same. Threads: any number at once, each with figures of its own.
void chamt_fuzz_run(const uint8_t *bytes, size_t count, chamt_fuzz_figures *figures);

#endif
