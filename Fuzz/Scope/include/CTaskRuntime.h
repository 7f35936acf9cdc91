// Replaces the header of Sources/CTaskRuntime, which needs Swift's runtime. The harness says who is running.
#ifndef CTASKRUNTIME_H
#define CTASKRUNTIME_H

#include <stdint.h>

/// Who is running on this thread, as the owner of a scope.
extern _Thread_local uintptr_t scope__runner;

static inline void *ctask_current(void) {
  return (void *)scope__runner;
}

#endif
