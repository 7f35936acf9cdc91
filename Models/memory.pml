// The memory of C11, as these models need it: what a thread may read is what the standard allows, not what
// one processor does. (Spin itself knows only memory in which everybody sees every write at once.)
//
//   place    write 0 ── write 1 ── write 2          every write so far, in the order that all agree on
//                         ▲           ▲
//   thread A's view ──────┘           │             A may read 1 or 2; B only 2
//   thread B's view ──────────────────┘
//
// A thread's view says of each place which write it has seen. A load returns that write or any later one. A
// write that releases carries the writer's view with it; a load that acquires adds that view to the reader's.
// A sequentially consistent load does not return a write older than the last sequentially consistent one to
// the place. A read-modify-write reads the last write, and carries on the view of a release before it.
//
// What this leaves out:
//
// - A load that returns a write which its own thread makes later: no processor lets a value depend on itself.
// - Writes to one place whose order is settled only after both were made. Exact for places that have one
//   writer, that are only exchanged, or whose writers all write the same.
// - Processors on which two cores may learn of two writes in different orders (POWER). There a sequentially
//   consistent access after one that merely acquires is weaker than it is here.
//
// A model defines PLACES, WRITES (in any place), THREADS and OBJECTS before it includes this file. Place 0 is
// for objects: see make, use, and release.

#define RELAXED 0
#define ACQUIRE 1
#define RELEASE 2
#define ACQ_REL 3
#define SEQ_CST 7
#define STRONG  4

typedef Write { byte value; byte view[PLACES] }
typedef Place { byte last; byte strongest; Write write[WRITES] }
typedef Thread { byte view[PLACES]; byte used[OBJECTS] }
typedef Object { bool lives; byte made }

Place memory[PLACES];
Thread thread[THREADS];
Object object[OBJECTS];

// Scratch, 0 between steps.
byte at, other;

inline see(me, place, order) {
  if
  :: (order) & ACQUIRE ->
    for (other : 0 .. PLACES - 1) {
      if
      :: memory[place].write[at].view[other] > thread[me].view[other] ->
        thread[me].view[other] = memory[place].write[at].view[other]
      :: else
      fi
    }
  :: else
  fi;
  thread[me].view[place] = at;
  at = 0;
  other = 0
}

// Reads a place.
inline load(me, place, order, into) {
  atomic {
    at = thread[me].view[place];
    if
    :: ((order) & STRONG) && memory[place].strongest > at -> at = memory[place].strongest
    :: else
    fi;
    do
    :: at < memory[place].last -> at++
    :: break
    od;
    into = memory[place].write[at].value;
    see(me, place, order)
  }
}

// Waits until a place is no longer as it was read.
inline load_changed(me, place, order, seen) {
  atomic {
    memory[place].last > thread[me].view[place] && memory[place].write[memory[place].last].value != seen ->
    at = memory[place].last;
    see(me, place, order)
  }
}

inline append(me, place, order, new) {
  assert(memory[place].last + 1 < WRITES);
  memory[place].last++;
  at = memory[place].last;
  memory[place].write[at].value = new;
  thread[me].view[place] = at;
  if
  :: (order) & RELEASE ->
    for (other : 0 .. PLACES - 1) {
      if
      :: thread[me].view[other] > memory[place].write[at].view[other] ->
        memory[place].write[at].view[other] = thread[me].view[other]
      :: else
      fi
    }
  :: else
  fi;
  if
  :: (order) & STRONG -> memory[place].strongest = at
  :: else
  fi;
  at = 0;
  other = 0
}

// Writes a place.
inline store(me, place, order, new) {
  atomic { append(me, place, order, new) }
}

// Reads the last write and makes the next, as one step. `new` may use `into`.
inline exchange(me, place, order, into, new) {
  atomic {
    at = memory[place].last;
    into = memory[place].write[at].value;
    see(me, place, order);
    assert(memory[place].last + 1 < WRITES);
    for (other : 0 .. PLACES - 1) {
      memory[place].write[memory[place].last + 1].view[other] =
        memory[place].write[memory[place].last].view[other]
    }
    append(me, place, order, new)
  }
}

// A mutex: taken when it is free; whoever takes it has seen all that was done before it was let go.
inline lock(me, place) {
  atomic {
    memory[place].write[memory[place].last].value == 0 ->
    at = memory[place].last;
    see(me, place, ACQUIRE);
    append(me, place, RELAXED, 1)
  }
}

inline unlock(me, place) {
  store(me, place, RELEASE, 0)
}

// ---- Objects: what a race would show in -----------------------------------------------------------------
//
// An object is written when it is made and when it is freed, and read when it is used, all without atomic
// accesses. So whoever uses it must have seen it made, and whoever frees it must have seen the end of every
// use. Each thread counts its uses in a place of its own, 1 + me.

inline make(me, what) {
  atomic {
    memory[0].last++;
    thread[me].view[0] = memory[0].last;
    object[what].lives = true;
    object[what].made = memory[0].last
  }
}

inline use(me, what) {
  atomic {
    assert(object[what].lives);
    assert(thread[me].view[0] >= object[what].made);
    memory[1 + (me)].last++;
    thread[me].view[1 + (me)] = memory[1 + (me)].last;
    thread[me].used[what] = memory[1 + (me)].last
  }
}

// Writes it in place. A use, and one that everybody else must be done before.
inline edit(me, what) {
  use(me, what);
  atomic {
    for (other : 0 .. THREADS - 1) {
      assert(thread[me].view[1 + other] >= thread[other].used[what])
    }
    other = 0
  }
}

inline free(me, what) {
  edit(me, what);
  object[what].lives = false
}
