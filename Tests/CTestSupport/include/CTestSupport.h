// What the tests need of C: what the sanitizers pass over, and what the allocator has handed out.
#ifndef CTESTSUPPORT_H
#define CTESTSUPPORT_H

#include <stddef.h>

/// Called by the leak sanitizer's runtime, if there is one, when the program ends.
const char *__lsan_default_suppressions(void);

/// Called by the thread sanitizer's runtime, if there is one, when the program begins.
const char *__tsan_default_suppressions(void);

/// How many bytes the allocator has handed out and not got back, on all threads; 0 if it does not say.
size_t ctest_allocated_bytes(void);

#endif
