// What must be true while no worker runs. See stress.h.
#include "stress.h"

#include <string.h>

/// The objects and keys that the versions of all workers bind.
static struct { bool objects[OBJECTS], keys[KEYS]; } bound;

static void mark_bound(stress *s) {
  memset(&bound, 0, sizeof bound);
  for (worker *w = s->workers; w < s->workers + EVERYBODY; w++)
    for (version *v = w->versions; v < w->versions + w->count; v++)
      for (unsigned i = 0; i < s->plan.keys; i++) {
        bound.objects[v->values[i]] = bound.objects[v->keys[i]] = true;
        bound.keys[i] |= v->values[i] != 0;
      }
}

void stress__census(stress *s) {
  mark_bound(s);
  for (object o = 1; o < OBJECTS; o++) {
    bool lives = stress__object_lives(s, o);
    stress__expect(lives || !bound.objects[o], "an object is alive as long as a version binds it", o);
    stress__expect(!lives || bound.objects[o], "an object dies with the last version that binds it", o);
  }
  for (unsigned i = 0; i < s->plan.keys && s->plan.identity; i++) {
    bool lives = atomic_load_explicit(&s->key_references[i], memory_order_relaxed) > 0;
    stress__expect(lives == bound.keys[i], "a key is retained if and only if a version binds it", i);
  }
  for (unsigned j = 0; j < EVERYBODY; j++) {
    worker *w = &s->workers[j];
    w->fresh_count = 0;
    for (object o = j * OBJECTS_EACH; o < (j + 1) * OBJECTS_EACH; o++)
      if (o && !bound.objects[o]) w->fresh[w->fresh_count++] = o;
  }
}
