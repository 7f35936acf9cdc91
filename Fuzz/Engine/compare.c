// Comparisons of two maps, checked against comparisons of their models.
#include "machine.h"

/// A comparison, which is the context of its callbacks.
typedef struct comparison {
  machine *m;
  const model *before, *after;
  bool loose; ///< Values are equal if their low 2 bits are.
  bool told[KEYS];
  unsigned stop_in; ///< The difference at which to stop: 1 is the next, 0 none.
  bool stopped;
} comparison;

typedef enum difference { ADDED, REPLACED, REMOVED, NONE } difference;

static difference difference_at(const comparison *of, unsigned number) {
  bool was = of->before->of[number].bound, is = of->after->of[number].bound;
  unsigned change = of->before->of[number].value ^ of->after->of[number].value;
  if (was != is) return is ? ADDED : REMOVED;
  return was && (of->loose ? change % 4 : change) != 0 ? REPLACED : NONE;
}

static bool equal_values(chamt_word left, chamt_word right, void *context) {
  comparison *of = context;
  fuzz__called(of->m, ASKS);
  fuzz__expect(of->m, left != right, "only different words are compared");
  return left % 4 == right % 4;
}

// ---- Equality -------------------------------------------------------------------------------------------

void fuzz__compare_equal(machine *m, slot *left, slot *right, unsigned how) {
  comparison of = {m, &left->model, &right->model, .loose = how & 1};
  bool should = true;
  for (unsigned number = 0; number < KEYS; number++)
    should = should && difference_at(&of, number) == NONE;
  bool equal = chamt_map_equal(left->map, right->map, of.loose ? equal_values : NULL, &of);
  fuzz__expect(m, equal == should, "maps are equal if and only if their keys and values are");
}

// ---- Differences ----------------------------------------------------------------------------------------

static bool tell(comparison *of, difference kind, chamt_word key, chamt_word before, chamt_word after) {
  unsigned number = fuzz__number(of->m, key);
  const model *in = kind == REMOVED ? of->before : of->after;
  fuzz__called(of->m, ASKS);
  fuzz__expect(
      of->m, !of->stopped && !of->told[number], "a difference is reported once, and none after a stop"
  );
  fuzz__expect(of->m, kind == difference_at(of, number), "a reported difference exists");
  fuzz__expect(
      of->m, key == fuzz__word(of->m, number, in->of[number].variant),
      "the reported key is the word in the map"
  );
  fuzz__expect(of->m, kind == ADDED || before == of->before->of[number].value, "the old value is reported");
  fuzz__expect(of->m, kind == REMOVED || after == of->after->of[number].value, "the new value is reported");
  of->told[number] = true;
  of->stopped = of->stop_in > 0 && --of->stop_in == 0;
  return !of->stopped;
}

static bool added(chamt_word key, chamt_word value, void *context) {
  return tell(context, ADDED, key, 0, value);
}

static bool replaced(chamt_word key, chamt_word before, chamt_word after, void *context) {
  return tell(context, REPLACED, key, before, after);
}

static bool removed(chamt_word key, chamt_word value, void *context) {
  return tell(context, REMOVED, key, value, 0);
}

void fuzz__compare_diff(machine *m, slot *left, slot *right, unsigned how) {
  comparison of = {m, &left->model, &right->model, .loose = how & 1};
  unsigned kinds = how & 2 ? 7 : how >> 2; // All three, or some.
  if (how >> 6 == 3) of.stop_in = 1 + (how >> 4) % 4;
  chamt_changes changes = {
      kinds & 1 ? added : NULL, kinds & 2 ? replaced : NULL, kinds & 4 ? removed : NULL,
      of.loose ? equal_values : NULL, &of};
  bool whole = chamt_map_diff(left->map, right->map, &changes);
  fuzz__expect(m, whole != of.stopped, "a comparison says whether it was stopped");
  for (unsigned number = 0; whole && number < KEYS; number++) {
    difference is = difference_at(&of, number);
    fuzz__expect(
        m, of.told[number] == (is != NONE && kinds >> is & 1), "the requested differences are reported"
    );
  }
}
