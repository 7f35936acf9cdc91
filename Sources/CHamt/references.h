// References: who holds a node, and what a node holds. Private to the library.
//
// Layer: above one node (node.h), below changes along a path (edit.h).
//
// A node is held by maps, transients and other nodes, and its count says by how many. It is freed with the
// last reference, and may be edited in place by the owner of the only one.
#ifndef CHAMT_REFERENCES_H
#define CHAMT_REFERENCES_H

#include "node.h"

/// Retains a node to which the caller has a reference.
void chamt__node_retain(const chamt__node *node);

/// Releases one reference. The last one frees the node and everything that only this node holds; inside
/// another release of the same family on the same thread, it leaves that to the outer one.
void chamt__node_release(const chamt_family *family, const chamt__node *node);

/// Whether there is more than one reference to the node itself. If there is one, and it is the caller's,
/// nobody else can obtain another.
static inline bool chamt__node_is_shared(const chamt__node *node) {
  // Acquire: pairs with the release order in which others dropped their references.
  return __atomic_load_n(&node->references, __ATOMIC_ACQUIRE) != 1;
}

/// Retains everything that a draft holds, except the child whose reference it `consumes` (NULL: none).
void chamt__node_retain_content(
    const chamt_family *family, const chamt__node *node, const chamt__node *consumes
);

#endif
