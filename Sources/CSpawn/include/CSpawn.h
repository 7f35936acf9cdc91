// The operation of a task that owns its scope: an asynchronous function in C whose closure context *is* the
// scope's object. It makes the running task the owner, binds the task local, runs the operation, releases
// what the operation has captured, leaves the scope and unbinds. It allocates one frame on the task's
// stack. It switches no executor: an isolated operation does that itself, as in a task that is started
// without a wrapper.
//
//   header | cscope { isolation, owner, … } | … | cspawn_operation
//
// In C, because a Swift closure cannot be given an existing object as its context: a closure around the
// operation would be one more object, and one more thunk for each way of calling it.
//
// It relies on Swift's asynchronous calling convention (`swiftasynccall`, the layout of an async context and
// of an async function pointer) and on the two words where an `@isolated(any)` closure has its actor. Every
// compiled program that uses concurrency contains all of this, so on Apple's systems it is frozen; elsewhere
// it belongs to the toolchain. CSPAWN_IS_SUPPORTED therefore lists the platforms on which this has been
// tested. On all others, and with a toolchain that is not Swift 6.3 (ChildScope.swift), the wrapper is in
// Swift (TaskOperation.swift), and tested by `make test-plain`.
#ifndef CSPAWN_H
#define CSPAWN_H

#include <stddef.h>
#include <stdint.h>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-extension"

/// The two words of an operation's closure; `context` is a reference.
typedef struct cspawn_operation {
  const void *_Nullable entry;
  void *_Nullable context;
  /// Whether the scope was bound around the call that started the task, so that the task already has it as
  /// its innermost. Otherwise the wrapper binds it.
  _Bool is_bound;
} cspawn_operation;

/// What the wrapper needs from the library. `leave` and `left` are for scopes that are tied to others,
/// and run in the task.
typedef struct cspawn_hooks {
  /// Where the cspawn_operation is in a scope's object.
  size_t operation_offset;
  /// Ends the running task's ownership of the scope in `object`.
  void (*_Nullable leave)(void *_Nonnull object);
  /// Called when the scope has been left and unbound.
  void (*_Nullable left)(void *_Nonnull object);
  /// The metadata of the task local's type.
  const void *_Nullable local_type;
} cspawn_hooks;

/// Must be called before the first task is started.
void cspawn_set_hooks(cspawn_hooks hooks);

/// Whether the wrappers have been tested on this platform. Nothing in them but the size of a word
/// depends on the processor (except on arm64e, which signs pointers). Where nobody has run the tests,
/// plain Swift is used. (<stdint.h>, above, defines __GLIBC__.)
#if defined(__clang__) && defined(__x86_64__) && defined(__LP64__) && defined(__linux__) && defined(__GLIBC__)
#define CSPAWN_IS_SUPPORTED 1
#else
#define CSPAWN_IS_SUPPORTED 0
#endif

/// CSPAWN_IS_SUPPORTED, for Swift.
static inline _Bool cspawn_is_supported(void) {
  return CSPAWN_IS_SUPPORTED;
}

/// Starts a child of a group, as `addTask` does when it is given only an operation, without an actor; but
/// without the 70 ns that the standard library spends on the name, the priority and the executor that were
/// not given (docs/Design.md).
///
/// It does what the compiler makes of `Builtin.createTask`: a call of `swift_task_create` with flags and
/// an option record.
///
/// \param result   Metadata of the type that the operation returns.
/// \param wrapper  One of the async function pointers below.
/// \param object   The scope's object, a reference, which is consumed.
void cspawn_add_task(
    void *_Nonnull group, const void *_Nonnull result, const void *_Nonnull wrapper, void *_Nonnull object
);

/// Starts a task, as `Task.init` does. Returns the task, +1. Parameters as for cspawn_add_task.
void *_Nonnull cspawn_make_task(
    const void *_Nonnull result, const void *_Nonnull wrapper, void *_Nonnull object
);

/// Async function pointers of the wrappers. They expect an operation that returns its result at an address,
/// as every operation with a generic result type does.
const void *_Nonnull cspawn_returning(void);
const void *_Nonnull cspawn_returning_or_throwing(void);

#pragma clang diagnostic pop

#endif
