// What the sanitizers ignore. It is not ours, and named as narrowly as possible, so that our own
// faults are found.
#include "CTestSupport.h"

/// `swift test` runs XCTest before Swift Testing, although there is no XCTest case here, and on Linux XCTest
/// leaks its empty suite (368 bytes in 6 blocks with Swift 6.3.1).
const char *__lsan_default_suppressions(void) {
  return "leak:libXCTest.so\n";
}

/// A task that waits for one of NIO's futures keeps the continuation on its stack, where the event loop's
/// thread reads it in `UnsafeContinuation.resume`; when the task waits for the next future, it writes there
/// again. The runtime orders the two, but the sanitizer has been seen to miss it (swiftlang/swift#57803; once
/// with Swift 6.3.1). `resume` calls only the runtime, so no race of ours has it among its frames.
const char *__tsan_default_suppressions(void) {
  return "race:sScc6resume\n";
}
