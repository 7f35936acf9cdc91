// The engine under measurement, as a C program uses it: loops of calls with counted or plain values.
//
// In C, because that is whom the engine is for: its look-up is inlined into the caller, and its callbacks
// are C functions. Who measures calls a loop between two readings of its clock. Each loop does something
// with every result and returns a sum by which the caller checks it.
//
// All pointers are borrowed but that of `loops_make`. A refused allocation ends the program: figures of half
// a map would mean nothing. A set may be used by one thread at a time.
#ifndef CENGINELOOPS_H
#define CENGINELOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A map with `count` keys.
typedef struct loops loops;

/// \param counted  Whether a value is an object with an atomic count, as any Swift object is, or a plain
/// word. \return +1; given back with `loops_free`.
loops *loops_make(const uintptr_t *keys, size_t count, bool counted);
void loops_free(loops *set);

/// Look-ups, each of which waits for the one before. \return How many found the value that its key was given.
size_t loops_find(const loops *set, const uintptr_t *keys, size_t key_count, size_t calls);
/// Versions in which a key has another value, each dropped at once. \return The sum of their counts.
size_t loops_assoc(const loops *set, const uintptr_t *keys, size_t key_count, size_t calls);
/// Versions without a key, each dropped at once. \return The sum of their counts.
size_t loops_without(const loops *set, const uintptr_t *keys, size_t key_count, size_t calls);
/// Walks over all entries. \return The sum of all keys seen.
uintptr_t loops_iterate(const loops *set, size_t calls);
/// A version in which `key` has another value. \return +1; there is no way to give it back: it lives as long
/// as the process that measures it.
const void *loops_version(const loops *set, uintptr_t key);
/// Comparisons with such a version. \return How many found them equal.
size_t loops_equal(const loops *set, const void *version, size_t calls);
/// Bytes of the map's nodes, as asked of the allocator.
size_t loops_bytes(const loops *set);
size_t loops_count(const loops *set);

#endif
