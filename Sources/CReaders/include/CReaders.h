// Readers that take no lock and share no cache line: a writer that has replaced something waits until nobody
// reads the old one any more.
//
// Each thread has a slot of its own, in which it marks that it is reading. In C, because Swift has no
// thread-local storage.
//
//   reader                                   writer, one at a time
//   mark = creaders_enter()                  exchange(&word, new)
//   ... load(&word), use it ...              creaders_wait()
//   creaders_leave(mark)                     ... free the old one ...
//
// The load and the exchange must be sequentially consistent, as the marks are. Then either the reader loads
// the new word, or the writer sees the reader's mark.
#ifndef CREADERS_H
#define CREADERS_H

// The nullability annotations are for Swift; -pedantic would reject them as an extension.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-extension"

/// Begins reading, and returns the mark. There are 128 slots; threads beyond these read one at a
/// time, under a lock.
///
/// Until creaders_leave the thread must not begin again, wait, or take a lock that writers hold.
void *_Nonnull creaders_enter(void);

/// Ends the reading that creaders_enter began.
void creaders_leave(void *_Nonnull mark);

/// Returns when everybody who was reading at the call has finished. Reading takes nanoseconds, unless the
/// reader is suspended; then this waits and yields, as it would for a lock. (Under strict priorities a reader
/// that never runs blocks its writer, like the holder of a spin lock. After a `fork` during a read the child
/// may wait for ever, as it may for a lock that another thread held.)
void creaders_wait(void);

/// Lets other threads run, for a reader that must start over. Not to be called while reading.
void creaders_yield(void);

#pragma clang diagnostic pop

#endif
