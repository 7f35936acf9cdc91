// Checks the engine against a simple model: one function that runs a string of bytes as a program.
//
// Any bytes are a program, so any source of bytes can drive it: a fuzzer (Fuzz/fuzzer.c), random numbers
// (Fuzz/model.c) or files (Tests/CHamtTests/FuzzCorpusTests.swift).
#ifndef CHAMTFUZZ_H
#define CHAMTFUZZ_H

#include <stddef.h>
#include <stdint.h>

/// What programs have done so far.
typedef struct chamt_fuzz_figures {
  uint64_t steps;   ///< Operations, including those inside callbacks.
  uint64_t faults;  ///< Allocations that were refused.
  uint64_t entries; ///< Operations inside callbacks.
} chamt_fuzz_figures;

/// Runs `count` bytes as a program (Fuzz/Engine/engine.c has the language), which uses the engine in every
/// way and compares what it does with what it should do. Adds what was done to `*figures`.
///
/// At the first difference, writes the violated rule to the standard error and aborts. The same bytes always
/// have the same effect. Threads: any number may call this at once, each with its own figures.
void chamt_fuzz_run(const uint8_t *bytes, size_t count, chamt_fuzz_figures *figures);

#endif
