// Counts a Swift program's allocations, retains and releases.
//
// A program that links this target defines its own malloc, swift_retain and so on, which take precedence over
// the libraries' functions and call them. So calls on every thread are counted, including those made by the
// engine and by the concurrency library. The calls that the standard library makes to its own functions are
// not.
#ifndef CRUNTIMEHOOKS_H
#define CRUNTIMEHOOKS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct hooks_counts {
  size_t allocations; ///< malloc, calloc, realloc, aligned_alloc and posix_memalign.
  size_t retains;     ///< Calls that raise a reference count, by one or more.
  size_t releases;    ///< Calls that lower a reference count, by one or more.
} hooks_counts;

/// Whether calls are counted, which is only possible on Linux with glibc.
bool hooks_count(void);

/// The counts so far.
hooks_counts hooks_now(void);

#endif
