// Replaces the header of Sources/CTaskRuntime, which needs Swift's runtime. The harness says who is running.
#ifndef CTASKRUNTIME_H
#define CTASKRUNTIME_H

#include <stdint.h>

/// Stands for the task that runs on this thread. Scopes compare it with their owner.
extern _Thread_local uintptr_t scope__runner;

static inline void *ctask_current(void) {
  return (void *)scope__runner;
}

#endif
