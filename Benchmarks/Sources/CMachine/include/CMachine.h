// Functions for the machine, its cores, clocks and allocator, that Swift lacks, and loops that Swift's
// optimiser would change.
#ifndef CMACHINE_H
#define CMACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The number of cores that the process may use at once; 0 if the system cannot tell.
size_t machine_core_count(void);

/// Binds the process, which must have one thread, to the core that it is running on.
/// \return Whether this call has bound it: false if it was already bound to one core, or if the system cannot
/// bind processes.
bool machine_bind_to_one_core(void);

/// The user and system processor time that all threads of the process have used, in nanoseconds.
uint64_t machine_cpu_nanoseconds(void);

/// Makes the allocator keep freed memory, which it would otherwise return to the system and request again.
/// Does nothing unless the C library is glibc.
void machine_keep_freed_memory(void);

/// The bytes that the program has allocated and not freed, including the allocator's overhead per block; 0 if
/// the system cannot tell.
size_t machine_heap_bytes(void);

/// Makes `calls` uncontended atomic additions. \return How many were made.
size_t machine_atomic_adds(size_t calls);

/// Allocates `calls` blocks of 48 bytes, and frees each at once. \return How many were allocated.
size_t machine_mallocs(size_t calls);

#endif
