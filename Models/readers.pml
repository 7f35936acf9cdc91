// Readers' marks against the owner's exchange (Sources/CReaders, and cscope_read and exchange in
// Sources/CScope): nobody uses a binding that has been released.
//
//   reader                                     owner
//   mark: readings = odd          (exchange)   exchange the binding
//   is_foreign = 1, unless it already is      is_foreign?  no: release the old binding
//   load the binding, use it                  used, and each mark below it: wait while it keeps its odd value
//   readings = even                           has_crowd?  lock and unlock the crowd's lock
//                                             release the old binding
//
// There are two readers. The first has a slot; the second takes one, or finds none and reads in the crowd.
#define ROUNDS 2 // for each reader
#define SETS 2
#define PLACES 11
#define WRITES 10
#define THREADS 3
#define OBJECTS (SETS + 2)

#include "memory.pml"

// Place 0 is for objects, and 1 to 3 are for uses.
#define BINDING    4
#define IS_FOREIGN 5
#define MARK       6 // and 7
#define USED       8
#define HAS_CROWD  9
#define CROWD      10

#define OWNER 2

// The memory orders, each of which can be weakened.
#ifdef WITHOUT_STRONG_MARK
#define MARK_ORDER ACQ_REL
#else
#define MARK_ORDER SEQ_CST
#endif
#ifdef WITHOUT_STRONG_FLAG
#define FLAG_ORDER ACQ_REL
#else
#define FLAG_ORDER SEQ_CST
#endif
#ifdef WITHOUT_STRONG_LOAD
#define LOAD_ORDER ACQUIRE
#else
#define LOAD_ORDER SEQ_CST
#endif
#ifdef WITHOUT_STRONG_EXCHANGE
#define EXCHANGE_ORDER ACQ_REL
#else
#define EXCHANGE_ORDER SEQ_CST
#endif
#ifdef WITHOUT_STRONG_LOOK_AT_THE_FLAG
#define OWNER_FLAG_ORDER ACQUIRE
#else
#define OWNER_FLAG_ORDER SEQ_CST
#endif
#ifdef WITHOUT_STRONG_LOOK_AT_THE_MARK
#define OWNER_MARK_ORDER ACQUIRE
#else
#define OWNER_MARK_ORDER SEQ_CST
#endif
#ifdef WITHOUT_RELEASE_AT_THE_END
#define END_ORDER RELAXED
#else
#define END_ORDER RELEASE
#endif
#ifdef WITHOUT_ACQUIRE_IN_THE_WAIT
#define WAIT_ORDER RELAXED
#else
#define WAIT_ORDER ACQUIRE
#endif
#ifdef WITHOUT_STRONG_CROWD
#define CROWD_ORDER ACQ_REL
#else
#define CROWD_ORDER SEQ_CST
#endif

proctype Reader(byte me) {
  byte word, mark;
  bool in_crowd = false;
  if
  :: me == 1 ->
    if
    :: in_crowd = true
    ::
#ifndef WITHOUT_RAISING_USED
      exchange(me, USED, SEQ_CST, word, 2)
#else
      skip
#endif
    fi
  :: else
  fi;
  byte rounds = 0;
  do
  :: rounds < ROUNDS ->
    rounds++;
    if
    :: in_crowd ->
      lock(me, CROWD);
#ifndef WITHOUT_NAMING_THE_CROWD
      store(me, HAS_CROWD, CROWD_ORDER, 1)
#endif
    :: else ->
#ifndef WITHOUT_MARK
      mark++;
      exchange(me, MARK + me, MARK_ORDER, word, mark)
#endif
    fi;
#ifndef WITHOUT_FLAG
    // SEQ_CST for processors on which two cores may see two writes in different orders: see memory.pml.
    load(me, IS_FOREIGN, SEQ_CST, word);
    if
    :: word == 0 -> store(me, IS_FOREIGN, FLAG_ORDER, 1)
    :: else
    fi;
#endif
    load(me, BINDING, LOAD_ORDER, word);
    use(me, word);
    if
    :: in_crowd -> unlock(me, CROWD)
    :: else ->
#ifndef WITHOUT_MARK
      mark++;
      store(me, MARK + me, END_ORDER, mark)
#endif
    fi
  :: else -> break
  od
}

proctype Owner() {
  byte new, old, word, seen, slots, slot;
  for (new : 2 .. SETS + 1) {
    make(OWNER, new);
    exchange(OWNER, BINDING, EXCHANGE_ORDER, old, new);
    load(OWNER, IS_FOREIGN, OWNER_FLAG_ORDER, word);
    if
    :: word ->
#ifndef WITHOUT_WAIT
      load(OWNER, USED, SEQ_CST, slots);
      slot = 0;
      do
      :: slot < slots ->
        load(OWNER, MARK + slot, OWNER_MARK_ORDER, seen);
        if
        :: seen % 2 -> load_changed(OWNER, MARK + slot, WAIT_ORDER, seen)
        :: else
        fi;
        slot++
      :: else -> break
      od;
      load(OWNER, HAS_CROWD, SEQ_CST, word);
      if
      :: word ->
        lock(OWNER, CROWD);
        unlock(OWNER, CROWD)
      :: else
      fi
#else
      skip
#endif
    :: else
    fi;
    free(OWNER, old)
  }
}

init {
  atomic {
    make(OWNER, 1);
    store(OWNER, BINDING, RELEASE, 1);
    store(OWNER, USED, SEQ_CST, 1);
    // The scope was made before the readers started, so they have seen it.
    for (other : 0 .. PLACES - 1) {
      thread[0].view[other] = thread[OWNER].view[other];
      thread[1].view[other] = thread[OWNER].view[other]
    }
    other = 0;
    run Reader(0);
    run Reader(1);
    run Owner()
  }
}
