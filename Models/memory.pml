// The C11 memory model, as far as these models need it: a thread may read whatever the standard allows, not
// only what one processor does. (Spin itself has only memory in which every thread sees every write at once.)
//
//   place    write 0 ── write 1 ── write 2          every write so far, in the order that all agree on
//                         ▲           ▲
//   thread A's view ──────┘           │             A may read 1 or 2; B only 2
//   thread B's view ──────────────────┘
//
// A thread's view records, for each place, the last write that the thread has seen. A load returns that write
// or any later one. A release write carries the writer's view; an acquire load adds that view to the
// reader's. A sequentially consistent load never returns a write older than the place's last sequentially
// consistent write. A read-modify-write reads the last write, and passes on the view of a release before it.
//
// Left out:
//
// - Loads that return a write which their own thread makes later: no processor lets a value depend on itself.
// - Writes to one place whose order is settled only after both were made. The model is exact for places that
//   have one writer, that are only exchanged, or whose writers all write the same value.
// - Processors on which two cores may see two writes in different orders (POWER). There a sequentially
//   consistent access after an acquire access is weaker than in this model.
//
// A model defines PLACES, WRITES (the most in any place), THREADS and OBJECTS before it includes this file.
// Place 0 is for objects: see make, use, and release.

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

// Scratch variables, 0 between steps.
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

// Waits until the value of a place differs from the value that was read, and sees the new one.
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

// Reads the last write and makes the next one in a single step. `new` may use `into`.
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

// A mutex. A thread that locks it sees everything that was done before it was last unlocked.
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

// ---- Objects, which reveal races ------------------------------------------------------------------------
//
// An object is written when it is made and when it is freed, and read when it is used, all without atomic
// accesses. So a thread that uses it must have seen it made, and a thread that frees it must have seen the
// end of every use. Each thread counts its uses in a place of its own, 1 + me.

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

// Writes the object in place. This is a use, and every other thread's uses must have ended before it.
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
