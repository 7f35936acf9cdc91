// The interpreter of programs, which are strings of bytes. Any string is a program, and a small change to it
// is a small change to what it does, as a fuzzer needs.
//
// The first two bytes choose the family (family.c). After them, each operation has a byte that says what it
// does (the low 4 bits) and with which slots (2 bits each), followed by as many bytes as it needs; past the
// end, all bytes are 0:
//
//   0-3 bind, 5-7 unbind     a key, in a map (the new version takes the slot) or in a transient
//   4   fill                 some keys in a row are bound
//   8   copy                 the other slot gets this one's map as well, unless it is being edited
//   9   read                 all keys are looked up, or, at times, the slot is emptied
//   10  edit, 11 finish      the slot's map becomes a transient, and a map again
//   12  equal, 13 diff       two maps are compared, unless one is being edited
//   14  refuse               prefix: the n-th allocation of the next operation is refused
//   15  enter                prefix: some of its callbacks of one kind, the n-th first, run operations
//
// To a slot that is in use ("pinned"), an operation inside a callback does only what the manual allows: it
// reads the slot, derives from its map, and changes its transient once the change around it only releases.
#include "machine.h"

enum { EVERY = 64 }; ///< Steps between two checks of everything.

static unsigned take_byte(machine *m) {
  return m->next < m->end ? *m->next++ : 0;
}

/// A number from 1 to 64, mostly below 4.
static unsigned few(unsigned byte) {
  return byte % 4 ? byte % 4 : 1 + byte / 4;
}

/// Releases a map. Callbacks may use every slot.
static void release(machine *m, chamt_map map) {
  bool inside = m->releasing;
  size_t blocks = m->live_blocks;
  m->releasing = true;
  chamt_map_release(map);
  m->releasing = inside;
  fuzz__expect(
      m, !inside || m->live_blocks == blocks, "an inner release leaves the freeing to the outer one"
  );
}

// ---- Changes --------------------------------------------------------------------------------------------

typedef struct change {
  bool binds;
  unsigned number, variant;
  chamt_word key, value;
} change;

static change change_of(const machine *m, bool binds, unsigned key, unsigned value) {
  // 21 is odd, so the numbers differ; and if there are few keys, their numbers still differ in all bits.
  unsigned number = key % KEYS % m->numbers * 21 % KEYS, variant = key / KEYS;
  return (change){binds, number, variant, fuzz__word(m, number, variant), value % VALUES};
}

static model applied(model to, const change *c) {
  to.count += (size_t)c->binds - (size_t)to.of[c->number].bound;
  if (!to.of[c->number].bound) to.of[c->number].variant = (uint8_t)(c->variant % VARIANTS);
  to.of[c->number].bound = c->binds;
  to.of[c->number].value = (uint8_t)c->value;
  return to;
}

static bool changes_nothing(const model *from, const change *c) {
  bool bound = from->of[c->number].bound;
  return c->binds == bound && (!bound || from->of[c->number].value == c->value);
}

/// Whether a change has succeeded. Checks that it did so unless memory was refused, and that a failure leaks
/// nothing.
static bool succeeded(const machine *m, chamt_status status, size_t bytes_before) {
  fuzz__expect(
      m, status == (m->refused ? CHAMT_NO_MEMORY : CHAMT_OK),
      "a change fails if and only if an allocation does"
  );
  bool as_before = m->live_bytes == bytes_before || m->entered;
  fuzz__expect(m, status == CHAMT_OK || as_before, "a failed change leaks no memory");
  return status == CHAMT_OK;
}

/// A change to a map. If the slot is pinned, the new version is checked and dropped.
static void derive(machine *m, slot *s, const change *c) {
  const model after = applied(s->model, c);
  bool nothing = changes_nothing(&s->model, c), pinned = s->pinned;
  chamt_map old = s->map, new = {NULL, NULL};
  size_t bytes = m->live_bytes, allocations = m->allocations;
  s->pinned = true;
  chamt_status status =
      c->binds ? chamt_map_assoc(old, c->key, c->value, &new) : chamt_map_without(old, c->key, &new);
  bool success = succeeded(m, status, bytes);
  fuzz__check_key(m, s, c->number, c->variant); // The old map is as it was.
  s->pinned = pinned;
  fuzz__expect(m, success == (new.family != NULL), "a change has a result if and only if it succeeds");
  if (!success) return;
  fuzz__expect(
      m, nothing == (new.root == old.root), "a change returns the same map if and only if it changes nothing"
  );
  fuzz__expect(
      m, !nothing || m->entered || allocations == m->allocations,
      "a change that changes nothing allocates nothing"
  );
  fuzz__expect(
      m, chamt_map_count(new) == after.count, "the count of a new version is the number of its keys"
  );
  if (!pinned) s->map = new, s->model = after;
  release(m, pinned ? new : old);
}

static chamt_status edited(slot *s, const change *c) {
  return c->binds ? chamt_transient_assoc(&s->edit, c->key, c->value)
                  : chamt_transient_without(&s->edit, c->key);
}

/// Notes that the change to the transient is over: what a callback does now comes on top of it.
static void settle(slot *s) {
  if (s->pending) s->model = *s->pending;
  s->pending = NULL;
}

/// A change to a transient.
static void edit(machine *m, slot *s, const change *c) {
  const model after = applied(s->model, c);
  bool nothing = changes_nothing(&s->model, c), replaces = c->binds && after.count == s->model.count;
  size_t bytes = m->live_bytes, allocations = m->allocations, countings = m->countings;
  s->pending = &after;
  s->pinned = true;
  chamt_status status = edited(s, c);
  s->pinned = false;
  if (succeeded(m, status, bytes)) settle(s);
  s->pending = NULL;
  // The cost that the manual states if nobody else holds a node: a value is replaced in place; any other
  // change counts references to its own key and value, and to those of an entry that it moves up or down.
  if (!s->own || m->entered || m->refused) return;
  fuzz__expect(
      m, m->allocations == allocations || !(nothing || replaces),
      "if nobody else holds a node, a value is replaced in place"
  );
  size_t most = nothing ? 0 : replaces ? 2 : 6;
  fuzz__expect(
      m, m->countings - countings <= most, "in place, a change counts only the references of two entries"
  );
}

/// A change to a transient in a callback of another use of it.
static void edit_inside(machine *m, slot *s, const change *c) {
  chamt_status status = edited(s, c);
  fuzz__expect(
      m, status == (m->over ? CHAMT_OK : CHAMT_BUSY),
      "in a callback, a transient is busy until its change is over"
  );
  if (!m->over) return;
  settle(s);
  s->model = applied(s->model, c);
}

/// Binds or unbinds some keys in a row.
static void change_keys(machine *m, slot *s, bool binds, bool some) {
  unsigned key = take_byte(m), value = binds ? take_byte(m) : 0, many = some ? few(take_byte(m)) : 1;
  for (unsigned i = 0; i < many && !m->refused; i++) {
    change c = change_of(m, binds, key + i, value);
    if (!s->editing) derive(m, s, &c);
    else if (s->pinned) edit_inside(m, s, &c);
    else edit(m, s, &c);
    if (!m->inside) m->enter_in = 0; // The checks are not part of the operation.
    fuzz__check_key(m, s, c.number, c.variant + 1);
  }
  if (some) fuzz__check_content(m, s);
}

// ---- Slots ----------------------------------------------------------------------------------------------

static void begin(slot *s) {
  if (s->pinned || s->editing) return;
  chamt_statistics is = chamt_map_statistics(s->map);
  s->own = is.shared_nodes == 0;
  s->edit = chamt_transient_make(s->map);
  s->editing = true;
}

/// Makes a transient a map again; inside a callback of a change to it, only once that change is over.
static void finish(machine *m, slot *s) {
  if (!s->editing) return;
  bool busy = s->pinned && !m->over;
  chamt_map map = {NULL, NULL};
  chamt_status status = chamt_transient_finish(&s->edit, &map);
  fuzz__expect(m, status == (busy ? CHAMT_BUSY : CHAMT_OK), "a transient can be finished unless it is busy");
  fuzz__expect(m, busy == !map.family, "a transient returns its map if and only if it is finished");
  if (busy) return;
  settle(s);
  s->editing = false;
  s->map = map;
  chamt_word key = fuzz__word(m, 0, 0), value = 0;
  bool closed = chamt_transient_assoc(&s->edit, key, 0) == CHAMT_FINISHED &&
                chamt_transient_without(&s->edit, key) == CHAMT_FINISHED &&
                chamt_transient_finish(&s->edit, &map) == CHAMT_FINISHED &&
                !chamt_transient_find(&s->edit, key, &value) && chamt_transient_count(&s->edit) == 0;
  fuzz__expect(m, closed, "a finished transient has no map to change, read or return");
}

/// Puts another map into a slot that is not pinned. The reference is consumed.
static void put(machine *m, slot *s, chamt_map map, model holds) {
  finish(m, s);
  chamt_map old = s->map;
  s->map = map;
  s->model = holds;
  release(m, old);
}

static void copy(machine *m, slot *from, slot *to) {
  if (!from->editing && from != to && !to->pinned) put(m, to, chamt_map_retain(from->map), from->model);
}

static void read_or_drop(machine *m, slot *s) {
  bool pinned = s->pinned;
  if (take_byte(m) % 8 == 0 && !pinned) {
    put(m, s, chamt_map_empty(&m->family), (model){0});
    return;
  }
  // A map may be read while callbacks derive from it; a transient is busy while it is read.
  s->pinned = true;
  fuzz__check_content(m, s);
  s->pinned = pinned;
}

static void compare(machine *m, slot *left, slot *right, bool differences) {
  unsigned how = take_byte(m);
  bool left_pinned = left->pinned, right_pinned = right->pinned;
  if (left->editing || right->editing) return;
  left->pinned = right->pinned = true;
  (differences ? fuzz__compare_diff : fuzz__compare_equal)(m, left, right, how);
  left->pinned = left_pinned;
  right->pinned = right_pinned;
}

// ---- Programs -------------------------------------------------------------------------------------------

void fuzz__step(machine *m) {
  static const char *const names[14] = {"bind",   "bind", "bind", "bind", "fill",   "unbind", "unbind",
                                        "unbind", "copy", "read", "edit", "finish", "equal",  "diff"};
  unsigned byte = take_byte(m);
  for (; byte % 16 >= 14 && !m->inside && m->next < m->end; byte = take_byte(m)) {
    unsigned how = take_byte(m);
    if (byte % 16 == 14) m->refuse_in = few(how);
    else m->enter = (callback)(how % CALLBACKS), m->enter_in = m->enter_every = few(how / CALLBACKS);
  }
  // Inside a callback, half of the operations are on the current slot.
  if (!m->inside || byte % 128 < 64) m->at = byte / 16 % SLOTS;
  slot *s = &m->slots[m->at], *other = &m->slots[byte / 64];
  unsigned operation = byte % 16 < 14 ? byte % 16 : 9; // There are no prefixes inside a callback.
  m->figures->steps++;
  m->doing = names[operation];
  if (operation < 8) change_keys(m, s, operation < 5, operation == 4);
  else if (operation == 8) copy(m, s, other);
  else if (operation == 9) read_or_drop(m, s);
  else if (operation == 10) begin(s);
  else if (operation == 11) finish(m, s);
  else compare(m, s, other, operation == 13);
}

static void check_all(machine *m) {
  m->doing = "check";
  for (slot *s = m->slots; s < m->slots + SLOTS; s++) {
    fuzz__check_content(m, s);
    fuzz__check_form(m, s);
  }
}

/// A step that is not inside a callback. Its prefixes end with it.
static void step(machine *m) {
  fuzz__step(m);
  m->refuse_in = m->enter_in = 0;
  for (slot *s = m->slots; m->refused && s < m->slots + SLOTS; s++)
    fuzz__check_content(m, s);
  m->refused = m->entered = false;
}

void chamt_fuzz_run(const uint8_t *bytes, size_t count, chamt_fuzz_figures *figures) {
  machine m = {.next = bytes, .end = bytes + count, .figures = figures, .doing = "start"};
  unsigned keys = take_byte(&m), counting = take_byte(&m);
  fuzz__family_make(&m, keys, counting);
  for (unsigned at = 0; at < SLOTS; at++)
    m.slots[at].map = chamt_map_empty(&m.family);
  for (size_t steps = 1; m.next < m.end; steps++) {
    step(&m);
    if (steps % EVERY == 0) check_all(&m);
  }
  for (unsigned at = 0; at < SLOTS; at++)
    finish(&m, &m.slots[at]);
  check_all(&m);
  for (unsigned at = 0; at < SLOTS; at++)
    put(&m, &m.slots[at], chamt_map_empty(&m.family), (model){0});
  size_t counts = 0;
  for (unsigned i = 0; i < KEYS * VARIANTS; i++)
    counts += m.key_counts[i] + (i < VALUES ? m.value_counts[i] : 0);
  fuzz__expect(&m, m.live_bytes == 0 && m.live_blocks == 0, "in the end all memory is freed");
  fuzz__expect(&m, counts == 0, "in the end all words are released");
}
