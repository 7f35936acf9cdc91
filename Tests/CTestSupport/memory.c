// How much memory is allocated, where the C library says so. See CTestSupport.h.
#include "CTestSupport.h"

// Only the GNU C library has mallinfo2, since 2.33. Any of its headers defines whether this is that library.
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

size_t ctest_allocated_bytes(void) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
  struct mallinfo2 all = mallinfo2();
  // `hblkhd`: blocks so large that each has its own mapping.
  return all.uordblks + all.hblkhd;
#else
  return 0;
#endif
}
