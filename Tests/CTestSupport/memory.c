#include "CTestSupport.h"

// Only the GNU C library has mallinfo2, since 2.33. A header of its own says whether it is that.
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

size_t ctest_allocated_bytes(void) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
  struct mallinfo2 all = mallinfo2();
  // `hblkhd`: blocks so large that each is a mapping of its own.
  return all.uordblks + all.hblkhd;
#else
  return 0;
#endif
}
