/// What the sanitizers are told to pass over in the test runner.
#ifndef CSUPPRESSIONS_H
#define CSUPPRESSIONS_H

/// Called by the leak sanitizer's runtime, if there is one, when the program ends.
const char *__lsan_default_suppressions(void);

/// Called by the thread sanitizer's runtime, if there is one, when the program begins.
const char *__tsan_default_suppressions(void);

#endif
