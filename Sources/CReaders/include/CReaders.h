/// Readers that take no lock and share no line of memory: who changes what they read waits until they have
/// gone.
///
/// Each thread has a slot of its own, in which it notes that it is reading. C, because Swift has no
/// thread-local storage.
///
///   reader                                   writer, under a lock of its own
///   slot = creaders_enter()                  may_read = false
///   if (may_read) ... reads ...              creaders_wait()
///   creaders_leave(slot)                     ... writes ...
///
/// `may_read` is the caller's, atomic, and sequentially consistent as the slots are: either the reader sees
/// that it may not read, or the writer sees the reader.
#ifndef CREADERS_H
#define CREADERS_H

/// Begins to read. Returns the thread's slot; NULL if all are taken, and then the caller has to take a lock.
///
/// Until creaders_leave the thread may not begin again, nor wait, nor take a lock that writers hold.
void *creaders_enter(void);

/// Ends what creaders_enter began.
void creaders_leave(void *slot);

/// Returns when everybody who was reading at the call has ended. Reading takes nanoseconds, unless the reader
/// is suspended meanwhile; as with a lock, this then waits, yielding. (Under strict priorities a reader that
/// never runs holds its writer up, as the holder of a spin lock would; after `fork` in mid-read the child may
/// wait for ever, as for a lock that another thread held.)
void creaders_wait(void);

#endif
