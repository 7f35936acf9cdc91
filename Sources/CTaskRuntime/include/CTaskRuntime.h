/// Who runs, and what one task local is bound to: the entry points of Swift's concurrency runtime that have
/// no public and cheap Swift spelling, and an address for a thread.
///
/// C, because Swift does not let a package name the former (`@_silgen_name` warns that this will become an
/// error), and because the calling convention has to be given; and because Swift has no thread-local storage.
#ifndef CTASKRUNTIME_H
#define CTASKRUNTIME_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/// The address of the task that runs on this thread; if none does, one that the thread has for itself as long
/// as it lives. Borrowed; never read through.
///
/// `withUnsafeCurrentTask` asks the same function and costs twenty times as much (55-70 ns against 3).
static inline void *ctask_current(void);

/// Whether a task runs on this thread.
static inline bool ctask_runs_task(void);

/// Says which task local the functions below are about. `key` is the address of its `TaskLocal`, whose values
/// are objects or nil. To be called before it is bound for the first time.
void ctask_local_is(const void *key);

/// The object that is bound to the task local; NULL if nothing is. Not retained: the binding holds it, as
/// long as the caller is inside.
///
/// `TaskLocal.get` retains and releases it, which costs more than the look-up.
static inline void *ctask_local_get(void);

/// Binds the task local to `object`, of which it takes over a reference, until the matching pop. `type` is
/// the metadata of its values.
///
/// The binding is allocated from the task's stack, as are the frames of asynchronous functions: what is
/// allocated there after the push has to be freed before the pop, and the other way round. Outside a task,
/// what a pop releases may not bind anything: the thread's list of bindings is freed after it.
///
/// `TaskLocal.withValue` takes a closure that has neither typed throws nor noncopyable results.
static inline void ctask_local_push(void *object, const void *type);

/// Ends the last binding of this task, or, if none runs, of this thread.
static inline void ctask_local_pop(void);

/// Writes a line to the standard error output, for a developer. C, because Swift 6 takes `stderr` for a
/// variable that anybody may change.
void ctask_report(const char *line);

/// How many frames of the stack can be followed from the caller's by their frame pointers, at most `limit`:
/// as far as these stay on this thread's stack, one above the other. Beyond, where code keeps none, or a
/// stack begins, or an asynchronous function's frame is no part of the stack, who follows them reads any
/// address. 0 on systems where a stack's end cannot be asked.
size_t ctask_safe_frames(size_t limit);

// ---- Private: here so that a look-up is inlined ---------------------------------------------------------

// All these are a part of the runtime's ABI, declared in its `include/swift/Runtime/Concurrency.h`. Where the
// compiler has no such convention (RISC-V), it is C's there too.
#if __has_feature(swiftcc)
#define CTASK__SWIFT_CALL __attribute__((swiftcall))
#else
#define CTASK__SWIFT_CALL
#endif

/// What compiled Swift code calls for `withUnsafeCurrentTask`.
extern CTASK__SWIFT_CALL void *swift_task_getCurrent(void);

/// What compiled Swift code calls for `TaskLocal.get`: where the innermost value is, or NULL.
extern CTASK__SWIFT_CALL void *swift_task_localValueGet(const void *key);

/// What compiled Swift code calls for `TaskLocal.withValue`. The value is taken over.
extern CTASK__SWIFT_CALL void swift_task_localValuePush(const void *key, void *value, const void *type);
extern CTASK__SWIFT_CALL void swift_task_localValuePop(void);

/// The key of the task local. Whoever is inside a binding of it came there after it was told.
extern _Atomic(const void *) ctask__local;

/// An address that the thread has for itself.
void *ctask__thread(void);

static inline void *ctask_current(void) {
  void *task = swift_task_getCurrent();
  return task ? task : ctask__thread();
}

static inline bool ctask_runs_task(void) {
  return swift_task_getCurrent();
}

static inline void *ctask_local_get(void) {
  const void *key = atomic_load_explicit(&ctask__local, memory_order_relaxed);
  if (!key) return 0;
  void **value = (void **)swift_task_localValueGet(key);
  return value ? *value : 0;
}

static inline void ctask_local_push(void *object, const void *type) {
  swift_task_localValuePush(atomic_load_explicit(&ctask__local, memory_order_relaxed), &object, type);
}

static inline void ctask_local_pop(void) {
  swift_task_localValuePop();
}

#endif
