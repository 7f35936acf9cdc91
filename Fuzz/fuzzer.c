/// Gives the harness to libFuzzer, which looks for programs that reach new code. Built and run by
/// Scripts/fuzz.
#include "CHamtFuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  chamt_fuzz_figures figures = {0};
  chamt_fuzz_run(bytes, count, &figures);
  return 0;
}
