/// See CTaskRuntime.h.
#include "CTaskRuntime.h"

/// What compiled Swift code calls for `withUnsafeCurrentTask`: `swift_task_getCurrent` in the runtime's
/// `include/swift/Runtime/Concurrency.h`, a part of the ABI.
extern __attribute__((swiftcall)) void *swift_task_getCurrent(void);

void *ctask_thread(void) {
  static _Thread_local char here;
  return &here;
}

void *ctask_current(void) {
  return swift_task_getCurrent();
}
