/// See CTaskRuntime.h. All these are a part of the runtime's ABI, declared in its
/// `include/swift/Runtime/Concurrency.h`.
#include "CTaskRuntime.h"

#include <stdatomic.h>

#define SWIFT_CALL __attribute__((swiftcall))

/// What compiled Swift code calls for `withUnsafeCurrentTask`.
extern SWIFT_CALL void *swift_task_getCurrent(void);

/// What compiled Swift code calls for `TaskLocal.get`: where the innermost value is, or NULL.
extern SWIFT_CALL void *swift_task_localValueGet(const void *key);

/// What compiled Swift code calls for `TaskLocal.withValue`. The value is taken over.
extern SWIFT_CALL void swift_task_localValuePush(const void *key, void *value, const void *type);
extern SWIFT_CALL void swift_task_localValuePop(void);

/// The key of the task local. Whoever is inside a binding of it came there after it was told.
static _Atomic(const void *) local;

void *ctask_current(void) {
  static _Thread_local char here;
  void *task = swift_task_getCurrent();
  return task ? task : &here;
}

void ctask_local_is(const void *key) {
  atomic_store_explicit(&local, key, memory_order_relaxed);
}

void *ctask_local_get(void) {
  const void *key = atomic_load_explicit(&local, memory_order_relaxed);
  if (!key) return 0;
  void **value = swift_task_localValueGet(key);
  return value ? *value : 0;
}

void ctask_local_push(void *object, const void *type) {
  swift_task_localValuePush(atomic_load_explicit(&local, memory_order_relaxed), &object, type);
}

void ctask_local_pop(void) {
  swift_task_localValuePop();
}

bool ctask_is_watched_by_thread_sanitizer(void) {
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
  return true;
#endif
#endif
  return false;
}
