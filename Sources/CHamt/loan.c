/// Loans. See loan.h.
#include "loan.h"

#include "node.h"

/// The slots of `node` in which there is something to count.
static chamt__slots counted_slots(const chamt_family *family, const chamt__node *node) {
  chamt__slots children = chamt__slots_with(node, CHAMT__CHILDREN);
  return chamt__counts_entries(family) ? children | chamt__slots_with(node, CHAMT__ENTRIES) : children;
}

/// Makes a borrower hold all that it has borrowed.
static void settle(const chamt_family *family, const chamt__node *node, chamt__slots borrowed) {
  chamt__slots_retain(family, node, borrowed);
  chamt_word *loans = &((chamt__node *)(uintptr_t)node)->loans;
  // Release: who sees the flag and borrows sees what the node holds. Another may have been faster, perhaps
  // one inside a callback: once is enough. What is given back then is held still, so nothing dies of it.
  if (!(__atomic_fetch_or(loans, CHAMT__SETTLED, __ATOMIC_ACQ_REL) & CHAMT__SETTLED)) return;
  chamt__slots_release(family, node, borrowed);
}

chamt__loan chamt__loan_take(const chamt_family *family, const chamt__node *source, unsigned digit) {
  static const chamt__loan none = {NULL, 0};
  // From the source itself, or from who has lent to it: what the source has borrowed is there as long as the
  // source.
  chamt__loan loan = {(chamt__node *)(uintptr_t)source, 0};
  bool borrows = chamt__is_borrower(source) && !chamt__is_settled(source);
  if (borrows) loan = *chamt__loan_of(source);
  chamt__slots counted = counted_slots(family, source);
  if (borrows && chamt__more_than((chamt__slots)loan.own, CHAMT__MOST_OWN)) {
    if (!chamt__more_than(counted, CHAMT__LEAST_LOAN)) return none;
    settle(family, source, counted & ~(chamt__slots)loan.own);
    loan = (chamt__loan){(chamt__node *)(uintptr_t)source, 0};
  }
  loan.own |= (chamt_word)1 << digit;
  if (!chamt__more_than(counted & ~(chamt__slots)loan.own, CHAMT__LEAST_LOAN - 1)) return none;

  chamt_word counts = chamt__loan_counts_but(loan.own),
             top_bits = CHAMT__LOAN_BITS ? counts << (CHAMT__LOAN_BITS - 1) : 0;
  chamt_word seen = __atomic_load_n(&loan.lender->loans, __ATOMIC_RELAXED);
  do {
    // A count whose top bit is set takes no more: so none overflows into the next.
    if (!top_bits || seen & top_bits) return none;
    // Relaxed: as for a reference, what is lent cannot go meanwhile.
  } while (!__atomic_compare_exchange_n(
      &loan.lender->loans, &seen, seen + counts, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED
  ));
  return loan;
}

chamt__node *chamt__loan_return(chamt__loan loan, chamt__slots *unheld) {
  // Release and acquire: as for a reference (references.c).
  chamt_word left =
      __atomic_sub_fetch(&loan.lender->loans, chamt__loan_counts_but(loan.own), __ATOMIC_ACQ_REL);
  *unheld = left & CHAMT__LIVE ? 0 : chamt__loan_unused(left) & ~(chamt__slots)loan.own;
  return chamt__loan_over(left) ? loan.lender : NULL;
}

bool chamt__loan_end(chamt__node *node) {
  // Acquire, here and below: pairs with the release of those who gave their loans back.
  chamt_word loans = __atomic_load_n(&node->loans, __ATOMIC_ACQUIRE);
  if (chamt__loan_any(loans)) return false;
  if (!(loans & CHAMT__BORROWER)) return true;
  chamt__loan *loan = (chamt__loan *)(uintptr_t)chamt__loan_of(node);
  if (loan->own == CHAMT__GIVEN_BACK) return true;
  // One that has settled would have to give back references.
  if (loans & CHAMT__SETTLED) return false;
  chamt_word lent = __atomic_load_n(&loan->lender->loans, __ATOMIC_ACQUIRE);
  if (!chamt__loan_over(lent - chamt__loan_counts_but(loan->own))) return false;
  // Nobody else can reach the lender any more.
  loan->lender->loans -= chamt__loan_counts_but(loan->own);
  loan->own = CHAMT__GIVEN_BACK;
  node->loans |= CHAMT__SETTLED;
  return true;
}

chamt__slots chamt__loan_die(chamt__node *node) {
  // Who borrows holds a reference, to this node or to one that has borrowed from it. So without loans there
  // is nobody who could take one any more.
  if (!chamt__loan_any(__atomic_load_n(&node->loans, __ATOMIC_ACQUIRE))) return chamt__all_slots();
  chamt_word left = __atomic_xor_fetch(&node->loans, CHAMT__LIVE | CHAMT__PINNED, __ATOMIC_ACQ_REL);
  return chamt__loan_any(left) ? chamt__loan_unused(left) : chamt__all_slots();
}

bool chamt__loan_unpin(chamt__node *node) {
  return chamt__loan_over(__atomic_sub_fetch(&node->loans, CHAMT__PINNED, __ATOMIC_ACQ_REL));
}
