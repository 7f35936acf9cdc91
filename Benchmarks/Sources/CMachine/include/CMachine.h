// What the machine does, and on which of its cores: what Swift cannot say or would not leave alone.
#ifndef CMACHINE_H
#define CMACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How many cores the process may use at once; 0 if the system cannot tell.
size_t machine_core_count(void);

/// Binds the process, which must have one thread, to the core that it is on.
/// \return Whether it has been bound now: false if it was bound to one core already, or the system has no
/// such thing.
bool machine_bind_to_one_core(void);

/// Nanoseconds of processor time, user's and system's, that all threads of the process have taken.
uint64_t machine_cpu_nanoseconds(void);

/// Lets the allocator keep what is freed, where it would give it back to the system to ask for it again.
void machine_keep_freed_memory(void);

/// Bytes that the program has allocated and not freed, with what the allocator adds to each block; 0 if the
/// system cannot tell.
size_t machine_heap_bytes(void);

/// Uncontended atomic additions. \return How many.
size_t machine_atomic_adds(size_t calls);

/// Blocks of 48 bytes, each freed at once. \return How many.
size_t machine_mallocs(size_t calls);

#endif
