// Editing one node of a path. See edit.h.
#include "edit.h"

/// Notes that the owned tree no longer holds the value of `entry`, nor, if `key`, its key.
static void displace_entry(chamt__edit *edit, chamt_entry entry, bool key) {
  edit->dropped = entry;
  edit->drops_key = key;
  edit->drops_value = true;
}

/// Notes that the owned tree no longer points at `child`. If the child was owned, its content has moved, and
/// only the block is left to free.
static void displace_child(chamt__edit *edit, const chamt__node *child) {
  if (child != edit->shell) edit->subtree = child;
}

/// Replaces the value of an entry in an owned node.
static void replace_value(chamt__edit *edit, const chamt_entry *place, chamt_word value) {
  chamt_entry *entry = (chamt_entry *)(uintptr_t)place;
  if (edit->family->retain_value) edit->family->retain_value(value, edit->family->context);
  displace_entry(edit, *entry, false);
  entry->value = value;
}

chamt__outcome chamt__edit_slot(
    chamt__edit *edit, chamt__node *node, bool owned, unsigned digit, chamt__slot slot, chamt__node **out
) {
  uint8_t code = node->table[digit];
  bool had_entry = chamt__is_entry(code), had_child = chamt__is_child(code);
  if (owned && had_entry && slot.kind == CHAMT__ENTRY) {
    replace_value(edit, chamt__entry(node, code), slot.entry.value);
    *out = node;
    return CHAMT__CHANGED;
  }
  *out = chamt__node_draft(edit->family, node, digit, &slot, node->count + edit->added);
  if (!*out) {
    if (slot.kind == CHAMT__CHILD) chamt__node_release(edit->family, slot.child);
    return CHAMT__FAILED;
  }
  if (owned) {
    if (slot.kind == CHAMT__ENTRY) chamt__entry_retain(edit->family, slot.entry);
    if (had_entry) displace_entry(edit, *chamt__entry(node, code), true);
    if (had_child) displace_child(edit, *chamt__child(node, code));
    edit->shell = node;
  } else {
    chamt__node_retain_content(edit->family, *out, slot.kind == CHAMT__CHILD ? slot.child : NULL);
  }
  return CHAMT__CHANGED;
}

chamt__outcome chamt__edit_child(
    chamt__edit *edit, chamt__node *node, bool owned, unsigned digit, chamt__node *below, chamt__node **out
) {
  if (!owned) return chamt__edit_slot(edit, node, false, digit, chamt__slot_child(below), out);
  chamt__node **place = (chamt__node **)(uintptr_t)chamt__child(node, node->table[digit]);
  if (*place != below) displace_child(edit, *place);
  *place = below;
  node->count += (uint32_t)edit->added;
  *out = node;
  return CHAMT__CHANGED;
}

chamt__outcome chamt__edit_collision(
    chamt__edit *edit, chamt__node *node, bool owned, size_t index, const chamt_entry *entry,
    chamt__node **out
) {
  bool there = index < node->count;
  if (owned && there && entry) {
    replace_value(edit, chamt__entries(node) + index, entry->value);
    *out = node;
    return CHAMT__CHANGED;
  }
  *out = chamt__collision_draft(edit->family, node, index, entry);
  if (!*out) return CHAMT__FAILED;
  if (owned) {
    if (entry) chamt__entry_retain(edit->family, *entry);
    if (there) displace_entry(edit, chamt__entries(node)[index], true);
    edit->shell = node;
  } else {
    chamt__node_retain_content(edit->family, *out, NULL);
  }
  return CHAMT__CHANGED;
}

void chamt__edit_finish(chamt__edit *edit) {
  const chamt_family *family = edit->family;
  if (edit->shell) chamt__node_free(family, edit->shell);
  if (edit->subtree) chamt__node_release(family, edit->subtree);
  if (edit->drops_key && family->release_key) family->release_key(edit->dropped.key, family->context);
  if (edit->drops_value && family->release_value) family->release_value(edit->dropped.value, family->context);
}
