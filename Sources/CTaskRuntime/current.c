// An address for each thread, and what needs the C library. See CTaskRuntime.h.
#ifdef __linux__
#define _GNU_SOURCE // for pthread_getattr_np
#endif
#include "CTaskRuntime.h"

#include <stdint.h>
#include <stdio.h>
#ifdef __linux__
#include <pthread.h>
#endif

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

size_t ctask_safe_frames(size_t limit) {
#if defined(__linux__)
  // Looked up once for each thread: for the main thread, this reads the kernel's list of mappings.
  static _Thread_local uintptr_t end;
  if (!end) {
    pthread_attr_t attributes;
    void *begin = NULL;
    size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
    if (pthread_attr_getstack(&attributes, &begin, &size) == 0) end = (uintptr_t)begin + size;
    pthread_attr_destroy(&attributes);
    if (!end) return 0;
  }
  const uintptr_t *frame = __builtin_frame_address(0);
  size_t frames = 0;
  while (frames < limit) {
    uintptr_t next = frame[0];
    // Two words, the caller's frame pointer and the return address, must lie on the stack.
    if (next % sizeof(uintptr_t) != 0 || next <= (uintptr_t)frame || next > end - 2 * sizeof(uintptr_t))
      break;
    frame = (const uintptr_t *)next;
    frames++;
  }
  return frames;
#else
  (void)limit;
  return 0;
#endif
}
