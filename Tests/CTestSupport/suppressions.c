// Faults of other libraries that the sanitizers must ignore, named as narrowly as possible, so that our own
// faults are still found.
#include "CTestSupport.h"

/// `swift test` runs XCTest before Swift Testing, although there are no XCTest cases here, and on Linux
/// XCTest leaks its empty suite (368 bytes in 6 blocks with Swift 6.3.1).
const char *__lsan_default_suppressions(void) {
  return "leak:libXCTest.so\n";
}

/// A task that waits for one of NIO's futures keeps the continuation on its stack, where the event loop's
/// thread reads it in `UnsafeContinuation.resume`. When the task waits for the next future, it writes to the
/// same place. The runtime orders the two accesses, but the sanitizer has been seen to miss that
/// (swiftlang/swift#57803; once with Swift 6.3.1). `resume` calls only the runtime, so it appears in no stack
/// trace of a race of our own.
const char *__tsan_default_suppressions(void) {
  return "race:sScc6resume\n";
}
