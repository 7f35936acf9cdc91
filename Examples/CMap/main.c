// Counts the words of a rhyme in C, with nothing but the engine, and keeps the counts after each verse.
//
// Every version is a complete map that never changes. It shares all nodes with the version before, except the
// nodes on the paths to the verse's words.
#include <CHamt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { VERSES = 4 };

// The keys are words of this text, which outlives every map: the family below counts no references.
static char rhyme[VERSES][96] = {
    "this is the house that jack built",
    "this is the malt that lay in the house that jack built",
    "this is the rat that ate the malt that lay in the house that jack built",
    "this is the cat that killed the rat that ate the malt that lay in the house that jack built",
};

/// FNV-1a.
static uint64_t hash_word(chamt_word word, void *context) {
  (void)context;
  uint64_t hash = 0xcbf29ce484222325;
  for (const char *next = (const char *)word; *next != '\0'; next++)
    hash = (hash ^ (unsigned char)*next) * 0x100000001b3;
  return hash;
}

static bool equal_words(chamt_word left, chamt_word right, void *context) {
  (void)context;
  return strcmp((const char *)left, (const char *)right) == 0;
}

static const chamt_family words = {.hash = hash_word, .equal = equal_words};

/// Stores in `*out` (+1) the counts with the words of a verse added. `counts` is borrowed and does not
/// change.
///
/// \param verse  Cut into words in place.
/// \return CHAMT_OK, or CHAMT_NO_MEMORY with `*out` untouched.
static chamt_status add(chamt_map counts, char *verse, chamt_map *out) {
  // A transient copies a node once and then edits it in place, which a chamt_map_assoc for each word would
  // not.
  chamt_transient edit = chamt_transient_make(chamt_map_retain(counts));
  chamt_status status = CHAMT_OK;
  for (char *word = strtok(verse, " "); word != NULL && status == CHAMT_OK; word = strtok(NULL, " ")) {
    chamt_word seen = 0;
    (void)chamt_transient_find(&edit, (chamt_word)word, &seen);
    status = chamt_transient_assoc(&edit, (chamt_word)word, seen + 1);
  }
  chamt_map sum;
  (void)chamt_transient_finish(&edit, &sum); // Finished once, so it cannot fail.
  if (status == CHAMT_OK) *out = sum;
  else chamt_map_release(sum);
  return status;
}

struct difference {
  int added, replaced;
};

static bool count_added(chamt_word word, chamt_word count, void *context) {
  (void)word, (void)count;
  ((struct difference *)context)->added++;
  return true;
}

static bool count_replaced(chamt_word word, chamt_word before, chamt_word after, void *context) {
  (void)word, (void)before, (void)after;
  ((struct difference *)context)->replaced++;
  return true;
}

int main(void) {
  chamt_map after[VERSES + 1];
  after[0] = chamt_map_empty(&words);
  int known = 1; // The number of versions: all of them, unless memory runs out.
  while (known <= VERSES && add(after[known - 1], rhyme[known - 1], &after[known]) == CHAMT_OK)
    known++;

  for (int verse = 1; verse < known; verse++)
    printf(
        "after verse %d: %2zu words, \"the\" %2" PRIuPTR " times, \"rat\" %" PRIuPTR "\n", verse,
        chamt_map_count(after[verse]), chamt_map_get(after[verse], (chamt_word) "the", 0),
        chamt_map_get(after[verse], (chamt_word) "rat", 0)
    );

  struct difference since = {0, 0};
  const chamt_changes changes = {.added = count_added, .replaced = count_replaced, .context = &since};
  if (known == VERSES + 1 && chamt_map_diff(after[1], after[VERSES], &changes))
    printf("since verse 1: %d new words, %d counted again\n", since.added, since.replaced);

  for (int verse = 0; verse < known; verse++)
    chamt_map_release(after[verse]);
  return known == VERSES + 1 ? 0 : 1;
}
