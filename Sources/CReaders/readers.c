/// See CReaders.h.
#include "CReaders.h"

#if defined(__wasm__) && !defined(_REENTRANT)

// One thread, which does not write while it reads: nobody has to be waited for. (The C library of such a
// target need not have pthread.h.)

void *creaders_enter(void) {
  static char mark;
  return &mark;
}

void creaders_leave(void *mark) {
  (void)mark;
}

void creaders_wait(void) {
}

void creaders_yield(void) {
}

#else

#include "system.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Slots. The threads beyond them read one at a time.
enum { SLOTS = 128, LINE = 64 };

/// One thread's.
typedef struct slot {
  /// Odd while the thread reads. Only the thread itself changes it, so it tells one reading from the next.
  _Alignas(LINE) atomic_uint_fast64_t readings;
  atomic_bool is_taken;
} slot;

static slot slots[SLOTS];
/// No slot from here on has ever been taken.
static atomic_size_t used;

/// How many slots have been given back.
static atomic_size_t returns;
/// One more than what `returns` was when no slot was free.
static atomic_size_t searched_in_vain;

static _Thread_local slot *mine;

/// What the threads without a slot read under, and whether there ever was one. (A reader sets the flag before
/// it reads, a writer asks for it after it has written: as with the slots, one of them sees the other.)
static system_lock crowd = SYSTEM_UNLOCKED;
static atomic_bool has_crowd;

static void give_back(void *taken) {
  // Destructors of the thread that run later may read again, and take another.
  mine = NULL;
  atomic_store(&((slot *)taken)->is_taken, false);
  atomic_fetch_add(&returns, 1);
}

static slot *take(void) {
  // A thread without a slot comes here at each read.
  size_t before = atomic_load(&returns);
  if (atomic_load_explicit(&searched_in_vain, memory_order_relaxed) == before + 1) return NULL;
  for (size_t i = 0; i < SLOTS; i++) {
    // Asked before, for the attempt takes the slot's line from the thread that has it.
    bool is_taken = atomic_load_explicit(&slots[i].is_taken, memory_order_relaxed);
    if (is_taken || !atomic_compare_exchange_strong(&slots[i].is_taken, &is_taken, true)) continue;
    if (!system_keep(&slots[i])) {
      atomic_store(&slots[i].is_taken, false);
      return NULL;
    }
    size_t most = atomic_load(&used);
    while (most <= i && !atomic_compare_exchange_weak(&used, &most, i + 1)) {
    }
    return mine = &slots[i];
  }
  atomic_store_explicit(&searched_in_vain, before + 1, memory_order_relaxed);
  return NULL;
}

void *creaders_enter(void) {
  slot *own = mine ? mine : take();
  if (!own) {
    system_acquire(&crowd);
    atomic_store(&has_crowd, true);
    return &crowd;
  }
  uint_fast64_t before = atomic_load_explicit(&own->readings, memory_order_relaxed);
  // An exchange, for what the caller then loads is to be loaded afterwards.
  (void)atomic_exchange(&own->readings, before + 1);
  return own;
}

void creaders_leave(void *taken) {
  if (taken == &crowd) {
    system_release(&crowd);
    return;
  }
  slot *own = taken;
  uint_fast64_t before = atomic_load_explicit(&own->readings, memory_order_relaxed);
  // Release: what was read is read before.
  atomic_store_explicit(&own->readings, before + 1, memory_order_release);
}

void creaders_wait(void) {
  size_t count = atomic_load(&used);
  for (size_t i = 0; i < count; i++) {
    uint_fast64_t seen = atomic_load(&slots[i].readings);
    if (seen % 2 == 0) continue;
    // Yields soon: the reader may have been suspended.
    for (int turns = 0; atomic_load_explicit(&slots[i].readings, memory_order_acquire) == seen; turns++)
      if (turns > 100) system_yield();
  }
  if (atomic_load(&has_crowd)) {
    system_acquire(&crowd);
    system_release(&crowd);
  }
}

void creaders_yield(void) {
  system_yield();
}

#endif
