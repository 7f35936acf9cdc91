// Changing a scope. The idea, the picture and the proof are in CScope.h.
#include "CScope.h"

#include <stdlib.h>

/// Places in the first table.
enum { FIRST_PLACES = 8 };

/// Makes the version odd. Relaxed, since whatever publishes the change is a release: a thread that sees the
/// change sees that the version is no longer what it was.
static void begin_change(cscope *scope) {
  __atomic_store_n(&scope->version, scope->version + 1, __ATOMIC_RELAXED);
}

/// Makes the version even again.
static void end_change(cscope *scope) {
  __atomic_store_n(&scope->version, scope->version + 1, __ATOMIC_RELEASE);
}

static uintptr_t exchange(cscope *scope, cscope_slot *slot, uintptr_t word) {
  begin_change(scope);
  uintptr_t old = __atomic_exchange_n(&slot->binding, word, __ATOMIC_SEQ_CST);
  end_change(scope);
  if (__atomic_load_n(&scope->is_foreign, __ATOMIC_SEQ_CST)) creaders_wait();
  return old;
}

static void add(cscope_table *table, uintptr_t number, uintptr_t word) {
  uint32_t at = (uint32_t)number;
  while (table->slots[at & table->mask].number)
    at++;
  cscope_slot *slot = &table->slots[at & table->mask];
  __atomic_store_n(&slot->binding, word, __ATOMIC_RELAXED);
  __atomic_store_n(&slot->number, number + 1, __ATOMIC_RELEASE);
  table->used++;
}

/// A table twice as large with everything in `table`, which it does not replace yet. NULL if
/// there is no memory.
static cscope_table *grown(cscope_table *table) {
  uint32_t places = table ? 2 * (table->mask + 1) : FIRST_PLACES;
  cscope_table *larger = calloc(1, sizeof *larger + places * sizeof(cscope_slot));
  if (!larger) return NULL;
  larger->older = table;
  larger->mask = places - 1;
  for (uint32_t i = 0; table && i <= table->mask; i++)
    if (table->slots[i].number) add(larger, table->slots[i].number - 1, table->slots[i].binding);
  return larger;
}

/// Begins the change that cscope_put ends, unless there is no memory.
static bool put_in_table(cscope *scope, uintptr_t number, uintptr_t word) {
  cscope_table *table = scope->table;
  if (table && 2 * (table->used + 1) <= table->mask + 1) {
    begin_change(scope);
    add(table, number, word);
    return true;
  }
  cscope_table *larger = grown(table);
  if (!larger) return false;
  add(larger, number, word);
  begin_change(scope);
  // A reader that is still in the old table marked itself before this store, so any exchange of a binding in
  // the new one waits for it (Models/slots.pml).
  __atomic_store_n(&scope->table, larger, __ATOMIC_SEQ_CST);
  return true;
}

bool cscope_put(cscope *scope, uintptr_t number, uintptr_t word, uintptr_t *old) {
  uint32_t tied = scope->count & CSCOPE_TIED;
  uint32_t count = scope->count & ~CSCOPE_TIED;
  for (uint32_t i = count; i-- > scope->fixed;)
    if (scope->slots[i].number == number) {
      *old = exchange(scope, &scope->slots[i], word);
      return true;
    }
  if (count < CSCOPE_SLOTS) {
    begin_change(scope);
    scope->slots[count].number = number;
    __atomic_store_n(&scope->slots[count].binding, word, __ATOMIC_RELAXED);
    __atomic_store_n(&scope->count, (count + 1) | tied, __ATOMIC_RELEASE);
  } else {
    cscope_slot *slot = scope->table ? cscope__in_table(scope->table, number) : NULL;
    if (slot) {
      *old = exchange(scope, slot, word);
      return true;
    }
    if (!put_in_table(scope, number, word)) return false;
  }
  end_change(scope);
  *old = CSCOPE_OPEN;
  return true;
}

uint64_t cscope_next_identity(void) {
  // A block of numbers for each thread: all cores would contend for the cache line of a single counter.
  enum { BLOCK = 1024 };
  static uint64_t last_block;
  static _Thread_local uint64_t next, end;
  if (next == end) {
    next = 1 + __atomic_fetch_add(&last_block, BLOCK, __ATOMIC_RELAXED);
    end = next + BLOCK;
  }
  return next++;
}

void cscope_free_tables(cscope *scope) {
  for (cscope_table *table = scope->table; table;) {
    cscope_table *older = table->older;
    free(table);
    table = older;
  }
}

uint8_t cscope_census = 0;

void cscope_begin_census(void) {
  __atomic_store_n(&cscope_census, 1, __ATOMIC_RELEASE);
}
