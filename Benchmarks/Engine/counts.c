// Counts what one engine operation costs per call: allocations, and retains and releases of values. Callgrind
// counts the instructions of `measured`. None of these depends on the machine's load.
//
//   counts                      list the operations
//   counts OPERATION ENTRIES    make CALLS calls in `measured`; print allocations, retains, releases per call
//
// Scripts/count-engine builds and runs this program, and compares the counts with the limits.
#include <CHamt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CALLS = 2000, KEYS = 4096 };

// ---- Counting -------------------------------------------------------------------------------------------

static size_t allocations, retains, releases;

static void *counting_alloc(size_t size, void *context) {
  (void)context;
  allocations++;
  return malloc(size);
}

static void counting_free(void *pointer, size_t size, void *context) {
  (void)context;
  (void)size;
  free(pointer);
}

static void counting_retain(chamt_word value, void *context) {
  (void)value;
  (void)context;
  retains++;
}

static void counting_release(chamt_word value, void *context) {
  (void)value;
  (void)context;
  releases++;
}

static const chamt_family family = {
    .alloc = counting_alloc,
    .free = counting_free,
    .retain_value = counting_retain,
    .release_value = counting_release};

// ---- Operations -----------------------------------------------------------------------------------------

static chamt_map map, changed;
static chamt_transient edit;
static chamt_word bound[KEYS], fresh[KEYS], sum;

/// Returns the n-th key: n mixed as in SplitMix64, without its first shift; a bijection.
static chamt_word key_at(uint64_t n) {
  n = (n + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
  n = (n ^ n >> 27) * 0x94D049BB133111EB;
  return n ^ n >> 31;
}

static void check(bool right) {
  if (!right) abort();
}

static void find(size_t i) {
  chamt_word value = 0;
  check(chamt_map_find(map, bound[i], &value));
  sum += value;
}

static void replace(size_t i) {
  chamt_map out;
  check(chamt_map_assoc(map, bound[i], 1, &out) == CHAMT_OK && chamt_map_count(out) == chamt_map_count(map));
  chamt_map_release(out);
}

static void insert(size_t i) {
  chamt_map out;
  check(chamt_map_assoc(map, fresh[i], 1, &out) == CHAMT_OK);
  check(chamt_map_count(out) == chamt_map_count(map) + 1);
  chamt_map_release(out);
}

static void without(size_t i) {
  chamt_map out;
  check(chamt_map_without(map, bound[i], &out) == CHAMT_OK);
  check(chamt_map_count(out) == chamt_map_count(map) - 1);
  chamt_map_release(out);
}

static void replace_in_place(size_t i) {
  check(chamt_transient_assoc(&edit, bound[i], i + 2) == CHAMT_OK);
}

static void iterate(size_t i) {
  (void)i;
  chamt_iterator iterator = chamt_iterator_make(map);
  for (chamt_word key, value; chamt_iterator_next(&iterator, &key, &value);)
    sum += key;
}

static void equal(size_t i) {
  (void)i;
  check(!chamt_map_equal(map, changed, NULL, NULL));
}

static const struct {
  const char *name;
  void (*call)(size_t i);
} operations[] = {
    {"find", find},
    {"replace", replace},
    {"insert", insert},
    {"without", without},
    {"replace-in-place", replace_in_place},
    {"iterate", iterate},
    {"equal", equal},
};

enum { OPERATIONS = sizeof operations / sizeof *operations };

/// The function whose instructions callgrind counts; Scripts/count-engine refers to it by name.
__attribute__((noinline)) static void measured(void (*call)(size_t i)) {
  for (size_t i = 0; i < CALLS; i++)
    call(i);
}

static chamt_map build(size_t count) {
  chamt_transient building = chamt_transient_make(chamt_map_empty(&family));
  for (size_t n = 0; n < count; n++)
    check(chamt_transient_assoc(&building, key_at(n), n | 1u << 20) == CHAMT_OK);
  chamt_map built;
  check(chamt_transient_finish(&building, &built) == CHAMT_OK);
  return built;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    for (size_t i = 0; i < OPERATIONS; i++)
      puts(operations[i].name);
    return argc == 1 ? 0 : 64;
  }
  size_t count = strtoul(argv[2], NULL, 10), at = 0;
  while (at < OPERATIONS && strcmp(operations[at].name, argv[1]) != 0)
    at++;
  if (at == OPERATIONS || count < 2) {
    fprintf(
        stderr,
        "counts: '%s' %s: unknown operation, or fewer than 2 entries; run counts without arguments for a "
        "list\n",
        argv[1], argv[2]
    );
    return 64;
  }
  uint64_t random = 1;
  for (size_t i = 0; i < KEYS; i++) {
    random = random * 6364136223846793005 + 1442695040888963407;
    bound[i] = key_at((random >> 33) % count);
    fresh[i] = key_at(count + i);
  }
  map = build(count);
  edit = chamt_transient_make(build(count));
  check(chamt_map_assoc(map, bound[0], 1, &changed) == CHAMT_OK);
  allocations = retains = releases = 0;
  measured(operations[at].call);
  printf("%.2f %.2f %.2f\n", (double)allocations / CALLS, (double)retains / CALLS, (double)releases / CALLS);
  chamt_map edited;
  check(chamt_transient_finish(&edit, &edited) == CHAMT_OK);
  chamt_map_release(edited);
  chamt_map_release(changed);
  chamt_map_release(map);
  return sum == 1; // uses the sum, so that the compiler cannot drop the calls
}
