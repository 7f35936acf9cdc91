// Passes the engine's harness to libFuzzer, which searches for programs that reach new code. Scripts/fuzz
// builds and runs it.
#include "CHamtFuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  chamt_fuzz_figures figures = {0};
  chamt_fuzz_run(bytes, count, &figures);
  return 0;
}
