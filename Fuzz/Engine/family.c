// A family that watches the engine: weak hashes, counted words, an allocator that can refuse, and callbacks
// that use the library themselves.
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>

void fuzz__expect(const machine *m, bool holds, const char *rule) {
  if (holds) return;
  fprintf(
      stderr, "chamt_fuzz_run: step %ju, %s: violated: %s\n", (uintmax_t)m->figures->steps, m->doing, rule
  );
  abort();
}

void fuzz__called(machine *m, callback kind) {
  if (kind != m->enter || m->inside || m->enter_in == 0 || --m->enter_in > 0) return;
  m->enter_in = m->enter_every *= 2;
  // Allocations are refused only in the outer operation, which must find its own refusal noted afterwards.
  bool refused = m->refused;
  unsigned refuse_in = m->refuse_in;
  const char *doing = m->doing;
  m->refused = false;
  m->refuse_in = 0;
  m->inside = m->entered = true;
  m->over = kind == GIVES_BACK && !refused;
  m->figures->entries++;
  fuzz__step(m);
  m->inside = m->over = false;
  m->doing = doing;
  m->refuse_in = refuse_in;
  m->refused = refused;
}

// ---- Keys -----------------------------------------------------------------------------------------------

enum { WORD_BITS = 8 * sizeof(chamt_word) };

static chamt_word rotated(chamt_word word, unsigned bits) {
  return word << bits % WORD_BITS | word >> (WORD_BITS - bits) % WORD_BITS;
}

chamt_word fuzz__word(const machine *m, unsigned number, unsigned variant) {
  return m->family.hash ? number + variant % VARIANTS * KEYS : rotated(number, m->rotation);
}

/// The index at which a key's word is counted.
static size_t key_index(const machine *m, chamt_word word) {
  chamt_word index = m->family.hash ? word : rotated(word, WORD_BITS - m->rotation);
  fuzz__expect(
      m, index < (m->family.hash ? KEYS * VARIANTS : KEYS), "a key in a callback is one of the harness's"
  );
  return index;
}

unsigned fuzz__number(const machine *m, chamt_word word) {
  return (unsigned)key_index(m, word) % KEYS;
}

static uint64_t hash(chamt_word key, void *context) {
  machine *m = context;
  fuzz__called(m, ASKS);
  return m->hashes[fuzz__number(m, key)];
}

static bool equal(chamt_word left, chamt_word right, void *context) {
  machine *m = context;
  fuzz__called(m, ASKS);
  fuzz__expect(m, left != right, "the family is asked only whether different words are equal");
  return fuzz__number(m, left) == fuzz__number(m, right);
}

/// Hashes, all but one of them bad, each of which makes another kind of tree.
static uint64_t hash_of(unsigned number, unsigned way) {
  uint64_t n = number, spread = n * 0x9E3779B97F4A7C15;
  switch (way) {
  case 0: // The good one.
    return spread;
  case 1: // Few values, in the low bits.
    return n & 3;
  case 2: // Few values, in the top bits.
    return n << 62;
  case 3: // One value.
    return 42;
  case 4: // Two long paths, which part at the last digits.
    return n << 61 | (n >> 3 & 1);
  case 5: // One long path with two keys beside each level, and the others at its end.
    if ((n / 2 + 1) * CHAMT_BITS >= 64) return n << 63;
    return (1 + (n % 2 << CHAMT_BITS)) << n / 2 * CHAMT_BITS;
  case 6: // One value for half of the keys, the others spread.
    return n & 1 ? 0 : spread;
  default: // Parting in the middle, and again at the top.
    return (n & 7) << 30 | n >> 3 << 60;
  }
}

// ---- Counts ---------------------------------------------------------------------------------------------

static void count(machine *m, size_t *word, bool up) {
  fuzz__expect(m, up || *word > 0, "a word is released no more often than retained");
  *word += up ? 1 : SIZE_MAX;
  m->countings++;
}

static void retain_key(chamt_word key, void *context) {
  fuzz__called(context, RETAINS);
  count(context, &((machine *)context)->key_counts[key_index(context, key)], true);
}

static void release_key(chamt_word key, void *context) {
  count(context, &((machine *)context)->key_counts[key_index(context, key)], false);
  fuzz__called(context, GIVES_BACK);
}

static size_t *value_count(machine *m, chamt_word value) {
  fuzz__expect(m, value < VALUES, "a value in a callback is one of the harness's");
  return &m->value_counts[value];
}

static void retain_value(chamt_word value, void *context) {
  fuzz__called(context, RETAINS);
  count(context, value_count(context, value), true);
}

static void release_value(chamt_word value, void *context) {
  count(context, value_count(context, value), false);
  fuzz__called(context, GIVES_BACK);
}

// ---- Memory ---------------------------------------------------------------------------------------------

/// Precedes each block.
typedef union header {
  size_t size;
  max_align_t alignment;
} header;

static void *take(size_t size, void *context) {
  machine *m = context;
  fuzz__called(m, ALLOCATES);
  if (m->refuse_in > 0 && --m->refuse_in == 0) {
    m->refused = true;
    m->figures->faults++;
    return NULL;
  }
  header *block = malloc(sizeof *block + size);
  fuzz__expect(m, block, "the machine has memory");
  block->size = size;
  m->live_bytes += size;
  m->live_blocks++;
  m->allocations++;
  return block + 1;
}

static void give_back(void *pointer, size_t size, void *context) {
  machine *m = context;
  header *block = (header *)pointer - 1;
  fuzz__expect(m, block->size == size, "a block is freed once, with the size that was requested");
  m->live_bytes -= size;
  m->live_blocks--;
  free(block);
  fuzz__called(m, GIVES_BACK);
}

// ---- The family -----------------------------------------------------------------------------------------

void fuzz__family_make(machine *m, unsigned keys, unsigned counting) {
  static const unsigned rotations[] = {0, WORD_BITS / 2, WORD_BITS - 6, WORD_BITS - 3};
  static const unsigned numbers[] = {2, 6, 20, KEYS};
  m->numbers = numbers[keys / 64];
  m->rotation = rotations[keys % 4];
  for (unsigned number = 0; number < KEYS; number++)
    m->hashes[number] = hash_of(number, keys % 8);
  m->family =
      (chamt_family){hash, equal, retain_key, release_key, retain_value, release_value, take, give_back, m};
  if (keys / 8 % 4 == 3) m->family.hash = NULL, m->family.equal = NULL;
  if (counting % 4 == 3) m->family.retain_key = m->family.release_key = NULL;
  if (counting / 4 % 4 == 3) m->family.retain_value = m->family.release_value = NULL;
}
