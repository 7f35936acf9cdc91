/// Who runs, and what one task local is bound to: the entry points of Swift's concurrency runtime that have
/// no public and cheap Swift spelling, and an address for a thread.
///
/// C, because Swift does not let a package name the former (`@_silgen_name` warns that this will become an
/// error), and because the calling convention has to be given; and because Swift has no thread-local storage.
#ifndef CTASKRUNTIME_H
#define CTASKRUNTIME_H

#include <stdbool.h>

/// The address of the task that runs on this thread; if none does, one that the thread has for itself as long
/// as it lives. Borrowed; never read through.
///
/// `withUnsafeCurrentTask` asks the same function and costs twenty times as much (55-70 ns against 3).
void *ctask_current(void);

/// Says which task local the functions below are about. `key` is the address of its `TaskLocal`, whose values
/// are objects or nil. To be called before it is bound for the first time.
void ctask_local_is(const void *key);

/// The object that is bound to the task local; NULL if nothing is. Not retained: the binding holds it, as
/// long as the caller is inside.
///
/// `TaskLocal.get` retains and releases it, which costs more than the look-up.
void *ctask_local_get(void);

/// Binds the task local to `object`, of which it takes over a reference, until the matching pop. `type` is
/// the metadata of its values.
///
/// The binding is allocated from the task's stack, as are the frames of asynchronous functions: what is
/// allocated there after the push has to be freed before the pop, and the other way round.
///
/// `TaskLocal.withValue` takes a closure that has neither typed throws nor noncopyable results.
void ctask_local_push(void *object, const void *type);

/// Ends the last binding of this task, or, if none runs, of this thread.
void ctask_local_pop(void);

/// Whether the thread sanitizer watches this program. It does not see that a reference which one thread gives
/// back, and another finds gone, orders what they do (Swift's runtime is built without it).
bool ctask_is_watched_by_thread_sanitizer(void);

#endif
