// Random numbers and seeds for the programs in this folder.
#ifndef FUZZ_RANDOM_H
#define FUZZ_RANDOM_H

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

/// SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014). Any
/// number is a valid state, so each part of a program can have a generator of its own.
static inline uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += 0x9E3779B97F4A7C15;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

/// The seed in `argument` or, if that is NULL, in the environment (CHAMT_SEED); a random one if that text is
/// empty or missing.
static inline uint64_t chosen_seed(const char *argument) {
  const char *text = argument ? argument : getenv("CHAMT_SEED");
  if (text && *text) return strtoull(text, NULL, 0);
  struct timespec now = {.tv_sec = time(NULL)};
#ifdef TIME_UTC // Not every C library for Windows has it.
  timespec_get(&now, TIME_UTC);
#endif
  uint64_t state = (uint64_t)now.tv_sec << 30 ^ (uint64_t)now.tv_nsec;
  return next_random(&state);
}

#endif
