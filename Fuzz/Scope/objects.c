// What variables are bound to: objects that record whether they are alive, and bases that bind them.
#include "harness.h"

#include <stdio.h>

enum { ALIVE = 0x0B1EC7, DEAD = 0xDEAD };

_Thread_local uintptr_t scope__runner;
atomic_long scope__alive;

void scope__expect(bool holds, const char *rule, uint64_t number) {
  if (holds) return;
  fprintf(stderr, "scope: violated: %s (%llu)\n", rule, (unsigned long long)number);
  abort();
}

uintptr_t scope__object(uintptr_t number, uint64_t stamp) {
  object *made = malloc(sizeof *made);
  scope__expect(made, "there is memory for an object", stamp);
  *made = (object){.canary = ALIVE, .number = number, .stamp = stamp};
  atomic_fetch_add_explicit(&scope__alive, 1, memory_order_relaxed);
  return (uintptr_t)made;
}

const object *scope__living(uintptr_t word, uintptr_t number) {
  scope__expect(word > CSCOPE_OPEN, "the word is a reference", word);
  const object *found = (const object *)word;
  scope__expect(found->canary == ALIVE, "an object that is read is alive", number);
  scope__expect(found->number == number, "an object that is read belongs to the variable", number);
  return found;
}

void scope__release(uintptr_t word, uintptr_t number) {
  if (word <= CSCOPE_OPEN) return;
  // Dead objects are kept for a while, so that a reader finds a dead object and not another one in its place.
  // Not under the address sanitizer, which keeps them itself.
  static _Thread_local void *kept[256];
  static _Thread_local unsigned next;
  object *dead = (object *)(uintptr_t)scope__living(word, number);
  *dead = (object){.canary = DEAD};
  atomic_fetch_sub_explicit(&scope__alive, 1, memory_order_relaxed);
#ifdef SCOPE_FREES_AT_ONCE
  (void)kept, (void)next;
  free(dead);
#else
  free(kept[next]);
  kept[next++] = dead;
  next %= 256;
#endif
}

void scope__choose_numbers(uintptr_t *numbers, unsigned count, uint64_t *random) {
  static const unsigned shifts[] = {0, 0, 0, 2, 5};
  unsigned shift = shifts[scope__below(random, 5)];
  uintptr_t first = 1 + scope__below(random, 100);
  for (unsigned i = 0; i < count; i++) {
    numbers[i] = (first + i) << shift;
    if (!scope__below(random, 4)) numbers[i] |= CSCOPE_OWNERS_ONLY;
    if (!scope__below(random, 4)) numbers[i] |= CSCOPE_OWNERS_ONLY >> 2;
  }
  for (unsigned i = count; i > 1; i--) {
    unsigned j = scope__below(random, i);
    uintptr_t number = numbers[j];
    numbers[j] = numbers[i - 1];
    numbers[i - 1] = number;
  }
}

chamt_map scope__base(const uintptr_t *numbers, const uintptr_t *words, unsigned count) {
  static const chamt_family family;
  chamt_transient edit = chamt_transient_make(chamt_map_empty(&family));
  for (unsigned i = 0; i < count; i++)
    if (words[i]) chamt_transient_assoc(&edit, numbers[i], words[i]);
  chamt_map base = chamt_map_empty(&family);
  scope__expect(chamt_transient_finish(&edit, &base) == CHAMT_OK, "a base can be built", count);
  return base;
}
