// Looking inside a map: statistics, and a text for debugging.
#include "references.h"

#include <inttypes.h>
#include <stdio.h>

// ---- Statistics -----------------------------------------------------------------------------------------

static void count(const chamt__node *node, bool shared, size_t depth, chamt_statistics *statistics) {
  statistics->nodes++;
  statistics->shared_nodes += shared;
  statistics->collision_nodes += chamt__is_collision(node);
  statistics->bytes += chamt__node_size(chamt__occupancy_of(node));
  if (depth > statistics->depth) statistics->depth = depth;
  for (uint32_t children = chamt__slots_with(node, CHAMT__CHILDREN); children; children &= children - 1) {
    const chamt__node *child = *chamt__child(node, node->table[__builtin_ctz(children)]);
    count(child, chamt__node_is_shared(child), depth + 1, statistics);
  }
}

chamt_statistics chamt_map_statistics(chamt_map map) {
  CHAMT__CHECK_MAP(map);
  chamt_statistics statistics = {0};
  if (map.root) count(map.root, chamt__node_is_shared(map.root), 1, &statistics);
  return statistics;
}

// ---- Dump -----------------------------------------------------------------------------------------------

typedef struct output {
  void (*write)(const char *text, void *context);
  void *context;
} output;

/// The digits that lead to a slot, as text: "5.1".
typedef struct place {
  char digits[CHAMT_MAX_DEPTH * sizeof "31."];
  size_t length;
} place;

static place place_in(place above, unsigned digit) {
  int written = snprintf(
      above.digits + above.length, sizeof above.digits - above.length, above.length ? ".%u" : "%u", digit
  );
  above.length += (size_t)written;
  return above;
}

static void dump_entry(const output *to, const place *at, chamt_entry entry) {
  char line[sizeof at->digits + 64];
  snprintf(line, sizeof line, "  %s: 0x%" PRIxPTR " = 0x%" PRIxPTR "\n", at->digits, entry.key, entry.value);
  to->write(line, to->context);
}

static void dump_node(const output *to, const place *at, const chamt__node *node, bool shared) {
  char line[sizeof at->digits + 96];
  bool collision = chamt__is_collision(node);
  snprintf(
      line, sizeof line, "  %s: %s%s, %" PRIu32 " entries in it and below\n",
      at->length ? at->digits : "root", shared ? "shared " : "", collision ? "collision node" : "node",
      node->count
  );
  to->write(line, to->context);
  if (collision)
    for (size_t i = 0; i < node->count; i++)
      dump_entry(to, at, chamt__entries(node)[i]);
  for (unsigned digit = 0; digit < CHAMT_SLOTS; digit++) {
    uint8_t code = node->table[digit];
    place below = place_in(*at, digit);
    if (chamt__is_entry(code)) dump_entry(to, &below, *chamt__entry(node, code));
    else if (code) {
      const chamt__node *child = *chamt__child(node, code);
      dump_node(to, &below, child, chamt__node_is_shared(child));
    }
  }
}

void chamt_map_dump(chamt_map map, void (*write)(const char *text, void *context), void *context) {
  CHAMT__CHECK_MAP(map);
  chamt_statistics statistics = chamt_map_statistics(map);
  char line[128];
  snprintf(
      line, sizeof line, "map of %zu entries: %zu nodes, depth %zu, %zu bytes\n", chamt_map_count(map),
      statistics.nodes, statistics.depth, statistics.bytes
  );
  write(line, context);
  output to = {write, context};
  place root = {.length = 0};
  if (map.root) dump_node(&to, &root, map.root, chamt__node_is_shared(map.root));
}
