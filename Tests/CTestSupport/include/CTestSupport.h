// C support for the tests: sanitizer suppressions, and the amount of allocated memory.
#ifndef CTESTSUPPORT_H
#define CTESTSUPPORT_H

#include <stddef.h>

/// Called by the leak sanitizer's runtime, if it is linked, when the program ends.
const char *__lsan_default_suppressions(void);

/// Called by the thread sanitizer's runtime, if it is linked, when the program starts.
const char *__tsan_default_suppressions(void);

/// The number of bytes that all threads have allocated and not freed; 0 if the allocator does not say.
size_t ctest_allocated_bytes(void);

#endif
