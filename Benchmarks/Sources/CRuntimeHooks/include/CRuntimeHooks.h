// Counts what a Swift program asks of the runtime: objects made, references counted, memory allocated.
//
// The program that links this has functions of its own with the names of malloc and swift_retain, which come
// before those of the libraries and call them. So all is counted, also what the engine and the runtime do,
// on every thread.
#ifndef CRUNTIMEHOOKS_H
#define CRUNTIMEHOOKS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct hooks_counts {
  size_t allocations; ///< malloc, calloc, realloc, aligned_alloc and posix_memalign.
  size_t retains;     ///< Calls that raise a count, by one or more.
  size_t releases;    ///< Calls that lower a count, by one or more.
} hooks_counts;

/// Whether anything is counted: only on Linux with glibc.
bool hooks_count(void);

/// What has been counted so far.
hooks_counts hooks_now(void);

#endif
