// Ownership of a scope (the owner's word in Sources/CScope; Scope.swift, Ties.swift, ContextScope.swift):
// only tasks that are in the scope may change it, one at a time, and it ends once, when the last task has
// left.
//
//   first     enters the ContextScope; shares the scope with a second task, or not; sets; leaves; ends
//   second    was promised the scope; begins; sets; leaves; ends
//   rival     tries to enter the ContextScope
//   reader    a plain child of the first: may not set. It then starts a task, which may get the address of a
//             task that has ended, and may not set either
//
// The owner's word is an address, or "several"; then a table lists the owners, under the lock of the scope's
// ties. A task compares its own address with the word in a relaxed load: a task sees its own stores, and a
// task that gets the address of one that has ended has seen everything that the ended task did (ordered by
// the allocator; in this model, by ENDED).
#define PLACES  11
#define WRITES  22
#define THREADS 4
#define OBJECTS 2

#include "memory.pml"

#define OWNER    5 // an address, NOBODY or SEVERAL
#define COUNT    6 // 1: tied
#define TIES     7 // the lock of the ties
#define HOME     8 // the lock of the ContextScope
#define ENDED    9 // and 10: the task with this address has ended

#define NOBODY   0
#define SEVERAL  9

#define FIRST    0
#define SECOND   1
#define RIVAL    2
#define READER   3

// The field that points at the ties: written once, before the count publishes it.
#define TIES_FIELD 1

// Guarded by the locks. A task's address is its number plus 1.
bool entered, shared, owns[4];
byte expected;

// The actual state, whether or not any thread has seen it.
byte inside, changing;

#ifdef WITHOUT_RELEASE_OF_THE_TIES
#define TIED RELAXED
#else
#define TIED RELEASE
#endif

inline lock_ties(me) {
#ifndef WITHOUT_LOCK_OF_THE_TIES
  lock(me, TIES)
#else
  skip
#endif
}

inline unlock_ties(me) {
#ifndef WITHOUT_LOCK_OF_THE_TIES
  unlock(me, TIES)
#else
  skip
#endif
}

// Whether a task with this address owns the scope: isOwned(by:).
inline ask(me, address, answer) {
  load(me, OWNER, RELAXED, word);
  answer = word == address;
  if
  :: word == SEVERAL ->
    load(me, COUNT, ACQUIRE, word);
    if
    :: word ->
      use(me, TIES_FIELD);
      lock_ties(me);
      answer = owns[address];
      unlock_ties(me)
    :: else
    fi
  :: else
  fi
}

// Sets a variable, which the task must be allowed to do; under the lock of the ties if the scope has them.
inline set(me, address) {
  ask(me, address, may);
  assert(may);
  load(me, OWNER, RELAXED, word);
  if
  :: word == SEVERAL -> lock_ties(me)
  :: else
  fi;
  changing++;
  assert(changing == 1);
  changing--;
  if
  :: word == SEVERAL -> unlock_ties(me)
  :: else
  fi
}

// Ends the ownership of the task with this address; after the last owner, nobody owns the scope.
inline leave(me, address) {
  inside--;
  load(me, OWNER, RELAXED, word);
  if
  :: word == SEVERAL ->
    lock_ties(me);
#ifndef WITHOUT_FORGETTING_ONE_OF_SEVERAL
    owns[address] = false;
#endif
    last = !owns[1] && !owns[2] && expected == 0;
    unlock_ties(me)
  :: else -> last = true
  fi;
  if
  :: last ->
    assert(inside == 0);
#ifndef WITHOUT_FORGETTING_THE_LAST
    store(me, OWNER, RELEASE, NOBODY);
#endif
    lock(me, HOME);
    assert(entered);
    entered = false;
    unlock(me, HOME)
  :: else
  fi
}

inline enter(me) {
#ifndef WITHOUT_LOCK_OF_THE_CONTEXT_SCOPE
  lock(me, HOME);
#endif
  may = !entered;
  entered = true;
#ifndef WITHOUT_LOCK_OF_THE_CONTEXT_SCOPE
  unlock(me, HOME);
#endif
  skip
}

proctype Second() {
  byte word;
  bool may, last;
  // The scope was promised to this task.
  lock_ties(SECOND);
#ifndef WITHOUT_PROMISE
  expected--;
#endif
  owns[2] = true;
  inside++;
  unlock_ties(SECOND);
  set(SECOND, 2);
  leave(SECOND, 2);
  store(SECOND, ENDED + 1, RELEASE, 1)
}

proctype Reader() {
  byte word, address = 3;
  bool may;
  if
  :: ask(READER, 3, may);
    assert(!may)
  :: true
  fi;
  // A task that the reader starts, whose memory is new or was a task's that has ended.
  if
  :: load(READER, ENDED, ACQUIRE, word);
    if
    :: word -> address = 1
    :: else
    fi
  :: load(READER, ENDED + 1, ACQUIRE, word);
    if
    :: word -> address = 2
    :: else
    fi
  fi;
  if
  :: address < 3 ->
    ask(READER, address, may);
    assert(!may)
  :: else
  fi
}

// Gives a new thread the view of the thread that starts it.
inline start(me, child) {
  atomic {
    for (other : 0 .. PLACES - 1) {
      thread[child].view[other] = thread[me].view[other]
    }
    other = 0
  }
}

proctype First() {
  byte word;
  bool may, last;
  enter(FIRST);
  if
  :: may ->
    assert(inside == 0);
    inside++;
    store(FIRST, OWNER, RELEASE, 1);
    start(FIRST, READER);
    run Reader();
    if
    :: true ->
      // share(): makes the ties, which the count publishes, and promises the second task its place.
      make(FIRST, TIES_FIELD);
      owns[1] = true;
#ifndef WITHOUT_PROMISE
      expected++;
#endif
#ifndef WITHOUT_TYING
      store(FIRST, COUNT, TIED, 1);
#endif
      store(FIRST, OWNER, RELEASE, SEVERAL);
      start(FIRST, SECOND);
      run Second()
    :: true
    fi;
    set(FIRST, 1);
#ifndef WITHOUT_LEAVING_BEFORE_THE_END
    leave(FIRST, 1);
    store(FIRST, ENDED, RELEASE, 1)
#else
    store(FIRST, ENDED, RELEASE, 1);
    leave(FIRST, 1)
#endif
  :: else
  fi
}

proctype Rival() {
  byte word;
  bool may;
  enter(RIVAL);
  if
  :: may ->
    // The rival gets a scope of its own over the content of the scope that was left. It does not enter that
    // scope.
    assert(inside == 0);
    inside++;
    assert(inside == 1);
    inside--;
    lock(RIVAL, HOME);
    entered = false;
    unlock(RIVAL, HOME)
  :: else
  fi
}

init {
  atomic {
    run First();
    run Rival()
  }
}
