// Implements CMachine.h.
#define _GNU_SOURCE // for the CPU_ macros and sched_getcpu
#include "CMachine.h"
#include <stdlib.h>
#include <time.h>
#ifdef __linux__
#include <malloc.h>
#include <sched.h>
#endif

size_t machine_core_count(void) {
#ifdef __linux__
  cpu_set_t cores;
  return sched_getaffinity(0, sizeof cores, &cores) == 0 ? (size_t)CPU_COUNT(&cores) : 0;
#else
  return 0;
#endif
}

void machine_keep_freed_memory(void) {
#ifdef __GLIBC__
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 16 << 20);
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
#endif
}

bool machine_bind_to_one_core(void) {
#ifdef __linux__
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) != 0 || CPU_COUNT(&cores) < 2) return false;
  CPU_ZERO(&cores);
  CPU_SET((size_t)sched_getcpu(), &cores);
  return sched_setaffinity(0, sizeof cores, &cores) == 0;
#else
  return false;
#endif
}

uint64_t machine_cpu_nanoseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

size_t machine_heap_bytes(void) {
#ifdef __GLIBC__
  struct mallinfo2 all = mallinfo2();
  return all.uordblks + all.hblkhd;
#else
  return 0;
#endif
}

size_t machine_atomic_adds(size_t calls) {
  size_t count = 0;
  for (size_t call = 0; call < calls; call++)
    __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
  return count;
}

size_t machine_mallocs(size_t calls) {
  size_t done = 0;
  for (size_t call = 0; call < calls; call++) {
    void *volatile block = malloc(48);
    done += block != NULL;
    free(block);
  }
  return done;
}
