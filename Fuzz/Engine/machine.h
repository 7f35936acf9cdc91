// The machine that runs a program: four slots with maps, what each must hold, and the family of all maps.
// Private to the harness.
//
// Layers: the family that watches the engine (family.c), the checks (check.c), comparisons of two maps
// (compare.c), the operations (engine.c).
//
// A key has a number. An identity key's word follows from the number. A general key has four words for one
// number, which are equal keys, so that it matters which of them a map holds.
#ifndef CHAMT_FUZZ_MACHINE_H
#define CHAMT_FUZZ_MACHINE_H

#include "CHamt.h"
#include "CHamtFuzz.h"

enum { SLOTS = 4, KEYS = 64, VARIANTS = 4, VALUES = 16 };

/// What a map must hold: for each key number, which of its words and which value.
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
  const model *pending; ///< What it must hold once the current change is over; NULL if there is none.
  bool pinned;          ///< In use, so it must not get another map.
  bool editing;
  bool own; ///< Nobody else held a node of it when the editing began.
  chamt_map map;
  chamt_transient edit;
} slot;

/// Kinds of callbacks: those that ask (for hashes, equalities and comparisons), those that retain words,
/// those that allocate, and those that release words or free memory.
typedef enum callback { ASKS, RETAINS, ALLOCATES, GIVES_BACK, CALLBACKS } callback;

typedef struct machine {
  const uint8_t *next, *end; ///< The rest of the program.
  chamt_fuzz_figures *figures;
  slot slots[SLOTS];
  unsigned at;       ///< The current slot.
  const char *doing; ///< The current operation, for messages.

  chamt_family family;
  uint64_t hashes[KEYS]; ///< Of general keys.
  unsigned rotation;     ///< Of identity keys: the word is the number, rotated by this.
  unsigned numbers;      ///< How many keys there are.
  size_t key_counts[KEYS * VARIANTS], value_counts[VALUES];
  size_t live_bytes, live_blocks;
  size_t allocations, countings; ///< Calls so far.

  // The current step:
  unsigned refuse_in;   ///< The allocation to refuse: 1 is the next, 0 none.
  bool refused;         ///< An allocation has been refused.
  callback enter;       ///< The kind of callback that runs operations.
  unsigned enter_in;    ///< Which of these callbacks does: 1 is the next, 0 none.
  unsigned enter_every; ///< The last `enter_in` that was chosen; the next is twice as large.
  bool entered;         ///< A callback has run an operation.
  bool inside;          ///< A callback is running one now.
  bool over;            ///< Inside it: the change around it is done and only releases.
  bool releasing;       ///< A map is being released.
} machine;

/// Unless `holds`, prints `rule` and aborts.
void fuzz__expect(const machine *m, bool holds, const char *rule);

// ---- The family -----------------------------------------------------------------------------------------

/// Sets up the machine's family. One byte chooses the keys, the other whether keys and values are counted.
void fuzz__family_make(machine *m, unsigned keys, unsigned counting);

/// One of the words of the key with this number: `variant` modulo VARIANTS chooses.
chamt_word fuzz__word(const machine *m, unsigned number, unsigned variant);

/// The number of the key with this word.
unsigned fuzz__number(const machine *m, chamt_word word);

/// Called by every callback. The chosen ones run an operation.
void fuzz__called(machine *m, callback kind);

// ---- The operations -------------------------------------------------------------------------------------

/// Runs the next operation of the program.
void fuzz__step(machine *m);

/// Compare the maps of two slots: whether they are equal, or how they differ. `how` chooses the way.
void fuzz__compare_equal(machine *m, slot *left, slot *right, unsigned how);
void fuzz__compare_diff(machine *m, slot *left, slot *right, unsigned how);

// ---- The checks -----------------------------------------------------------------------------------------

/// Checks one key of a slot, and its count.
void fuzz__check_key(const machine *m, slot *s, unsigned number, unsigned variant);

/// Checks every key of a slot, and that a walk gives each once.
void fuzz__check_content(const machine *m, slot *s);

/// Checks that a slot's map has the one form of its content, and what the library reports about its
/// structure.
void fuzz__check_form(machine *m, slot *s);

#endif
