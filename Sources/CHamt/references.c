// References: counting them, and releasing nodes without recursion. See references.h.
#include "references.h"

// ---- Counts ---------------------------------------------------------------------------------------------

/// A count with this bit set never falls again: the node leaks instead of being freed too early, in case
/// there are more references than a count can hold. The upper half of the range is room for threads that
/// have not noticed yet.
enum { PERMANENT_BIT = 31 };
static const uint32_t permanent = (uint32_t)1 << PERMANENT_BIT;

/// The count of a node. `const` protects it from all but the functions below.
static uint32_t *references(const chamt__node *node) {
  return &((chamt__node *)(uintptr_t)node)->references;
}

void chamt__node_retain(const chamt__node *node) {
  // The caller holds a reference, so the count cannot fall to 0 and no order is needed.
  uint32_t before = __atomic_fetch_add(references(node), 1, __ATOMIC_RELAXED);
  if (before >= permanent) __atomic_store_n(references(node), permanent + permanent / 2, __ATOMIC_RELAXED);
}

/// Drops a reference. True if it was the last one: then nobody can reach the node any more.
static bool node_drop(const chamt__node *node) {
  // Loading first spares a sole owner the atomic change, which costs more than everything else here.
  uint32_t before = __atomic_load_n(references(node), __ATOMIC_ACQUIRE);
  if (before == 1) return true;
  if (before >= permanent) return false;
  // Release: what this thread did with the node happens before the count falls. Acquire: the thread that
  // frees the node sees what all others did with it.
  return __atomic_fetch_sub(references(node), 1, __ATOMIC_ACQ_REL) == 1;
}

// ---- What a node holds ----------------------------------------------------------------------------------

void chamt__node_retain_content(
    const chamt_family *family, const chamt__node *node, const chamt__node *consumes
) {
  chamt__occupancy has = chamt__occupancy_of(node);
  chamt__node *const *children = chamt__children(node, has.entries);
  for (size_t i = 0; i < has.children; i++)
    if (children[i] != consumes) chamt__node_retain(children[i]);
  if (!family->retain_key && !family->retain_value) return;
  for (size_t i = 0; i < has.entries; i++)
    chamt__entry_retain(family, chamt__entries(node)[i]);
}

// ---- Releasing ------------------------------------------------------------------------------------------

/// Dead nodes: nobody can reach them, and their content is yet to be released. The list is the address of the
/// first node, 0 if there is none, and each node stores the next in place of its own counts. A collision node
/// still needs its count, so its link is in its empty table, and its address is marked by adding 1.
typedef chamt_word dead_list;
_Static_assert(offsetof(chamt__node, table) >= sizeof(dead_list), "a link takes the counts' place");
_Static_assert(CHAMT__TABLE_BYTES >= sizeof(dead_list), "a link takes the place of a collision node's table");

static void *link_of(chamt__node *node, bool collision) {
  return collision ? (void *)node->table : (void *)node;
}

static void list_push(dead_list *dead, const chamt__node *shared) {
  chamt__node *node = (chamt__node *)(uintptr_t)shared;
  bool collision = chamt__is_collision(node);
  memcpy(link_of(node, collision), dead, sizeof *dead);
  *dead = (dead_list)node + collision;
}

static chamt__node *list_pop(dead_list *dead) {
  bool collision = *dead & 1;
  chamt__node *node = (chamt__node *)(*dead - collision);
  memcpy(dead, link_of(node, collision), sizeof *dead);
  if (collision) memset(node->table, 0, sizeof node->table);
  return node;
}

/// Frees the first dead node and releases what it holds. Children that die with it join the list.
static void list_free_first(const chamt_family *family, dead_list *dead) {
  chamt__node *node = list_pop(dead);
  chamt__occupancy has = chamt__occupancy_of(node);
  const chamt_entry *entries = chamt__entries(node);
  chamt__node *const *children = chamt__children(node, has.entries);
  for (size_t i = 0; i < has.children; i++)
    if (node_drop(children[i])) list_push(dead, children[i]);
  for (size_t i = 0; i < has.entries; i++)
    chamt__entry_release(family, entries[i]);
  chamt__node_free(family, node);
}

/// The releases in progress on this thread, innermost first. A release inside a callback of another one of
/// the same family adds its node to that one's list and returns, so maps that hold maps that hold maps do not
/// pile up on the stack.
typedef struct release {
  const chamt_family *family;
  dead_list dead;
  struct release *outer;
} release;
static _Thread_local release *innermost;

void chamt__node_release(const chamt_family *family, const chamt__node *node) {
  if (!node_drop(node)) return;
  release *at = innermost;
  while (at && at->family != family)
    at = at->outer;
  if (at) {
    list_push(&at->dead, node);
    return;
  }
  release this = {.family = family, .outer = innermost};
  innermost = &this;
  list_push(&this.dead, node);
  while (this.dead)
    list_free_first(family, &this.dead);
  innermost = this.outer;
}
