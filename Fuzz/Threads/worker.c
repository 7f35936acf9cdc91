// What a worker does with its versions. See stress.h.
#include "stress.h"

enum {
  /// More objects than one operation makes. A worker with fewer left waits for the next burst.
  RESERVE = 16,
  MOST_CHANGES = 4 ///< Of one transient.
};

_Thread_local worker *stress__self;

// ---- One change, in the map and in what the map must bind -----------------------------------------------

/// A change to one key. The worker holds the objects until the change is over.
typedef struct change {
  unsigned number;
  chamt_word key;
  object key_object, value; ///< No value: the key is unbound.
} change;

static change change_make(worker *w, unsigned number, bool binds) {
  change c = {.number = number};
  c.key = stress__key_new(w, number, &c.key_object);
  if (binds) c.value = stress__object_new(w, number);
  return c;
}

/// A change to a random key, which binds it three times in four. Half of all changes are to the same few
/// keys, so that workers meet in the same nodes.
static change change_random(worker *w) {
  unsigned keys = w->all->plan.keys, number = stress__below(w, keys);
  if (stress__below(w, 2)) number %= 4;
  return change_make(w, number, stress__below(w, 4) < 3);
}

/// Ends a change. If it succeeded, notes what `v` must bind from now on.
static void change_end(worker *w, change c, chamt_status status, version *v) {
  if (status == CHAMT_OK) {
    // A key that was bound keeps its own word.
    if (!c.value) v->keys[c.number] = 0;
    else if (!v->values[c.number]) v->keys[c.number] = c.key_object;
    v->values[c.number] = c.value;
  } else {
    stress__expect(status == CHAMT_NO_MEMORY, "a change fails only if memory is refused", (unsigned)status);
    w->refused++;
  }
  if (c.key_object) stress__object_release(w->all, c.key_object);
  if (c.value) stress__object_release(w->all, c.value);
}

static chamt_status change_derive(change c, chamt_map from, chamt_map *to) {
  return c.value ? chamt_map_assoc(from, c.key, c.value, to) : chamt_map_without(from, c.key, to);
}

static chamt_status change_in_place(change c, chamt_transient *edit) {
  return c.value ? chamt_transient_assoc(edit, c.key, c.value) : chamt_transient_without(edit, c.key);
}

void stress__bind(worker *w, version *v, chamt_transient *edit, unsigned number) {
  change c = change_make(w, number, true);
  chamt_map derived;
  chamt_status status = edit ? change_in_place(c, edit) : change_derive(c, v->map, &derived);
  if (!edit && status == CHAMT_OK) {
    chamt_map_release(v->map);
    v->map = derived;
  }
  change_end(w, c, status, v);
}

// ---- Checks that a worker makes while the others run ----------------------------------------------------

/// Looks up a key by a word that the map has never seen.
static void check_key(worker *w, const version *v, unsigned number) {
  object probe;
  chamt_word value = 0, key = stress__key_new(w, number, &probe);
  bool found = chamt_map_find(v->map, key, &value);
  stress__expect(found == (v->values[number] != 0), "a key is found if and only if it is bound", number);
  if (found) {
    stress__expect(value == v->values[number], "a key has the value that it was bound to", number);
    stress__expect(
        stress__object_lives(w->all, v->values[number]), "a value that a version binds is alive", value
    );
  }
  if (probe) stress__object_release(w->all, probe);
}

/// Walks over a version.
static void check_walk(worker *w, const version *v) {
  chamt_iterator walk = chamt_iterator_make(v->map);
  chamt_word key, value;
  size_t entries = 0, bound = 0;
  for (; chamt_iterator_next(&walk, &key, &value); entries++) {
    unsigned number = stress__number(w->all, key);
    stress__expect(value == v->values[number], "a walk yields the values that are bound", number);
    if (!w->all->plan.identity)
      stress__expect(key == v->keys[number], "a map keeps the word that a key was first bound by", number);
  }
  for (unsigned i = 0; i < w->all->plan.keys; i++)
    bound += v->values[i] != 0;
  stress__expect(
      entries == bound && chamt_map_count(v->map) == bound, "a walk yields as many entries as are bound",
      entries
  );
}

// ---- Operations -----------------------------------------------------------------------------------------

static void drop(worker *w, unsigned at) {
  chamt_map map = w->versions[at].map;
  w->versions[at] = w->versions[--w->count];
  chamt_map_release(map);
}

/// Derives a version, and now and then drops its source or the new version at once.
static void derive(worker *w, unsigned at) {
  version *from = &w->versions[at], *to = &w->versions[w->count];
  change c = change_random(w);
  *to = *from;
  chamt_status status = change_derive(c, from->map, &to->map);
  change_end(w, c, status, to);
  if (status != CHAMT_OK) return;
  w->count++;
  check_key(w, to, c.number);
  check_key(w, to, stress__below(w, w->all->plan.keys));
  unsigned next = stress__below(w, 100), loses = w->all->plan.loses;
  if (next < loses) drop(w, at);
  else if (next < loses + 12) drop(w, w->count - 1);
}

/// Changes a version: in place, and where others hold its nodes, in copies.
static void edit(worker *w, version *v) {
  chamt_transient edit = chamt_transient_make(v->map);
  for (unsigned n = 1 + stress__below(w, MOST_CHANGES); n > 0; n--) {
    change c = change_random(w);
    change_end(w, c, change_in_place(c, &edit), v);
  }
  chamt_status status = chamt_transient_finish(&edit, &v->map);
  stress__expect(status == CHAMT_OK, "a transient that nobody uses can be finished", (unsigned)status);
}

static void step(worker *w) {
  const stress_plan *plan = &w->all->plan;
  unsigned at = stress__below(w, w->count), what = stress__below(w, 100);
  w->operations++;
  if (w->count == VERSIONS || what < plan->drops) {
    // In a crowd, the first version stays, since the others derive from it.
    if (at || !plan->crowd) drop(w, at);
  } else if (what < plan->drops + plan->edits) {
    if (at || !plan->crowd) edit(w, &w->versions[at]);
  } else if (what < plan->drops + plan->edits + 5) {
    check_walk(w, &w->versions[at]);
  } else if (what < plan->drops + plan->edits + 8) {
    w->versions[w->count++] = w->versions[at];
    chamt_map_retain(w->versions[at].map);
  } else {
    derive(w, plan->crowd ? 0 : at);
  }
}

void stress__work(worker *w) {
  unsigned steps = 1 + stress__below(w, w->all->plan.longest);
  while (steps-- > 0 && w->count && w->fresh_count >= RESERVE)
    step(w);
}

void stress__drop_all(worker *w) {
  for (; w->count; w->operations++)
    drop(w, stress__below(w, w->count));
}
