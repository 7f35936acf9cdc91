/// Readers that take no lock and share no line of memory: a writer that has replaced something waits until
/// nobody reads the old one any more.
///
/// Each thread has a slot of its own, in which it marks that it is reading. C, because Swift has no
/// thread-local storage.
///
///   reader                                   writer, one at a time
///   mark = creaders_enter()                  exchange(&word, new)
///   ... load(&word), use it ...              creaders_wait()
///   creaders_leave(mark)                     ... free the old one ...
///
/// The load and the exchange must be sequentially consistent, as the marks are: either the reader loads the
/// new word, or the writer sees the reader's mark.
#ifndef CREADERS_H
#define CREADERS_H

// Swift asks of every pointer whether it may be NULL; -pedantic minds that C does not.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-extension"

/// Begins to read. There are 128 slots; the threads beyond them read one at a time, under a lock.
///
/// Until creaders_leave the thread must not begin again, wait, or take a lock that writers hold.
void *_Nonnull creaders_enter(void);

/// Ends what creaders_enter began.
void creaders_leave(void *_Nonnull mark);

/// Returns when everybody who was reading at the call has ended. Reading takes nanoseconds, unless the reader
/// is suspended meanwhile; as with a lock, this then waits, yielding. (Under strict priorities a reader that
/// never runs holds its writer up, as the holder of a spin lock would; after `fork` in mid-read the child may
/// wait for ever, as for a lock that another thread held.)
void creaders_wait(void);

/// Lets other threads run, for a reader that has to begin again. Not while it is reading.
void creaders_yield(void);

#pragma clang diagnostic pop

#endif
