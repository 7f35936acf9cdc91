// Editing one node of a path: in place, moved to a block of another size, or in a copy. Private to the
// library.
//
// Layer: above references (references.h), below the changes that walk along a path (change.h).
//
// Editing a node that is owned must not call anybody while the tree is half done. So what it displaces is
// noted in the edit, and released by chamt__edit_finish when the whole change is over.
#ifndef CHAMT_EDIT_H
#define CHAMT_EDIT_H

#include "references.h"

/// One change: what to do, and what it has displaced. The same at every level.
typedef struct chamt__edit {
  const chamt_family *family;
  chamt_entry entry; ///< What to bind; to unbind, only its key matters.
  uint64_t hash;
  size_t added; ///< By how much the change raises the count: 1, 0, or SIZE_MAX to remove one.

  // Displaced in the owned part of the tree:
  chamt__node *shell;         ///< A block whose content has moved to another.
  const chamt__node *subtree; ///< A node that nothing there points at any more.
  bool drops_key, drops_value;
  chamt_entry dropped; ///< The entry whose key or value nothing there holds any more.
} chamt__edit;

/// How a change to a subtree ended.
typedef enum chamt__outcome {
  CHAMT__CHANGED,   ///< There is a new subtree, or the old one was edited in place.
  CHAMT__UNCHANGED, ///< The subtree already was as requested.
  CHAMT__FAILED,    ///< No memory, or too many entries; nothing has changed and nothing has leaked.
} chamt__outcome;

/// Puts `slot` into the slot of `digit`: in place, in a new block that takes over `node`'s content, or in a
/// copy. `*out` is the resulting node. The reference to a child in `slot` is consumed, even on failure.
chamt__outcome chamt__edit_slot(
    chamt__edit *edit, chamt__node *node, bool owned, unsigned digit, chamt__slot slot, chamt__node **out
);

/// Replaces the child in the slot of `digit` by `below`, the result of a change to that child.
chamt__outcome chamt__edit_child(
    chamt__edit *edit, chamt__node *node, bool owned, unsigned digit, chamt__node *below, chamt__node **out
);

/// Replaces the entry at `index` of a collision node by `entry`, or removes it if `entry` is NULL. An index
/// equal to the count adds the entry.
chamt__outcome chamt__edit_collision(
    chamt__edit *edit, chamt__node *node, bool owned, size_t index, const chamt_entry *entry,
    chamt__node **out
);

/// Releases what the change has displaced. The change is over, so callbacks may do as they like.
void chamt__edit_finish(chamt__edit *edit);

#endif
