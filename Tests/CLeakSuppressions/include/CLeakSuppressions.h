/// What the leak sanitizer is told to pass over in the test runner.
#ifndef CLEAKSUPPRESSIONS_H
#define CLEAKSUPPRESSIONS_H

/// Called by the leak sanitizer's runtime, if there is one, when the program ends.
const char *__lsan_default_suppressions(void);

#endif
