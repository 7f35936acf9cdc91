// Changes: binding and unbinding, along the key's path. Private to the library.
//
// Layer: above the edit of one node (edit.h), below versions and transients (map.c, transient.c), of which a
// change knows one thing: whether the tree is the caller's own.
//
// A change goes down to the key's place and comes back up. On the way up, it edits each owned node in place
// and replaces each other node by a copy. A node is owned if the tree is, and if there is exactly one
// reference to it and to each node above it. The owned part of a path is therefore at its top, and a change
// runs in this order:
//
//   1. down: it calls for hashes and equalities; nothing is changed;
//   2. up, not owned: it makes the new nodes from the bottom up; if that fails, it releases them;
//   3. the lowest owned node: if its size changes, it is allocated anew, which may fail;
//   4. up, owned: it writes pointers and counts, which cannot fail and calls nobody;
//   5. the caller puts the root in its place (map.c, transient.c);
//   6. the caller releases what the change displaced (chamt__edit_finish).
//
// Callbacks run only in 1, 2, 3 and 6, while every tree is whole.
#ifndef CHAMT_CHANGE_H
#define CHAMT_CHANGE_H

#include "edit.h"

/// A change to the tree at `*root`, which is NULL for an empty map: replaces `*root`. `owned`: the tree is
/// the caller's own.
typedef chamt__outcome chamt__change(chamt__edit *edit, const chamt__node **root, bool owned);

/// Binds `edit->entry`.
chamt__outcome chamt__assoc(chamt__edit *edit, const chamt__node **root, bool owned);

/// Unbinds the key of `edit->entry`.
chamt__outcome chamt__without(chamt__edit *edit, const chamt__node **root, bool owned);

#endif
