// Readers' marks, and waiting for them. See CReaders.h.
#include "CReaders.h"

#if defined(__wasm__) && !defined(_REENTRANT)

// There is one thread, which does not write while it reads, so there is nobody to wait for. (Such a target's
// C library may lack pthread.h.)

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

/// Slots, and the bytes of a cache line.
enum { SLOTS = 128, LINE = 64 };

/// A thread's slot.
typedef struct slot {
  /// Odd while the thread reads. Only the thread itself changes it, and it distinguishes one
  /// reading from the next.
  _Alignas(LINE) atomic_uint_fast64_t readings;
  atomic_bool is_taken;
} slot;

static slot slots[SLOTS];
/// No slot from this index on has ever been taken.
static atomic_size_t used;

/// How often a slot has been returned.
static atomic_size_t returns;
/// One more than the value of `returns` when no slot was free.
static atomic_size_t searched_in_vain;

static _Thread_local slot *mine;

/// The lock under which threads without a slot read, and whether there ever was such a thread. (A
/// reader sets the flag before it reads, a writer loads it after it has written: as with the slots, one
/// of them sees the other.)
static system_lock crowd = SYSTEM_UNLOCKED;
static atomic_bool has_crowd;

static void give_back(void *taken) {
  // Destructors that run later on this thread may read again, and take another slot.
  mine = NULL;
  atomic_store(&((slot *)taken)->is_taken, false);
  atomic_fetch_add(&returns, 1);
}

static slot *take(void) {
  // A thread without a slot comes here for each read.
  size_t before = atomic_load(&returns);
  if (atomic_load_explicit(&searched_in_vain, memory_order_relaxed) == before + 1) return NULL;
  for (size_t i = 0; i < SLOTS; i++) {
    // Loaded first, because an attempt would take the cache line from the thread that has the slot.
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
  // An exchange, because the caller's loads must come after it.
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
  // Release: everything that was read has been read before.
  atomic_store_explicit(&own->readings, before + 1, memory_order_release);
}

void creaders_wait(void) {
  size_t count = atomic_load(&used);
  for (size_t i = 0; i < count; i++) {
    uint_fast64_t seen = atomic_load(&slots[i].readings);
    if (seen % 2 == 0) continue;
    // Yields soon, because the reader may have been suspended.
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
