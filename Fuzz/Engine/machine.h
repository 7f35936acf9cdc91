/// The machine that runs a program: four slots with maps, what each must hold, and the family of them all.
/// Private to the harness.
///
/// Layers: the family that watches the engine (family.c), the checks (check.c), comparisons of two maps
/// (compare.c), the operations (engine.c).
///
/// A key has a number. Of identity keys it gives the word; of general keys a number has four words, which are
/// equal keys, so that it matters which of them a map holds.
#ifndef CHAMT_FUZZ_MACHINE_H
#define CHAMT_FUZZ_MACHINE_H

#include "CHamt.h"
#include "CHamtFuzz.h"

enum { SLOTS = 4, KEYS = 64, VARIANTS = 4, VALUES = 16 };

/// What a map must hold: by the number of the key, which of its words and which value.
typedef struct model {
  size_t count;
  struct {
    bool bound;
    uint8_t variant, value;
  } of[KEYS];
} model;

/// A map, or a transient while it is edited.
typedef struct slot {
  model model;
  const model *pending; ///< What it must hold when the change at hand is over; NULL if there is none.
  bool pinned;          ///< In use, so it must not get another map.
  bool editing;
  bool own; ///< Nobody else had a node of it when the editing began.
  chamt_map map;
  chamt_transient edit;
} slot;

/// Kinds of callbacks: what is asked (hashes, equalities, the callbacks of comparisons), what is taken, and
/// what is given back (words and memory).
typedef enum callback { ASKS, RETAINS, ALLOCATES, GIVES_BACK, CALLBACKS } callback;

typedef struct machine {
  const uint8_t *next, *end; ///< What is left of the program.
  chamt_fuzz_figures *figures;
  slot slots[SLOTS];
  unsigned at;       ///< The slot at hand.
  const char *doing; ///< The operation at hand, for messages.

  chamt_family family;
  uint64_t hashes[KEYS]; ///< Of general keys.
  unsigned rotation;     ///< Of identity keys: the word is the number, rotated.
  unsigned numbers;      ///< How many keys there are.
  size_t key_counts[KEYS * VARIANTS], value_counts[VALUES];
  size_t live_bytes, live_blocks;
  size_t allocations, countings; ///< Calls so far.

  // The step at hand:
  unsigned refuse_in;   ///< The allocation to refuse: 1 is the next, 0 none.
  bool refused;         ///< It has been.
  callback enter;       ///< The kind of callback that runs operations.
  unsigned enter_in;    ///< Which of them does: 1 is the next, 0 none.
  unsigned enter_every; ///< And how many further on the next.
  bool entered;         ///< One has.
  bool inside;          ///< One does so now.
  bool over;            ///< In that operation: the change around it is done and only gives back.
  bool releasing;       ///< A map is being released.
} machine;

/// Ends the program with `rule`, unless it holds.
void fuzz__expect(const machine *m, bool holds, const char *rule);

// ---- The family -----------------------------------------------------------------------------------------

/// Sets the machine's family up. A byte each chooses the keys, and whether keys and values are counted.
void fuzz__family_make(machine *m, unsigned keys, unsigned counting);

/// One of the words of the key with this number: `variant` modulo VARIANTS chooses.
chamt_word fuzz__word(const machine *m, unsigned number, unsigned variant);

/// The number of the key with this word.
unsigned fuzz__number(const machine *m, chamt_word word);

/// Every callback calls this: those that were chosen run an operation.
void fuzz__called(machine *m, callback kind);

// ---- The operations -------------------------------------------------------------------------------------

/// Runs the next operation of the program.
void fuzz__step(machine *m);

/// Compares the maps of two slots, in a way that `how` chooses: whether they are equal, or how they differ.
void fuzz__compare_equal(machine *m, slot *left, slot *right, unsigned how);
void fuzz__compare_diff(machine *m, slot *left, slot *right, unsigned how);

// ---- The checks -----------------------------------------------------------------------------------------

/// Checks one key of a slot, and its count.
void fuzz__check_key(const machine *m, slot *s, unsigned number, unsigned variant);

/// Checks every key of a slot, and that a walk gives each once.
void fuzz__check_content(const machine *m, slot *s);

/// Checks that a slot's map has the one form of its content, and what the library says of its inside.
void fuzz__check_form(machine *m, slot *s);

#endif
