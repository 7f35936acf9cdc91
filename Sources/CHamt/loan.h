/// Loans: what a copy of a node need not count. Private to the library.
///
/// Layer: beside nodes (node.h), below the changes (edit.h). Readers know nothing of it.
///
/// A derived version copies the nodes on one path, and each copy has all but one slot in common with its
/// original. Were it to count a reference to everything in them, that would be nearly the whole cost of the
/// derivation, and again of the release. Instead the copy borrows them: it takes the words over, and the
/// original keeps what they refer to alive, slot by slot, for as long as a borrower uses the slot.
///
///   lender    [ a | b | c | d | e ]    loans: a 2, b 1, c 1, d 2, e 2     (how many borrow each slot)
///   borrower  [ a | X | c | d | e ]    owns b's slot, where it has X
///   borrower  [ a | b | Y | d | e ]    owns c's slot
///
/// The lender may die first. Its block then stays until the last borrower is gone, but each thing in it goes
/// with the last node that has it: what is in slots that nobody borrows with the lender itself, what is in
/// the others with the last that borrows the slot. So a loan costs one atomic addition, its return one
/// subtraction, and nothing lives longer than with a reference of its own. (A copy that held a reference to
/// its whole original would be as cheap, and would keep what it has replaced.)
///
/// `loans` is a count for each slot, and some flags, in one word:
///
///   | slot 7 | ... | slot 1 | slot 0 | SETTLED | BORROWER | PINNED | LIVE |
///
///   LIVE      there are references to the node, and so it holds what is in its slots;
///   PINNED    the node has died and is giving back what nobody borrows: the block must stay;
///   BORROWER  the node has borrowed, and a record of it (chamt__loan) stands before it in its block;
///   SETTLED   it has got references of its own since, to all that it had borrowed, or taken over a dead
///             lender's.
///
/// Who brings a count to 0 in a node that is not LIVE gives back what was in the slot: nobody else does. Who
/// leaves neither a count nor a flag frees the block.
///
/// A borrower does not lend. A copy of it borrows from the same lender, counts what the source owns, and owns
/// a slot more. When that has become too much to count, the borrower settles: it gets references to all that
/// it had borrowed, once, and then lends itself. What it had borrowed it gives back when it dies, since other
/// threads may be about to borrow from the same lender. So a living node keeps at most one dead one, however
/// long the history; and nobody has to wait. A node with loans, either way, is not edited in place.
#ifndef CHAMT_LOAN_H
#define CHAMT_LOAN_H

#include "CHamt.h"

enum {
  CHAMT__LIVE = 1,
  CHAMT__PINNED = 2,
  CHAMT__BORROWER = 4,
  CHAMT__SETTLED = 8,
  CHAMT__FLAG_BITS = 4,
  /// Bits of a slot's count. Where there is none (32 slots in a word of 32 bits), nothing is lent.
  CHAMT__LOAN_BITS = (8 * (int)sizeof(chamt_word) - CHAMT__FLAG_BITS) / CHAMT_SLOTS,
  /// A loan and its return are two atomic changes, and a record of two words that a dead lender's block is
  /// added to. It is worth that from so many references on, each counted up and down.
  CHAMT__LEAST_LOAN = 4,
  /// A borrower with more slots of its own settles when it is copied.
  CHAMT__MOST_OWN = 1
};

/// Some slots of a node, a bit for each.
typedef uint32_t chamt__slots;

/// From whom a node has borrowed what. No lender: it has not, and owns all of its slots.
typedef struct chamt__loan {
  chamt__node *lender;
  chamt_word own; ///< The chamt__slots that are the node's own: what is in them it holds itself.
} chamt__loan;

/// `own`, once the loan has been given back: the node holds everything. The lender is then one that is over,
/// whose block waits to be freed with the borrower's, or NULL.
enum { CHAMT__GIVEN_BACK = 0 };

/// Every slot.
static inline chamt__slots chamt__all_slots(void) {
  return (chamt__slots)-1 >> (32 - CHAMT_SLOTS);
}

/// Whether there are more than `few` slots.
static inline bool chamt__more_than(chamt__slots slots, unsigned few) {
  while (few-- > 0)
    slots &= slots - 1;
  return slots;
}

/// 1 in the count of each of the slots.
static inline chamt_word chamt__loan_counts(chamt__slots slots) {
  chamt_word counts = 0;
  for (; slots; slots &= slots - 1)
    counts |= (chamt_word)1 << (CHAMT__FLAG_BITS + CHAMT__LOAN_BITS * __builtin_ctz(slots));
  return counts;
}

/// What a loan of all but a node's own slots adds to the lender's word.
static inline chamt_word chamt__loan_counts_but(chamt_word own) {
  // 1 in each count: as 0xFFFF / 0xFF is 0x101.
  enum { BITS = CHAMT__LOAN_BITS > 0 ? CHAMT__LOAN_BITS : 1 };
  const chamt_word all =
      (((chamt_word)1 << CHAMT__LOAN_BITS * CHAMT_SLOTS) - 1) / (((chamt_word)1 << BITS) - 1);
  return (all << CHAMT__FLAG_BITS) - chamt__loan_counts((chamt__slots)own);
}

/// The slots whose count in `loans` is 0.
static inline chamt__slots chamt__loan_unused(chamt_word loans) {
  chamt__slots unused = 0;
  for (unsigned i = 0; i < CHAMT_SLOTS; i++) {
    chamt_word count = loans >> (CHAMT__FLAG_BITS + CHAMT__LOAN_BITS * i);
    unused |= (chamt__slots)((count & (((chamt_word)1 << CHAMT__LOAN_BITS) - 1)) == 0) << i;
  }
  return unused;
}

/// Whether any slot's count in `loans` is not 0.
static inline bool chamt__loan_any(chamt_word loans) {
  return loans >> CHAMT__FLAG_BITS;
}

/// Whether a node with these `loans` is dead, and nobody needs its block any more.
static inline bool chamt__loan_over(chamt_word loans) {
  return !(loans & ~(chamt_word)(CHAMT__BORROWER | CHAMT__SETTLED));
}

/// The loan for a copy of `source`, a node and no collision node, in which the slot of `digit` will differ.
/// No lender: count references instead, for there is too little to lend, or too many have borrowed. May
/// retain what is in `source`.
chamt__loan chamt__loan_take(const chamt_family *family, const chamt__node *source, unsigned digit);

/// Gives a loan back. `*unheld` are the slots with what only the borrower had left, for the caller to
/// release. \return The lender, if it is dead and this was the last loan: its block is the caller's, to free.
chamt__node *chamt__loan_return(chamt__loan loan, chamt__slots *unheld);

/// Ends the loan of a node to which there is one reference, if that takes no counting: if the lender is dead
/// and nobody else borrows from it, what it held is the borrower's from now on. \return Whether the node has
/// no loans, either way, now. Calls nobody.
bool chamt__loan_end(chamt__node *node);

/// Begins the death of `node`, whose references are gone. \return The slots with what nobody has borrowed,
/// for the caller to release. Unless those are all, the node is pinned: the caller goes on to
/// chamt__loan_unpin.
chamt__slots chamt__loan_die(chamt__node *node);

/// Ends it. \return Whether the last loan has been given back meanwhile: then the block is the caller's, to
/// free.
bool chamt__loan_unpin(chamt__node *node);

#endif
