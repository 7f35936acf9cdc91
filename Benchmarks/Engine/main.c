// Measures the engine's operations alone, to choose its branching factor and the layout of its nodes.
//
// `make bench-engine` builds this with several values of CHAMT_BITS. Values are reference-counted objects, as
// in Swift. Times are in nanoseconds per call, or for `walk` per entry, and are the best of seven rounds.
// Each look-up depends on the result of the one before; a change includes the release of its result.
#include <CHamt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 7, LOOKUPS = 400000, CHANGES = 100000, KEYS = 1 << 14 };

// ---- Counted values, plain memory ------------------------------------------------------------------------

typedef struct object {
  size_t references;
  size_t content[3];
} object;

static void object_retain(chamt_word value, void *context) {
  (void)context;
  __atomic_fetch_add(&((object *)value)->references, 1, __ATOMIC_RELAXED);
}

static void object_release(chamt_word value, void *context) {
  (void)context;
  if (__atomic_fetch_sub(&((object *)value)->references, 1, __ATOMIC_ACQ_REL) == 1) free((object *)value);
}

static chamt_word object_new(void) {
  object *new = calloc(1, sizeof *new);
  if (!new) abort();
  new->references = 1;
  return (chamt_word) new;
}

static size_t live_bytes;

static void *counting_alloc(size_t size, void *context) {
  (void)context;
  live_bytes += size;
  return malloc(size);
}

static void counting_free(void *pointer, size_t size, void *context) {
  (void)context;
  live_bytes -= size;
  free(pointer);
}

static const chamt_family timed = {.retain_value = object_retain, .release_value = object_release};
static const chamt_family weighed = {.alloc = counting_alloc, .free = counting_free};

// ---- Maps -----------------------------------------------------------------------------------------------

/// Returns the n-th key: n itself if `dense`, else n mixed as in SplitMix64, without its first shift.
static chamt_word key_at(bool dense, uint64_t n) {
  if (dense) return n;
  n = (n + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
  n = (n ^ n >> 27) * 0x94D049BB133111EB;
  return n ^ n >> 31;
}

static chamt_map assoc(chamt_map map, chamt_word key, chamt_word value) {
  chamt_map out;
  if (chamt_map_assoc(map, key, value, &out) != CHAMT_OK) abort();
  return out;
}

static chamt_map without(chamt_map map, chamt_word key) {
  chamt_map out;
  if (chamt_map_without(map, key, &out) != CHAMT_OK) abort();
  return out;
}

static chamt_map build(const chamt_family *family, bool dense, size_t count) {
  chamt_map map = chamt_map_empty(family);
  for (size_t n = 0; n < count; n++) {
    chamt_word value = family->retain_value ? object_new() : n;
    chamt_map next = assoc(map, key_at(dense, n), value);
    if (family->release_value) object_release(value, NULL);
    chamt_map_release(map);
    map = next;
  }
  return map;
}

// ---- Timing ---------------------------------------------------------------------------------------------

static double now(void) {
  struct timespec time;
  timespec_get(&time, TIME_UTC);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void keep_less(double *best, double start, double calls) {
  double each = (now() - start) / calls;
  if (*best == 0 || each < *best) *best = each;
}

static void measure(bool dense, size_t count) {
  static chamt_word keys[KEYS];
  uint64_t random = 1;
  for (size_t i = 0; i < KEYS; i++) {
    random = random * 6364136223846793005 + 1442695040888963407;
    keys[i] = key_at(dense, (random >> 33) % count);
  }
  chamt_map map = build(&timed, dense, count);
  chamt_word value = object_new(), waits = 0;
  double find = 0, replace = 0, insert = 0, remove = 0, walk = 0, equal = 0;
  chamt_map changed = assoc(map, keys[0], value);
  for (int round = 0; round < ROUNDS; round++) {
    double start = now();
    for (size_t i = 0; i < LOOKUPS; i++) {
      chamt_word found = 0;
      chamt_map_find(map, keys[i % KEYS] + waits, &found);
      waits = found >> 63; // always 0, but the next look-up has to wait for it
    }
    keep_less(&find, start, LOOKUPS);
    start = now();
    for (size_t i = 0; i < CHANGES; i++)
      chamt_map_release(assoc(map, keys[i % KEYS], value));
    keep_less(&replace, start, CHANGES);
    start = now();
    for (size_t i = 0; i < CHANGES; i++)
      chamt_map_release(assoc(map, key_at(dense, count + i % 1000), value));
    keep_less(&insert, start, CHANGES);
    start = now();
    for (size_t i = 0; i < CHANGES; i++)
      chamt_map_release(without(map, keys[i % KEYS]));
    keep_less(&remove, start, CHANGES);
    size_t walks = CHANGES / count + 1, equals = 0;
    chamt_word sum = 0;
    start = now();
    for (size_t i = 0; i < walks; i++) {
      chamt_iterator iterator = chamt_iterator_make(map);
      for (chamt_word key, found; chamt_iterator_next(&iterator, &key, &found);)
        sum += key;
    }
    keep_less(&walk, start, (double)(walks * count));
    start = now();
    for (size_t i = 0; i < CHANGES; i++)
      equals += chamt_map_equal(map, changed, NULL, NULL);
    keep_less(&equal, start, CHANGES);
    if (equals || sum == 1) abort(); // uses both, so that the compiler cannot drop the loops
  }
  chamt_map_release(changed);
  chamt_map_release(map);
  object_release(value, NULL);
  map = build(&weighed, dense, count);
  printf(
      "%4d %-7s%6zu %8.1f %8.0f %8.0f %8.0f %8.1f %8.0f %12.1f\n", CHAMT_BITS, dense ? "dense" : "random",
      count, find, replace, insert, remove, walk, equal, (double)live_bytes / (double)count
  );
  chamt_map_release(map);
}

int main(void) {
  static const size_t counts[] = {1, 16, 64, 1000};
  printf("bits keys     count     find  replace   insert   remove     walk    equal  bytes/entry\n");
  for (int dense = 0; dense <= 1; dense++)
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
      measure(dense, counts[i]);
}
