/// See CTaskRuntime.h.
#include "CTaskRuntime.h"

#include <stdio.h>

_Atomic(const void *) ctask__local;

void *ctask__thread(void) {
  static _Thread_local char here;
  return &here;
}

void ctask_local_is(const void *key) {
  atomic_store_explicit(&ctask__local, key, memory_order_relaxed);
}

void ctask_report(const char *line) {
  fprintf(stderr, "%s\n", line);
}
