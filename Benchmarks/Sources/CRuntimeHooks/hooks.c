// Implements CRuntimeHooks.h.
#define _GNU_SOURCE // for RTLD_NEXT
#include "CRuntimeHooks.h"

// Only glibc has this header.
#if __has_include(<gnu/libc-version.h>)

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>

static _Atomic size_t allocations, retains, releases;

static void count(_Atomic size_t *counter) {
  atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

// ---- References -----------------------------------------------------------------------------------------

// The runtime also has function pointers for this purpose, but when they are set, it treats small strings as
// objects (Swift 6.3.1). So the program's own functions replace the runtime's, as they do for malloc below.

typedef void *retain_function(void *object);
typedef void *retain_n_function(void *object, uint32_t n);
typedef void release_function(void *object);
typedef void release_n_function(void *object, uint32_t n);

/// Whether the word is a pointer to an object: null is not, nor are small strings and other immediate values,
/// which have the highest bit set.
static bool is_object(void *word) {
  return (intptr_t)word > 0;
}

#define NEXT(name, type)                                                                                     \
  static type *next;                                                                                         \
  if (!next) next = (type *)dlsym(RTLD_NEXT, #name)

#define RETAIN(name)                                                                                         \
  void *name(void *object);                                                                                  \
  void *name(void *object) {                                                                                 \
    NEXT(name, retain_function);                                                                             \
    if (is_object(object)) count(&retains);                                                                  \
    return next(object);                                                                                     \
  }

#define RETAIN_N(name)                                                                                       \
  void *name(void *object, uint32_t n);                                                                      \
  void *name(void *object, uint32_t n) {                                                                     \
    NEXT(name, retain_n_function);                                                                           \
    if (is_object(object)) count(&retains);                                                                  \
    return next(object, n);                                                                                  \
  }

#define RELEASE(name)                                                                                        \
  void name(void *object);                                                                                   \
  void name(void *object) {                                                                                  \
    NEXT(name, release_function);                                                                            \
    if (is_object(object)) count(&releases);                                                                 \
    next(object);                                                                                            \
  }

#define RELEASE_N(name)                                                                                      \
  void name(void *object, uint32_t n);                                                                       \
  void name(void *object, uint32_t n) {                                                                      \
    NEXT(name, release_n_function);                                                                          \
    if (is_object(object)) count(&releases);                                                                 \
    next(object, n);                                                                                         \
  }

RETAIN(swift_retain)
RETAIN_N(swift_retain_n)
RELEASE(swift_release)
RELEASE_N(swift_release_n)
RETAIN(swift_bridgeObjectRetain)
RETAIN_N(swift_bridgeObjectRetain_n)
RELEASE(swift_bridgeObjectRelease)
RELEASE_N(swift_bridgeObjectRelease_n)

bool hooks_count(void) {
  return true;
}

// ---- Memory ---------------------------------------------------------------------------------------------

// The C library's internal names of its functions, which stay reachable when a program defines malloc.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

void *malloc(size_t size) {
  count(&allocations);
  return __libc_malloc(size);
}

void *calloc(size_t many, size_t size) {
  count(&allocations);
  return __libc_calloc(many, size);
}

void *realloc(void *block, size_t size) {
  count(&allocations);
  return __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count(&allocations);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  count(&allocations);
  void *block = __libc_memalign(alignment, size);
  if (!block) return ENOMEM;
  *out = block;
  return 0;
}

void free(void *block) {
  __libc_free(block);
}

hooks_counts hooks_now(void) {
  return (hooks_counts){allocations, retains, releases};
}

#else

bool hooks_count(void) {
  return false;
}

hooks_counts hooks_now(void) {
  return (hooks_counts){0};
}

#endif
