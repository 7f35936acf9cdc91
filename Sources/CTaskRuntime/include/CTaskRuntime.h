// Who is running, and what one task local is bound to: the entry points of Swift's concurrency runtime that
// have no public and cheap Swift spelling, and an address for each thread.
//
// In C, because Swift does not let a package name these entry points (`@_silgen_name` warns that it will
// become an error) or state their calling convention, and because Swift has no thread-local storage.
#ifndef CTASKRUNTIME_H
#define CTASKRUNTIME_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/// The address of the task that is running on this thread or, if there is none, an address that belongs to
/// the thread for as long as it lives. Borrowed; not to be dereferenced.
///
/// `withUnsafeCurrentTask` calls the same function and costs twenty times as much (55-70 ns against 3).
static inline void *ctask_current(void);

/// Whether a task is running on this thread.
static inline bool ctask_runs_task(void);

/// Sets the task local that the functions below use. `key` is the address of its `TaskLocal`, whose values
/// are objects or nil. Must be called before the task local is bound for the first time.
void ctask_local_is(const void *key);

/// The object that the task local is bound to, or NULL. Not retained: the binding holds it for as long as the
/// caller is inside the binding.
///
/// `TaskLocal.get` retains and releases the object, which costs more than the look-up.
static inline void *ctask_local_get(void);

/// Binds the task local to `object`, whose reference is consumed, until the matching pop. `type` is the
/// metadata of the task local's values.
///
/// The binding is allocated on the task's stack, like the frames of asynchronous functions: whatever is
/// allocated there after the push must be freed before the pop, and the other way round. Outside a task,
/// whatever a pop releases must not bind anything: the thread's list of bindings is freed after that.
///
/// `TaskLocal.withValue` instead takes a closure, which can have neither typed throws nor a
/// noncopyable result.
static inline void ctask_local_push(void *object, const void *type);

/// Ends the innermost binding of this task or, if none is running, of this thread.
static inline void ctask_local_pop(void);

/// Writes a line to the standard error, for developers. In C, because Swift 6 treats `stderr` as a variable
/// that anybody may change.
void ctask_report(const char *line);

/// How many stack frames can be followed from the caller's by their frame pointers, at most `limit`: as long
/// as the pointers stay on this thread's stack, each above the one before. Beyond that, a pointer may be any
/// address: code may keep no frame pointers, the stack may begin, or the frame of an asynchronous function
/// may not be on the stack. 0 if the end of the stack is unknown, as it always is outside Linux.
size_t ctask_safe_frames(size_t limit);

// ---- Private, here so that a look-up is inlined ---------------------------------------------------------

// All of these are part of the runtime's ABI, declared in its `include/swift/Runtime/Concurrency.h`. Where
// the compiler does not have Swift's calling convention (RISC-V), the runtime uses C's.
#if __has_feature(swiftcc)
#define CTASK__SWIFT_CALL __attribute__((swiftcall))
#else
#define CTASK__SWIFT_CALL
#endif

/// What compiled Swift code calls for `withUnsafeCurrentTask`.
extern CTASK__SWIFT_CALL void *swift_task_getCurrent(void);

/// What compiled Swift code calls for `TaskLocal.get`: the address of the innermost value, or NULL.
extern CTASK__SWIFT_CALL void *swift_task_localValueGet(const void *key);

/// What compiled Swift code calls for `TaskLocal.withValue`. The value is consumed.
extern CTASK__SWIFT_CALL void swift_task_localValuePush(const void *key, void *value, const void *type);
extern CTASK__SWIFT_CALL void swift_task_localValuePop(void);

/// The key of the task local. It was set before anybody could enter a binding of the task local.
extern _Atomic(const void *) ctask__local;

/// An address that belongs to the thread.
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
