// Loops that call the engine as a C program does, with reference-counted or plain values.
//
// The loops are in C because the engine is made for C: its look-up is inlined into the caller, and its
// callbacks are C functions. The caller reads its clock before and after a loop. Each loop uses every result,
// and returns a sum with which the caller checks it.
//
// All pointers are borrowed, except the results of `loops_make` and `loops_version`, and the argument of
// `loops_free`. A failed allocation ends the program, since figures for half a map would mean nothing.
// Several threads may use one `loops` at once; `loops_free` must come last.
#ifndef CENGINELOOPS_H
#define CENGINELOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A map under measurement, and a further value to bind in it.
typedef struct loops loops;

/// Makes a map with `count` keys.
/// \param counted  Whether the values are objects with an atomic reference count, as Swift objects are, or
/// plain words. \return +1; free it with `loops_free`.
loops *loops_make(const uintptr_t *keys, size_t count, bool counted);
void loops_free(loops *set);

/// Looks up keys, each look-up dependent on the result of the one before. \return How many found a value.
size_t loops_find(const loops *set, const uintptr_t *keys, size_t key_count, size_t calls);
/// Makes versions that bind a key to another value, and releases each at once. \return The sum of their
/// counts.
size_t loops_assoc(const loops *set, const uintptr_t *keys, size_t key_count, size_t calls);
/// Makes versions without a key, and releases each at once. \return The sum of their counts.
size_t loops_without(const loops *set, const uintptr_t *keys, size_t key_count, size_t calls);
/// Iterates over all entries. \return The sum of their keys.
uintptr_t loops_iterate(const loops *set, size_t calls);
/// Makes a version that binds `key` to another value. \return +1; it cannot be released, and stays valid
/// until the measuring process ends.
const void *loops_version(const loops *set, uintptr_t key);
/// Compares the map with a result of `loops_version`. \return How many comparisons found them equal.
size_t loops_equal(const loops *set, const void *version, size_t calls);
/// The bytes requested from the allocator for the map's nodes.
size_t loops_bytes(const loops *set);
size_t loops_count(const loops *set);

#endif
