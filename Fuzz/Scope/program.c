// Random programs on one scope, each step checked against a model: an array of the words that the slots hold.
//
// A program has up to 60 variables, enough to fill the slots in the scope and one table after the other. The
// base binds some of them, and one may have a fixed slot. A quarter of the allocations are refused.
#include "harness.h"

enum {
  VARIABLES = 60,
  /// In the model: the variable has no slot.
  NO_SLOT = 2,
  OWNER = 1000,
  OTHER = 2000,
};

typedef struct model {
  cscope scope;
  chamt_map base;
  uint64_t random;
  unsigned variables;
  uintptr_t numbers[VARIABLES];
  uintptr_t bases[VARIABLES]; ///< What the base binds them to; 0: nothing.
  uintptr_t slots[VARIABLES]; ///< What their exchangeable slots hold, or NO_SLOT.
  unsigned slot_count;
  unsigned fixed_variable; ///< VARIABLES: none.
  uintptr_t fixed;
  uintptr_t owner;
  bool is_tied;
  uint64_t version;
  uint64_t stamp;
} model;

// ---- Allocations that fail ------------------------------------------------------------------------------

static bool refuses;
static unsigned tables; ///< How many were allocated.

void *__real_calloc(size_t count, size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);

/// The linker replaces `calloc` by this. Of everything linked here, only a scope's tables are allocated by
/// it.
void *__wrap_calloc(size_t count, size_t bytes) {
  if (refuses) return NULL;
  tables++;
  return __real_calloc(count, bytes);
}

// ---- What the model says --------------------------------------------------------------------------------

static uintptr_t opened_with(const model *m, unsigned variable) {
  if (variable == m->fixed_variable) return m->fixed;
  return m->bases[variable] ? m->bases[variable] : CSCOPE_UNBOUND;
}

/// What a look-up by `caller` should find.
static uintptr_t seen_by(const model *m, unsigned variable, uintptr_t caller) {
  uintptr_t slot = m->slots[variable];
  if (m->numbers[variable] & CSCOPE_OWNERS_ONLY && caller != m->owner) return CSCOPE_OPEN;
  if (m->is_tied) return CSCOPE_OPEN;
  if (slot == NO_SLOT) return opened_with(m, variable);
  if (caller != m->owner) return CSCOPE_OPEN;
  return slot == CSCOPE_OPEN ? opened_with(m, variable) : slot;
}

// ---- Steps ----------------------------------------------------------------------------------------------

static void check_variable(model *m, unsigned variable) {
  uintptr_t number = m->numbers[variable];
  const cscope_slot *slot = cscope_slot_of(&m->scope, number);
  scope__expect(
      !slot == (m->slots[variable] == NO_SLOT), "a variable has a slot if and only if one was put", number
  );
  if (slot)
    scope__expect(cscope_read(slot) == m->slots[variable], "a slot holds the word that was put last", number);
  scope__expect(
      cscope_opened_with(&m->scope, number) == opened_with(m, variable),
      "the bindings that a scope was opened with do not change", number
  );
  static const uintptr_t callers[] = {OWNER, OTHER, CSCOPE_STARTING};
  for (unsigned i = 0; i < 3; i++) {
    uintptr_t expected = seen_by(m, variable, callers[i]);
    uintptr_t seen = cscope_look(&m->scope, number, callers[i]);
    scope__expect(seen == expected, "a look-up finds the word that its caller may see", number);
    scope__runner = callers[i];
    scope__expect(
        cscope_look(&m->scope, number, 0) == seen, "a look-up without a caller asks who runs", number
    );
    if (seen > CSCOPE_OPEN) scope__living(seen, number);
  }
}

static void check_scope(const model *m) {
  const cscope *scope = &m->scope;
  bool has_fixed = m->fixed_variable < VARIABLES;
  scope__expect(cscope_version(scope) == m->version, "each change raises the version by 2", m->version);
  scope__expect(cscope_is_at(scope, m->version), "a scope is at its version", m->version);
  scope__expect(!cscope_is_at(scope, m->version + 1), "a scope is at no other version", m->version);
  scope__expect(cscope_is_tied(scope) == m->is_tied, "a scope is tied from cscope_tie on", m->version);
  scope__expect(
      cscope_is_bare(scope) == (!m->slot_count && !has_fixed && !m->is_tied),
      "a bare scope has nothing but its base", m->version
  );
  scope__expect(
      cscope_has_fixed_slots_alone(scope) == !m->slot_count,
      "a scope has only fixed slots until a slot is put", m->version
  );
  scope__expect(cscope_owner(scope) == m->owner, "a scope has the owner that it was given", m->owner);
  scope__expect(
      cscope_has_ended(scope) == (m->owner == CSCOPE_NOBODY),
      "a scope has ended if and only if it has no owner", m->owner
  );
}

/// Checks that a walk meets every slot once, as it is.
static void check_walk(const model *m) {
  bool met[VARIABLES] = {false}, met_fixed = false;
  unsigned count = 0;
  cscope_walk walk = cscope_walk_make(&m->scope);
  for (cscope_slot slot; cscope_walk_next(&walk, &slot); count++) {
    unsigned v = 0;
    while (v < m->variables && m->numbers[v] != slot.number)
      v++;
    scope__expect(v < m->variables, "a walk meets only the variables", slot.number);
    if (v == m->fixed_variable && !met_fixed) {
      met_fixed = true;
      scope__expect(count == 0 && slot.binding == m->fixed, "a walk meets the fixed slot first", slot.number);
      continue;
    }
    scope__expect(!met[v], "a walk meets a slot once", slot.number);
    scope__expect(slot.binding == m->slots[v], "a walk meets a slot as it is", slot.number);
    met[v] = true;
  }
  unsigned expected = m->slot_count + (m->fixed_variable < VARIABLES);
  scope__expect(count == expected, "a walk meets all slots", expected);
}

static void check_tables(const model *m) {
  uint64_t outgrown = 0;
  const cscope_table *last = m->scope.table;
  if (!last) return;
  for (const cscope_table *t = last; t; t = t->older) {
    uint32_t places = t->mask + 1, used = 0;
    for (uint32_t i = 0; i < places; i++)
      used += t->slots[i].number != 0;
    scope__expect(used == t->used && 2 * used <= places, "a table is at most half full", places);
    outgrown += t == last ? 0 : places;
  }
  scope__expect(outgrown < last->mask + 1, "outgrown tables together are smaller than the last", outgrown);
  unsigned inside = CSCOPE_SLOTS - m->scope.fixed;
  scope__expect(
      last->used == m->slot_count - inside, "a table has the slots that do not fit in the scope", last->used
  );
}

static void put(model *m, unsigned variable, figures *all) {
  uintptr_t number = m->numbers[variable], before = m->slots[variable], old = 77;
  unsigned kind = scope__below(&m->random, 8);
  uintptr_t word = kind == 0 ? CSCOPE_UNBOUND : kind == 1 ? CSCOPE_OPEN : scope__object(number, m->stamp++);
  unsigned tables_before = tables;
  refuses = !scope__below(&m->random, 4);
  bool is_put = cscope_put(&m->scope, number, word, &old);
  bool refused = refuses && !is_put;
  refuses = false;
  if (refused) {
    scope__expect(before == NO_SLOT && old == 77, "only a new slot needs memory", number);
    scope__expect(tables == tables_before, "a refused put allocates nothing", number);
    scope__release(word, number);
    all->refused++;
    return;
  }
  scope__expect(is_put, "a put fails only without memory", number);
  scope__expect(
      old == (before == NO_SLOT ? (uintptr_t)CSCOPE_OPEN : before), "a put returns the word that was there",
      number
  );
  if (before == NO_SLOT) m->slot_count++;
  else scope__release(old, number);
  m->slots[variable] = word;
  m->version += 2;
}

/// Makes the owner look for readers from now on. There are none, so it does not wait.
static void expect_readers(model *m) {
  void *mark = creaders_enter();
  scope__expect(mark, "a reader has a mark", 0);
  cscope_expect_readers(&m->scope);
  creaders_leave(mark);
  creaders_wait();
}

static void step(model *m, figures *all) {
  unsigned variable = scope__below(&m->random, m->variables);
  switch (scope__below(&m->random, 16)) {
  case 0:
    check_walk(m);
    break;
  case 1:
    check_tables(m);
    check_scope(m);
    break;
  case 2:
    if (!scope__below(&m->random, 40)) {
      cscope_tie(&m->scope);
      m->is_tied = true;
    }
    break;
  case 3:
    m->owner = scope__below(&m->random, 8) ? OWNER : scope__below(&m->random, 4);
    cscope_set_owner(&m->scope, m->owner);
    break;
  case 4:
    expect_readers(m);
    break;
  case 5:
  case 6:
  case 7:
  case 8:
  case 9:
    put(m, variable, all);
    // Falls through.
  default:
    check_variable(m, variable);
    break;
  }
  check_scope(m);
  all->steps++;
}

// ---- A program ------------------------------------------------------------------------------------------

static void begin(model *m, uint64_t seed) {
  static const unsigned counts[] = {1, 3, 4, 5, 9, 13, 30, VARIABLES};
  *m = (model){.random = seed, .owner = OWNER, .fixed_variable = VARIABLES};
  m->variables = counts[scope__below(&m->random, 8)];
  scope__choose_numbers(m->numbers, m->variables, &m->random);
  unsigned bound = scope__below(&m->random, 4);
  for (unsigned v = 0; v < m->variables; v++) {
    m->slots[v] = NO_SLOT;
    if (scope__below(&m->random, 4) < bound) m->bases[v] = scope__object(m->numbers[v], m->stamp++);
  }
  m->base = scope__base(m->numbers, m->bases, m->variables);
  if (scope__below(&m->random, 2)) {
    m->scope = cscope_make(m->base.root, OWNER);
  } else {
    m->fixed_variable = scope__below(&m->random, m->variables);
    uintptr_t number = m->numbers[m->fixed_variable];
    m->fixed = scope__object(number, m->stamp++);
    m->scope = cscope_make_fixed(m->base.root, OWNER, number, m->fixed);
  }
}

static void end(model *m) {
  for (unsigned v = 0; v < m->variables; v++)
    check_variable(m, v);
  check_walk(m);
  check_tables(m);
  check_scope(m);
  cscope_set_owner(&m->scope, OWNER);
  m->scope.has_ties = (uint8_t)scope__below(&m->random, 2);
  scope__expect(
      cscope_leave(&m->scope) == !m->scope.has_ties,
      "a scope can be left at once if and only if it has no ties", 0
  );
  scope__expect(cscope_has_ended(&m->scope) == !m->scope.has_ties, "a scope ends when its owner leaves", 0);
  cscope_walk walk = cscope_walk_make(&m->scope);
  for (cscope_slot slot; cscope_walk_next(&walk, &slot);)
    scope__release(slot.binding, slot.number);
  cscope_free_tables(&m->scope);
  chamt_map_release(m->base);
  for (unsigned v = 0; v < m->variables; v++)
    scope__release(m->bases[v], m->numbers[v]);
  long alive = atomic_load(&scope__alive);
  scope__expect(alive == 0, "no object is alive at the end", (uint64_t)alive);
}

/// Checks tokens and identities.
static void check_words(uint64_t *random) {
  static uint64_t last;
  uint64_t identity = cscope_next_identity();
  scope__expect(identity > last, "a thread's identities grow, from 1", identity);
  last = identity;
  cscope scope = cscope_make(NULL, OWNER);
  scope__expect(cscope_identity(&scope) == 0, "a new scope has no identity", identity);
  cscope_set_identity(&scope, identity);
  scope__expect(cscope_identity(&scope) == identity, "a scope keeps its identity", identity);
  uint8_t spent = 0;
  unsigned times = scope__below(random, 3);
  for (unsigned i = 0; i < times; i++)
    scope__expect(cscope_spend(&spent) == (i == 0), "a token is used once", i);
  scope__expect(cscope_is_spent(&spent) == (times > 0), "a used token is spent", times);
}

void scope__program(uint64_t seed, figures *all) {
  static model m;
  begin(&m, seed);
  for (unsigned left = scope__below(&m.random, 800); left > 0; left--)
    step(&m, all);
  end(&m);
  check_words(&m.random);
  all->scopes++;
}
