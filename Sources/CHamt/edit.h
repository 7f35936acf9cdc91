/// Changing a map along one path: what binding and unbinding (assoc.c, without.c) share. Private to the
/// library.
///
/// Layer: above nodes (node.h), below maps and transients (map.c, transient.c), of which it knows one thing:
/// whether the tree is the caller's own.
///
/// A change goes down to the place of the key and comes up again, and each node on the way is replaced by its
/// parent's leave: copied, or, if it is owned, edited in place. A node is owned if the tree is and if there
/// is one reference to it and to each node above it. So the
/// owned part of a path is at its top, and a change runs in this order:
///
///   1. down: hashes and equalities are asked for; nothing is changed;
///   2. the new nodes of the part that is not owned, from the bottom up: they may fail, and go away again;
///   3. the lowest owned node: if its size changes it is allocated anew, which may fail;
///   4. up through the owned nodes: pointers and counts are written, which cannot fail and calls nobody;
///   5. the root is put in its place (map.c, transient.c);
///   6. what the change displaced is given back (chamt__edit_finish).
///
/// Callbacks run in 1, 2, 3 and 6 only, while every tree is whole.
#ifndef CHAMT_EDIT_H
#define CHAMT_EDIT_H

#include "node.h"

/// One change: what to do, and what it displaced. The same at every level.
typedef struct chamt__edit {
  const chamt_family *family;
  chamt_entry entry; ///< To bind; for unbinding its key alone.
  uint64_t hash;
  size_t added; ///< What the change adds to the count: 1, 0 or, to remove one, SIZE_MAX.

  // Displaced in the owned part of the tree:
  chamt__node *shell;         ///< A block whose content has moved to another.
  const chamt__node *subtree; ///< A node that nothing there points at any more.
  bool drops_key, drops_value;
  chamt_entry dropped; ///< The entry whose key or value nothing there holds any more.
} chamt__edit;

/// How a change to a subtree ended.
typedef enum chamt__outcome {
  CHAMT__CHANGED,   ///< There is a new subtree, or the old one was edited in place.
  CHAMT__UNCHANGED, ///< The subtree already was as asked for.
  CHAMT__FAILED,    ///< No memory; nothing has changed and nothing is left over.
} chamt__outcome;

/// A change to the tree below `*root`, which is NULL for an empty map: replaces `*root`. `owned`: the tree is
/// the caller's.
typedef chamt__outcome chamt__change(chamt__edit *edit, const chamt__node **root, bool owned);

/// Binds `edit->entry`.
chamt__outcome chamt__assoc(chamt__edit *edit, const chamt__node **root, bool owned);

/// Unbinds the key of `edit->entry`.
chamt__outcome chamt__without(chamt__edit *edit, const chamt__node **root, bool owned);

/// Puts `slot` into the slot of `digit`: in place, into a new block that takes `node`'s content over, or into
/// a copy. `*out` is the node that results. A child in `slot` is taken over; on failure it is released.
chamt__outcome chamt__edit_slot(
    chamt__edit *edit, chamt__node *node, bool owned, unsigned digit, chamt__slot slot, chamt__node **out
);

/// Puts `below`, which is what a change made of the child in the slot of `digit`, in that child's place.
chamt__outcome chamt__edit_child(
    chamt__edit *edit, chamt__node *node, bool owned, unsigned digit, chamt__node *below, chamt__node **out
);

/// Puts the entry at `index` of a collision node right: `entry`, or none if it is NULL.
chamt__outcome chamt__edit_collision(
    chamt__edit *edit, chamt__node *node, bool owned, size_t index, const chamt_entry *entry,
    chamt__node **out
);

/// Gives back what the change displaced. Callbacks may do as they like: the change is over.
void chamt__edit_finish(chamt__edit *edit);

#endif
