// A read of several places shows a single moment (cscope_version and cscope_is_at in Sources/CScope; the
// loops around them are throughLevels in Scope+Tied.swift and copyOfOneMoment in Content.swift).
//
//   owner of the layer                             reader through the layer
//   version = 1: a change is under way             version of the layer
//   fill a slot: count = 1                         its count: if there is a slot, the reader sees that
//   version = 2                                    was the version odd?  begin again
//   tell the parent's owner                        version of the parent
//                                                  binding of the parent
//   witness                                        both versions unchanged?  else begin again
//   sees the layer's slot through the layer
//   tell the parent's owner                        reader of the parent alone
//                                                  version, one binding, the other, version
//   owner of the parent, once told
//   version = 1; exchange a binding for 2; version = 2
//   version = 3; exchange the other for 2; version = 4
//
// No reader through the layer may see the parent's 2, because the layer bound the variable before anybody
// told the parent's owner. No reader of the parent alone may see the second binding changed and the first
// unchanged.
//
// (Without odd versions a witness can overtake the layer's owner after it has filled the slot and before it
// has counted the change: the version would not show the change. A reader of a single scope may go on when
// the version is odd, and so may a reader at the last level: the value that it sees then belongs to the
// moment before or after that one change.)
#define PLACES 12
#define WRITES 6
#define THREADS 5
#define OBJECTS 1

#include "memory.pml"

// Place 0 is for objects, and 1 to 5 are for uses; this model has neither.
#define COUNT_OF_LAYER    6
#define VERSION_OF_LAYER  7
#define FIRST             8
#define SECOND            9
#define VERSION           10
#define TOLD              11

#define THROUGH_LAYER   0
#define OF_PARENT       1
#define LAYERS_OWNER    2
#define PARENTS_OWNER   3
#define WITNESS         4

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

inline begin_change(me, place, version) {
#ifndef WITHOUT_ODD_VERSIONS
  store(me, place, RELAXED, version)
#else
  skip
#endif
}

// Never left out here: readers through a layer whose version stays odd would begin again for ever.
inline end_change(me, place, version) {
  store(me, place, VERSION_STORED, version)
}

inline expect(me, place, version) {
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
#ifndef WITHOUT_REFUSING_ODD_VERSIONS
    if
    :: of_layer % 2 -> goto again
    :: else
    fi;
#endif
    load(me, VERSION, VERSION_LOADED, of_parent);
    load(me, FIRST, BINDING_LOADED, seen);
    expect(me, VERSION_OF_LAYER, of_layer);
    expect(me, VERSION, of_parent);
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
  expect(me, VERSION, version);
  assert(first >= second);
again:
  skip
}

proctype LayersOwner(byte me) {
  begin_change(me, VERSION_OF_LAYER, 1);
  store(me, COUNT_OF_LAYER, RELEASE, 1);
  end_change(me, VERSION_OF_LAYER, 2);
  store(me, TOLD, RELEASE, 1)
}

proctype Witness(byte me) {
  byte of_layer, word;
  load(me, VERSION_OF_LAYER, VERSION_LOADED, of_layer);
  load(me, COUNT_OF_LAYER, ACQUIRE, word);
  if
  :: word ->
    expect(me, VERSION_OF_LAYER, of_layer);
    store(me, TOLD, RELEASE, 1)
  :: else
  fi;
again:
  skip
}

proctype ParentsOwner(byte me) {
  byte word;
  load_changed(me, TOLD, ACQUIRE, 0);
  begin_change(me, VERSION, 1);
  exchange(me, FIRST, EXCHANGED, word, 2);
  end_change(me, VERSION, 2);
  begin_change(me, VERSION, 3);
  exchange(me, SECOND, EXCHANGED, word, 2);
  end_change(me, VERSION, 4)
}

init {
  atomic {
    run ThroughLayer(THROUGH_LAYER);
    run OfParent(OF_PARENT);
    run LayersOwner(LAYERS_OWNER);
    run Witness(WITNESS);
    run ParentsOwner(PARENTS_OWNER)
  }
}
