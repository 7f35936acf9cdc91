// The wrappers. What they are, and what they rely on, is in CSpawn.h.
//
//   task ──▶ wrapper (own frame) ──▶ operation (callee's frame) ──▶ after (callee's frame) ──▶ own->resume
//
// An asynchronous function gets its frame from its caller. The first two words of the frame are the caller's
// frame and the function to resume there, and the callee ends with a tail call of that function. An error is
// passed in the register of the closure context.
#include "CSpawn.h"

#include "CScope.h"
#include "CTaskRuntime.h"

static cspawn_hooks hooks;

void cspawn_set_hooks(cspawn_hooks given) {
  hooks = given;
}

#if CSPAWN_IS_SUPPORTED

// A tail call is written as a `return` with a value, which ISO C does not allow in a void function.
#pragma clang diagnostic ignored "-Wpedantic"

#define ASYNC __attribute__((swiftasynccall))
// A sanitizer would add code after what must be the last call.
#define UNWATCHED __attribute__((disable_sanitizer_instrumentation, no_sanitize("undefined")))
#define CONTEXT __attribute__((swift_async_context))
#define SELF __attribute__((swift_context))

extern CTASK__SWIFT_CALL void *swift_task_alloc(size_t bytes);
extern CTASK__SWIFT_CALL void swift_task_dealloc(void *memory);
extern void *swift_retain(void *object);
extern void swift_release(void *object);

typedef struct frame frame;
typedef ASYNC void (*resume_function)(CONTEXT frame *, SELF void *error);
struct frame {
  frame *parent;
  resume_function resume;
  void *object; // Only in the wrapper's own frame.
};

/// What an async function pointer points at.
typedef struct async_function {
  int32_t offset; // Of the code, from here.
  uint32_t frame_bytes;
} async_function;

static cspawn_operation *operation_of(void *object) {
  return (cspawn_operation *)(void *)((char *)object + hooks.operation_offset);
}

static frame *begin(frame *own, void *object, resume_function resume) {
  cscope *scope = cscope_of(object);
  own->object = object;
  scope->isolation[0] = scope->isolation[1] = 0;
  cscope_set_owner(scope, (uintptr_t)ctask_current());
  if (!operation_of(object)->is_bound) {
    swift_retain(object);
    ctask_local_push(object, hooks.local_type);
  }
  const async_function *entry = operation_of(object)->entry;
  frame *callee = swift_task_alloc(entry->frame_bytes);
  callee->parent = own;
  callee->resume = resume;
  return callee;
}

static frame *end(frame *callee) {
  frame *own = callee->parent;
  void *object = own->object;
  swift_task_dealloc(callee);
  // What the operation captured is released while the task is in the scope: a `deinit` sees its values.
  void *context = operation_of(object)->context;
  operation_of(object)->context = NULL;
  if (context) swift_release(context);
  _Bool is_tied = !cscope_leave(cscope_of(object));
  if (is_tied) hooks.leave(object);
  if (!operation_of(object)->is_bound) ctask_local_pop();
  if (is_tied) hooks.left(object);
  return own;
}

UNWATCHED static ASYNC void after(CONTEXT frame *callee, SELF void *no_error) {
  (void)no_error; // The register holds anything.
  frame *own = end(callee);
  __attribute__((musttail)) return own->resume(own, NULL);
}

UNWATCHED static ASYNC void after_or_throwing(CONTEXT frame *callee, SELF void *error) {
  frame *own = end(callee);
  __attribute__((musttail)) return own->resume(own, error);
}

/// The code behind an async function pointer.
static const void *code(void *object) {
  const async_function *entry = operation_of(object)->entry;
  return (const char *)entry + entry->offset;
}

typedef ASYNC void (*returning)(void *result, CONTEXT frame *, SELF void *context);
UNWATCHED static ASYNC void run(void *result, CONTEXT frame *own, SELF void *object) {
  frame *callee = begin(own, object, after);
  returning operation = (returning)(uintptr_t)code(object);
  __attribute__((musttail)) return operation(result, callee, operation_of(object)->context);
}

UNWATCHED static ASYNC void run_or_throw(void *result, CONTEXT frame *own, SELF void *object) {
  frame *callee = begin(own, object, after_or_throwing);
  returning operation = (returning)(uintptr_t)code(object);
  __attribute__((musttail)) return operation(result, callee, operation_of(object)->context);
}

static async_function functions[2];

/// Computes offsets between code and data, which no constant expression can express.
__attribute__((constructor)) static void make_functions(void) {
  const char *codes[2] = {
      (const char *)(uintptr_t)run,
      (const char *)(uintptr_t)run_or_throw,
  };
  for (int i = 0; i < 2; i++)
    functions[i] = (async_function){(int32_t)(codes[i] - (const char *)&functions[i]), sizeof(frame)};
}

// ---- Starting ------------------------------------------------------------------------------------------

/// Flags of `swift_task_create` (swift/ABI/MetadataValues.h, TaskCreateFlags).
enum {
  IS_CHILD = 0x100,
  COPY_LOCALS = 0x400,
  INHERIT_CONTEXT = 0x800,
  ENQUEUE = 0x1000,
  ADD_PENDING_UNCONDITIONALLY = 0x2000,
};

/// The group that the task is a child of (swift/ABI/TaskOptions.h, TaskGroupTaskOptionRecord).
typedef struct group_option {
  size_t kind;
  void *next;
  void *group;
} group_option;

enum { GROUP_OPTION = 1 };

typedef struct task_and_frame {
  void *task;
  void *frame;
} task_and_frame;

extern CTASK__SWIFT_CALL task_and_frame
swift_task_create(size_t flags, void *options, const void *result, const void *entry, void *context);

void cspawn_add_task(void *group, const void *result, const void *wrapper, void *object) {
  group_option option = {GROUP_OPTION, NULL, group};
  size_t flags = IS_CHILD | ENQUEUE | ADD_PENDING_UNCONDITIONALLY;
  swift_release(swift_task_create(flags, &option, result, wrapper, object).task);
}

void *cspawn_make_task(const void *result, const void *wrapper, void *object) {
  return swift_task_create(COPY_LOCALS | INHERIT_CONTEXT | ENQUEUE, NULL, result, wrapper, object).task;
}

#else

// For the linker only. None of these is called, since Swift checks cspawn_is_supported first.

void cspawn_add_task(void *group, const void *result, const void *wrapper, void *object) {
  (void)group, (void)result, (void)wrapper, (void)object;
}

void *cspawn_make_task(const void *result, const void *wrapper, void *object) {
  (void)result, (void)wrapper;
  return object;
}

static const char functions[2];

#endif

const void *cspawn_returning(void) {
  return &functions[0];
}

const void *cspawn_returning_or_throwing(void) {
  return &functions[1];
}
