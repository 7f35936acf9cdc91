// The last reference to a node (chamt__node_retain and node_drop in Sources/CHamt/references.c, and editing
// in place in edit.c): a node is freed once, by the thread with the last reference, after every thread's last
// use; and only a thread that has the sole reference edits the node in place.
//
//   with a reference: use the node, perhaps retain and release it, and at last release it:
//   count is 1?  free the node, without an atomic change
//   else subtract 1; it was 1?  free the node
//
// Three threads have a reference each. The third may edit the node, as its owner does.
#define PLACES 5
#define WRITES 12
#define THREADS 3
#define OBJECTS 2

#include "memory.pml"

#define COUNT 4
#define NODE  1

#ifdef WITHOUT_ACQUIRE_WHERE_THE_COUNT_IS_ASKED
#define ASKED RELAXED
#else
#define ASKED ACQUIRE
#endif
#ifdef WITHOUT_RELEASE_IN_THE_SUBTRACTION
#define SUBTRACTED ACQUIRE
#else
#ifdef WITHOUT_ACQUIRE_IN_THE_SUBTRACTION
#define SUBTRACTED RELEASE
#else
#define SUBTRACTED ACQ_REL
#endif
#endif

inline drop() {
  load(me, COUNT, ASKED, word);
  if
  :: word == 1 -> free(me, NODE)
  :: else ->
#ifndef WITHOUT_ONE_STEP_FOR_THE_SUBTRACTION
    exchange(me, COUNT, SUBTRACTED, word, word - 1);
#else
    store(me, COUNT, SUBTRACTED, word - 1);
#endif
    if
    :: word == 1 -> free(me, NODE)
    :: else
    fi
  fi
}

proctype Holder(byte me) {
  byte word;
  use(me, NODE);
  if
  :: true ->
    // Takes a second reference, so that the first can be released.
#ifndef WITHOUT_RETAINING
    exchange(me, COUNT, RELAXED, word, word + 1);
#endif
    drop();
    use(me, NODE)
  :: true
  fi;
  if
  :: me == 2 ->
    load(me, COUNT, ASKED, word);
    if
#ifndef WITHOUT_ASKING_BEFORE_EDITING
    :: word == 1 ->
#else
    :: true ->
#endif
      edit(me, NODE)
    :: else
    fi
  :: else
  fi;
  drop()
}

init {
  atomic {
    make(0, NODE);
    store(0, COUNT, RELEASE, 3);
    for (other : 0 .. PLACES - 1) {
      thread[1].view[other] = thread[0].view[other];
      thread[2].view[other] = thread[0].view[other]
    }
    other = 0;
    run Holder(0);
    run Holder(1);
    run Holder(2)
  }
}
