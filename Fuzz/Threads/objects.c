// The objects that maps bind, and the chamt_family whose callbacks count references to them. See stress.h.
#include "stress.h"

#include <stdio.h>

void stress__expect(bool holds, const char *rule, unsigned long long number) {
  if (holds) return;
  fprintf(stderr, "threads: violated: %s (%llu)\n", rule, number);
  abort();
}

// The counts are updated with relaxed atomics, which order nothing between threads. So any ordering that
// the thread sanitizer sees comes from the library.

static void retain(atomic_int *references, object o) {
  stress__yield();
  int before = atomic_fetch_add_explicit(&references[o], 1, memory_order_relaxed);
  stress__expect(before > 0, "an object is not retained after its death", o);
}

void stress__object_release(stress *s, object o) {
  stress__yield();
  int before = atomic_fetch_sub_explicit(&s->references[o], 1, memory_order_relaxed);
  stress__expect(before > 0, "an object is released no more often than it was retained", o);
  if (before == 1) atomic_fetch_add_explicit(&s->deaths, 1, memory_order_relaxed);
}

bool stress__object_lives(const stress *s, object o) {
  return atomic_load_explicit(&s->references[o], memory_order_relaxed) > 0;
}

object stress__object_new(worker *w, unsigned number) {
  stress__expect(w->fresh_count > 0, "a worker does not run out of fresh objects", 0);
  object o = w->fresh[--w->fresh_count];
  stress__expect(!stress__object_lives(w->all, o), "a fresh object has no references", o);
  w->all->numbers[o] = (uint8_t)number;
  atomic_store_explicit(&w->all->references[o], 1, memory_order_relaxed);
  return o;
}

/// The object that a word stands for. The engine must pass only such words to callbacks.
static object object_of(chamt_word word) {
  stress__expect(word > 0 && word < OBJECTS, "a word from the engine stands for an object", word);
  return (object)word;
}

unsigned stress__number(const stress *s, chamt_word word) {
  if (!s->plan.identity) return s->numbers[object_of(word)];
  chamt_word number = word >> s->plan.shift;
  stress__expect(number < s->plan.keys, "an identity key is one of the plan's", word);
  return (unsigned)number;
}

chamt_word stress__key_new(worker *w, unsigned number, object *made) {
  *made = 0;
  if (w->all->plan.identity) return (chamt_word)number << w->all->plan.shift;
  return *made = stress__object_new(w, number);
}

// ---- The family's callbacks -----------------------------------------------------------------------------

static uint64_t hash(chamt_word key, void *context) {
  stress *s = context;
  return s->plan.hashes[stress__number(s, key)];
}

static bool equal(chamt_word left, chamt_word right, void *context) {
  return stress__number(context, left) == stress__number(context, right);
}

static void retain_value(chamt_word value, void *context) {
  retain(((stress *)context)->references, object_of(value));
}

static void release_value(chamt_word value, void *context) {
  stress__object_release(context, object_of(value));
}

static void retain_key(chamt_word key, void *context) {
  stress *s = context;
  if (!s->plan.identity) {
    retain_value(key, s);
    return;
  }
  stress__yield();
  atomic_fetch_add_explicit(&s->key_references[stress__number(s, key)], 1, memory_order_relaxed);
}

static void release_key(chamt_word key, void *context) {
  stress *s = context;
  if (!s->plan.identity) {
    release_value(key, s);
    return;
  }
  stress__yield();
  atomic_int *references = &s->key_references[stress__number(s, key)];
  int before = atomic_fetch_sub_explicit(references, 1, memory_order_relaxed);
  stress__expect(before > 0, "a key is released no more often than it was retained", key);
}

static void *allocate(size_t size, void *context) {
  stress *s = context;
  worker *self = stress__self;
  stress__yield();
  bool is_worker = self != &s->workers[WORKERS];
  if (is_worker && s->plan.refuse_one_in && !stress__below(self, s->plan.refuse_one_in)) return NULL;
  atomic_fetch_add_explicit(&s->blocks, 1, memory_order_relaxed);
  return malloc(size);
}

static void deallocate(void *block, size_t size, void *context) {
  (void)size;
  stress__yield();
  atomic_fetch_sub_explicit(&((stress *)context)->blocks, 1, memory_order_relaxed);
  free(block);
}

void stress__family_make(stress *s) {
  s->family = (chamt_family){
      .hash = s->plan.identity ? NULL : hash,
      .equal = s->plan.identity ? NULL : equal,
      .retain_key = retain_key,
      .release_key = release_key,
      .retain_value = retain_value,
      .release_value = release_value,
      .alloc = allocate,
      .free = deallocate,
      .context = s,
  };
}
