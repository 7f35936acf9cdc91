/// See CTaskRuntime.h.
#include "CTaskRuntime.h"

_Atomic(const void *) ctask__local;

void *ctask__thread(void) {
  static _Thread_local char here;
  return &here;
}

void ctask_local_is(const void *key) {
  atomic_store_explicit(&ctask__local, key, memory_order_relaxed);
}

// In C, since Swift has no condition for it, and here, since headers are read by the Swift compiler.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define IS_WATCHED true
#endif
#endif
#ifndef IS_WATCHED
#define IS_WATCHED false
#endif
const bool ctask_is_watched_by_thread_sanitizer = IS_WATCHED;
