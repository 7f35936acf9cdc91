// What is read of several places shows one moment (cscope_version and cscope_is_at in Sources/CScope; the
// loop around them is throughLevels in Scope+Tied.swift, and copyOfOneMoment in Content.swift).
//
//   owner of the layer                             reader through the layer
//   fill a slot: count = 1                         version of the layer
//   version = 1                                    its count: if there is a slot, that is what it sees
//   tell the parent's owner                        version of the parent
//                                                  binding of the parent
//   owner of the parent                            both versions still as they were?  else begin again
//   exchange a binding: it is 2
//   version = 1                                    reader of the parent alone
//   exchange the other binding: it is 2            version, one binding, the other, version
//   version = 2
//
// Through the layer nobody may see the parent's 2, since the layer bound the variable before. Of the parent
// alone nobody may see the second binding changed and the first not.
#define PLACES 11
#define WRITES 4
#define THREADS 4
#define OBJECTS 1

#include "memory.pml"

#define COUNT_OF_LAYER    5
#define VERSION_OF_LAYER  6
#define FIRST             7
#define SECOND            8
#define VERSION           9
#define TOLD              10

#define THROUGH_LAYER   0
#define OF_PARENT       1
#define LAYERS_OWNER    2
#define PARENTS_OWNER   3

#ifdef WITHOUT_RELEASE_OF_THE_VERSION
#define VERSION_STORED RELAXED
#else
#define VERSION_STORED RELEASE
#endif
#ifdef WITHOUT_ACQUIRE_OF_THE_VERSION
#define VERSION_LOADED RELAXED
#else
#define VERSION_LOADED ACQUIRE
#endif
#ifdef WITHOUT_ACQUIRE_OF_THE_BINDING
#define BINDING_LOADED RELAXED
#else
#define BINDING_LOADED SEQ_CST
#endif
#ifdef WITHOUT_RELEASE_IN_THE_EXCHANGE
#define EXCHANGED RELAXED
#else
#define EXCHANGED SEQ_CST
#endif

inline expect(place, version) {
#ifndef WITHOUT_COMPARING_VERSIONS
  load(me, place, RELAXED, word);
  if
  :: word != version -> goto again
  :: else
  fi
#else
  skip
#endif
}

proctype ThroughLayer(byte me) {
  byte of_layer, of_parent, word, seen;
  load(me, VERSION_OF_LAYER, VERSION_LOADED, of_layer);
  load(me, COUNT_OF_LAYER, ACQUIRE, word);
  if
  :: word == 0 ->
    load(me, VERSION, VERSION_LOADED, of_parent);
    load(me, FIRST, BINDING_LOADED, seen);
    expect(VERSION_OF_LAYER, of_layer);
    expect(VERSION, of_parent);
    assert(seen == 0)
  :: else
  fi;
again:
  skip
}

proctype OfParent(byte me) {
  byte version, word, first, second;
  load(me, VERSION, VERSION_LOADED, version);
  if
  :: load(me, FIRST, BINDING_LOADED, first);
    load(me, SECOND, BINDING_LOADED, second)
  :: load(me, SECOND, BINDING_LOADED, second);
    load(me, FIRST, BINDING_LOADED, first)
  fi;
  expect(VERSION, version);
  assert(first >= second);
again:
  skip
}

proctype LayersOwner() {
#ifndef WITHOUT_COUNTING_AFTERWARDS
  store(LAYERS_OWNER, COUNT_OF_LAYER, RELEASE, 1);
  store(LAYERS_OWNER, VERSION_OF_LAYER, VERSION_STORED, 1);
#else
  store(LAYERS_OWNER, VERSION_OF_LAYER, VERSION_STORED, 1);
  store(LAYERS_OWNER, COUNT_OF_LAYER, RELEASE, 1);
#endif
  store(LAYERS_OWNER, TOLD, RELEASE, 1)
}

proctype ParentsOwner() {
  byte word;
  load_changed(PARENTS_OWNER, TOLD, ACQUIRE, 0);
  exchange(PARENTS_OWNER, FIRST, EXCHANGED, word, 2);
  store(PARENTS_OWNER, VERSION, VERSION_STORED, 1);
  exchange(PARENTS_OWNER, SECOND, EXCHANGED, word, 2);
  store(PARENTS_OWNER, VERSION, VERSION_STORED, 2)
}

init {
  atomic {
    run ThroughLayer(THROUGH_LAYER);
    run OfParent(OF_PARENT);
    run LayersOwner();
    run ParentsOwner()
  }
}
