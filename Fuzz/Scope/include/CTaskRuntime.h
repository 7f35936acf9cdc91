// Stands in for the header of Sources/CTaskRuntime, which needs Swift's runtime: the harness says who runs.
#ifndef CTASKRUNTIME_H
#define CTASKRUNTIME_H

#include <stdint.h>

/// Who runs on this thread, as a scope's owner.
extern _Thread_local uintptr_t scope__runner;

static inline void *ctask_current(void) {
  return (void *)scope__runner;
}

#endif
