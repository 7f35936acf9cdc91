// The checks against the model: of one key, of the whole content, of the form.
#include "machine.h"

#include <string.h>

void fuzz__check_key(const machine *m, slot *s, unsigned number, unsigned variant) {
  // Inside a callback of a change to the slot, the change has either been made or not begun.
  const model *must = s->pending && m->over ? s->pending : &s->model;
  chamt_word key = fuzz__word(m, number, variant),
             value = VALUES; // No value, so a write shows.
  bool bound = must->of[number].bound;
  bool found = true;
  if (s->editing) found = chamt_transient_find(&s->edit, key, &value);
  else if (number % 2) value = chamt_map_get(s->map, key, VALUES), found = value != VALUES;
  else found = chamt_map_find(s->map, key, &value);
  size_t count = s->editing ? chamt_transient_count(&s->edit) : chamt_map_count(s->map);
  fuzz__expect(m, found == bound, "a key is found if and only if it is bound");
  fuzz__expect(
      m, value == (bound ? must->of[number].value : VALUES), "a look-up yields the bound value, or none"
  );
  fuzz__expect(m, count == must->count, "the count is the number of bound keys");
}

/// Checks that a walk yields each entry once, with the words that were bound, and that these are retained.
static void check_walk(const machine *m, const slot *s) {
  bool seen[KEYS] = {false};
  size_t steps = 0;
  chamt_iterator walk = chamt_iterator_make(s->map);
  for (chamt_word key, value; chamt_iterator_next(&walk, &key, &value); steps++) {
    unsigned number = fuzz__number(m, key), variant = s->model.of[number].variant;
    fuzz__expect(m, s->model.of[number].bound && !seen[number], "a walk yields the bound keys, each once");
    fuzz__expect(m, key == fuzz__word(m, number, variant), "a key keeps the word that it was first bound by");
    fuzz__expect(m, value == s->model.of[number].value, "a walk yields the bound values");
    size_t index = m->family.hash ? key : number;
    fuzz__expect(m, !m->family.retain_key || m->key_counts[index] > 0, "a key that is held is retained");
    fuzz__expect(
        m, !m->family.retain_value || m->value_counts[value] > 0, "a value that is held is retained"
    );
    seen[number] = true;
  }
  fuzz__expect(m, steps == s->model.count, "a walk yields every entry");
  fuzz__expect(m, !chamt_iterator_next(&walk, &(chamt_word){0}, &(chamt_word){0}), "a walk stays at its end");
}

void fuzz__check_content(const machine *m, slot *s) {
  for (unsigned number = 0; number < KEYS; number++)
    fuzz__check_key(m, s, number, number / VARIANTS);
  if (!s->editing) check_walk(m, s);
}

static void count_lines(const char *text, void *context) {
  for (; *text; text++)
    *(size_t *)context += *text == '\n';
}

void fuzz__check_form(machine *m, slot *s) {
  if (s->editing) return;
  size_t bytes = m->live_bytes, blocks = m->live_blocks;
  // The same content, bound in another order and by other words.
  chamt_transient edit = chamt_transient_make(chamt_map_empty(&m->family));
  for (unsigned i = 0; i < KEYS; i++) {
    unsigned number = (KEYS - 1 - i) * 5 % KEYS, variant = s->model.of[number].variant + 1u;
    if (!s->model.of[number].bound) continue;
    chamt_word key = fuzz__word(m, number, variant), value = s->model.of[number].value;
    fuzz__expect(m, chamt_transient_assoc(&edit, key, value) == CHAMT_OK, "a key can be bound");
  }
  chamt_map fresh;
  fuzz__expect(m, chamt_transient_finish(&edit, &fresh) == CHAMT_OK, "a transient can be finished");
  fuzz__expect(
      m, chamt_map_equal(fresh, s->map, NULL, NULL), "maps of equal content are equal, however built"
  );

  chamt_statistics is = chamt_map_statistics(s->map), should = chamt_map_statistics(fresh);
  fuzz__expect(m, should.bytes == m->live_bytes - bytes, "the statistics count the bytes that a map took");
  fuzz__expect(m, should.nodes == m->live_blocks - blocks, "the statistics count the blocks that a map took");
  fuzz__expect(m, should.shared_nodes == 0, "a map built from scratch shares no node");
  is.shared_nodes = 0; // Sharing is not part of the form.
  fuzz__expect(m, memcmp(&is, &should, sizeof is) == 0, "equal content has one form");
  size_t lines = 0;
  chamt_map_dump(fresh, count_lines, &lines);
  fuzz__expect(m, lines == 1 + is.nodes + s->model.count, "a dump has a line for each node and entry");

  chamt_map_release(fresh);
  fuzz__expect(m, m->live_bytes == bytes && m->live_blocks == blocks, "the last release frees everything");
}
