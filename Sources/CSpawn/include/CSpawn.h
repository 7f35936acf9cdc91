/// The operation of a task that owns its scope: an asynchronous function in C whose closure context *is* the
/// scope's object. It makes the running task the owner, binds the task local, runs the operation, releases
/// what the operation has captured, leaves and unbinds. It allocates one frame of the task's stack, and
/// changes no executor: an isolated operation does that itself, as it does in a task that is started without
/// a wrapper.
///
///   header | cscope { isolation, owner, … } | … | cspawn_operation
///
/// C, because Swift's own closures cannot be given an object for a context: a closure around the operation is
/// another object, and another thunk for each way in which it is called.
///
/// It rests on Swift's asynchronous calling convention (`swiftasynccall`, the layout of an async context and
/// of an async function pointer) and on the two words at which an `@isolated(any)` closure has its actor.
/// Every compiled program that uses concurrency contains all that, so on Apple's systems it is frozen;
/// elsewhere it belongs to the toolchain. So CSPAWN_IS_SUPPORTED says for which it has been tested, and
/// everybody else gets the form in plain Swift (Tasks/Spawn.swift), which `make test-plain` tests.
#ifndef CSPAWN_H
#define CSPAWN_H

#include <stddef.h>
#include <stdint.h>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-extension"

/// The two words of an operation, of which the context is a reference.
typedef struct cspawn_operation {
  const void *_Nullable entry;
  void *_Nullable context;
  /// Whether the scope was bound around the call that started the task, which has it for its innermost then.
  /// Else the wrapper binds it.
  _Bool is_bound;
} cspawn_operation;

/// What the wrapper asks of the library for a scope that is tied to others. Both run in the task.
typedef struct cspawn_hooks {
  /// Where a scope's object has its cspawn_operation.
  size_t operation_offset;
  /// Ends the running task's ownership of the scope in `object`.
  void (*_Nullable leave)(void *_Nonnull object);
  /// The scope has been left and unbound.
  void (*_Nullable left)(void *_Nonnull object);
  /// The metadata of the task local's type.
  const void *_Nullable local_type;
} cspawn_hooks;

/// To be called before the first task is started.
void cspawn_set_hooks(cspawn_hooks hooks);

/// Whether this is a platform that the wrappers have been tested on. Nothing in them but the size of a word
/// is of one processor (arm64e, which signs pointers, is another matter); on those where nobody has run the
/// tests, Swift does it.
#if defined(__clang__) && defined(__x86_64__) && defined(__LP64__) && defined(__linux__) &&                  \
    !defined(__ANDROID__)
#define CSPAWN_IS_SUPPORTED 1
#else
#define CSPAWN_IS_SUPPORTED 0
#endif

/// The same for Swift.
static inline _Bool cspawn_is_supported(void) {
  return CSPAWN_IS_SUPPORTED;
}

/// Starts a child of a group, as `addTask` does if it is given an operation alone that has no actor: without
/// the standard library's own 150 ns for the name, the priority and the executor that it was not given.
///
/// It is what the compiler makes of `Builtin.createTask`: `swift_task_create`, its flags and its option
/// record.
///
/// \param result   Metadata of what the operation returns.
/// \param wrapper  One of the async function pointers below.
/// \param object   The scope's object, a reference, which is consumed.
void cspawn_add_task(
    void *_Nonnull group, const void *_Nonnull result, const void *_Nonnull wrapper, void *_Nonnull object
);

/// Starts a task, as `Task.init` does; +1.
void *_Nonnull cspawn_make_task(
    const void *_Nonnull result, const void *_Nonnull wrapper, void *_Nonnull object
);

/// Async function pointers of the wrappers, for operations that return their result at an address, as all do
/// that are called as an operation of any type.
const void *_Nonnull cspawn_returning(void);
const void *_Nonnull cspawn_returning_or_throwing(void);

#pragma clang diagnostic pop

#endif
