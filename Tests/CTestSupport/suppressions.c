// What is passed over is not ours, and named as closely as can be: what the library does wrong is found.
#include "CTestSupport.h"

/// `swift test` runs XCTest before Swift Testing, though there is no XCTest case here, and on Linux XCTest
/// leaks its empty suite (368 bytes in 6 blocks with Swift 6.3.1).
const char *__lsan_default_suppressions(void) {
  return "leak:libXCTest.so\n";
}

/// A task that waits for one of NIO's futures keeps the continuation on its stack, where the loop's thread
/// reads it in `UnsafeContinuation.resume`, and writes there again when it waits for the next. The runtime
/// orders the two, which the sanitizer has been seen to miss (swiftlang/swift#57803; once with Swift 6.3.1).
/// `resume` calls nobody but the runtime, so no race of ours has it among its frames.
const char *__tsan_default_suppressions(void) {
  return "race:sScc6resume\n";
}
