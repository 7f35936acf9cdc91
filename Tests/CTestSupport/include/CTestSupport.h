// What the tests need from C: what the sanitizers ignore, and how much memory is allocated.
#ifndef CTESTSUPPORT_H
#define CTESTSUPPORT_H

#include <stddef.h>

/// Called by the leak sanitizer's runtime, if present, when the program ends.
const char *__lsan_default_suppressions(void);

/// Called by the thread sanitizer's runtime, if present, when the program starts.
const char *__tsan_default_suppressions(void);

/// How many bytes are allocated and not freed, on all threads; 0 if the allocator does not say.
size_t ctest_allocated_bytes(void);

#endif
