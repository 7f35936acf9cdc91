/// Who runs: the one entry point of Swift's concurrency runtime that has no public and cheap Swift spelling,
/// and a number for a thread.
///
/// C, because Swift does not let a package name the former (`@_silgen_name` warns that this will become an
/// error), and because the calling convention has to be given; and because Swift has no thread-local storage.
#ifndef CTASKRUNTIME_H
#define CTASKRUNTIME_H

/// The address of the task that runs on this thread, or NULL if none does. Borrowed; never read through.
///
/// `withUnsafeCurrentTask` asks the same function and costs twenty times as much (55-70 ns against 3).
void *ctask_current(void);

/// An address that this thread has for itself as long as it lives. Never read through.
void *ctask_thread(void);

#endif
