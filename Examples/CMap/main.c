/// The engine from C: two versions of one map, sharing all but a path of nodes.
///
/// Build it with the flags that pkg-config knows: `make engine` does, and runs it.
#include <CHamt.h>
#include <inttypes.h>
#include <stdio.h>

/// Binds and moves on: gives back the old version. False if there is no memory; then nothing has changed.
static bool bind(chamt_map *map, chamt_word key, chamt_word value) {
  chamt_map next;
  if (chamt_map_assoc(*map, key, value, &next) != CHAMT_OK) return false;
  chamt_map_release(*map);
  *map = next;
  return true;
}

int main(void) {
  // Identity keys and plain values need no callbacks.
  const chamt_family words = {0};
  chamt_map squares = chamt_map_empty(&words);
  for (chamt_word n = 0; n < 1000; n++)
    if (!bind(&squares, n, n * n)) return 1;

  // A snapshot is one increment; the change after it copies one path of nodes.
  chamt_map before = chamt_map_retain(squares);
  if (!bind(&squares, 12, 0)) return 1;

  chamt_word then = 0, now = 0;
  if (!chamt_map_find(before, 12, &then) || !chamt_map_find(squares, 12, &now)) return 1;
  printf("12: %" PRIuPTR " before, %" PRIuPTR " now, of %zu keys\n", then, now, chamt_map_count(squares));

  chamt_map_release(before);
  chamt_map_release(squares);
  return 0;
}
