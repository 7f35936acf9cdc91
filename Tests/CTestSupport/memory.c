// The amount of allocated memory, where the C library reports it. See CTestSupport.h.
#include "CTestSupport.h"

// Only the GNU C library has mallinfo2, since 2.33. Any of its headers defines the macros that identify it.
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

size_t ctest_allocated_bytes(void) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
  struct mallinfo2 all = mallinfo2();
  // `hblkhd` counts the blocks that are large enough to have a mapping of their own.
  return all.uordblks + all.hblkhd;
#else
  return 0;
#endif
}
