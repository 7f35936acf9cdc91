// Slots that appear while readers look for them (cscope_put and cscope__exchangeable in Sources/CScope): the
// count publishes a slot, a number publishes a place of the table, the table's address publishes a table, and
// a reader of an outgrown table does no harm.
//
//   owner                                            reader, while its mark is set
//   1  slot's number, binding;  count = 1            count; if there is a slot: its number, binding
//   2  table 0;                 table = table 0      table; in it the number of B; if it is there: binding
//   3  binding of B;            its number
//   4  table 1 with B's binding; table = table 1
//   5  exchange B's binding in table 1, wait for readers, release the old one
//
// A reader that is told of a step sees at least the effect of that step.
#define PLACES 15
#define WRITES 7
#define THREADS 3
#define OBJECTS 7

#include "memory.pml"

#define COUNT      4
#define BINDING_A  5
#define TABLE      6 // 0: none, 1: table 0, 2: table 1
#define NUMBER_B   7 // in table 0; table 1 has it before any reader sees table 1
#define BINDING_B  8 // in table 0; the next place is for table 1
#define IS_FOREIGN 10
#define MARK       11 // and 12
#define TOLD       13

// Not atomic: the bound objects, the slot's number and the tables' masks.
#define A          1
#define B          2
#define NEW_B      3
#define SLOT       4
#define TABLES     5 // and 6

#define OWNER 2

#ifdef WITHOUT_RELEASE_OF_THE_COUNT
#define COUNT_STORED RELAXED
#else
#define COUNT_STORED RELEASE
#endif
#ifdef WITHOUT_ACQUIRE_OF_THE_COUNT
#define COUNT_LOADED RELAXED
#else
#define COUNT_LOADED ACQUIRE
#endif
#ifdef WITHOUT_RELEASE_OF_THE_NUMBER
#define NUMBER_STORED RELAXED
#else
#define NUMBER_STORED RELEASE
#endif
#ifdef WITHOUT_ACQUIRE_OF_THE_NUMBER
#define NUMBER_LOADED RELAXED
#else
#define NUMBER_LOADED ACQUIRE
#endif
#ifdef WITHOUT_STRONG_STORE_OF_THE_TABLE
#define TABLE_STORED RELEASE
#else
#define TABLE_STORED SEQ_CST
#endif
#ifdef WITHOUT_STRONG_LOAD_OF_THE_TABLE
#define TABLE_LOADED ACQUIRE
#else
#define TABLE_LOADED SEQ_CST
#endif

proctype Reader(byte me) {
  byte told, word, mark, table;
  load(me, TOLD, ACQUIRE, told);
  exchange(me, MARK + me, SEQ_CST, word, 1);
  load(me, IS_FOREIGN, SEQ_CST, word);
  if
  :: word == 0 -> store(me, IS_FOREIGN, SEQ_CST, 1)
  :: else
  fi;
  load(me, COUNT, COUNT_LOADED, word);
  assert(word >= (told >= 1));
  if
  :: word ->
    use(me, SLOT);
    if
    :: load(me, BINDING_A, SEQ_CST, word);
      assert(word == A);
      use(me, word)
    :: load(me, TABLE, TABLE_LOADED, table);
      assert(table >= (told >= 2) + (told >= 4));
      if
      :: table == 1 ->
        use(me, TABLES);
        load(me, NUMBER_B, NUMBER_LOADED, word);
        assert(word >= (told >= 3));
        if
        :: word ->
          load(me, BINDING_B, SEQ_CST, word);
          assert(word == B);
          use(me, word)
        :: else
        fi
      :: table == 2 ->
        use(me, TABLES + 1);
        load(me, BINDING_B + 1, SEQ_CST, word);
        assert(word == NEW_B || word == B && told < 5);
        use(me, word)
      :: else
      fi
    fi
  :: else
  fi;
  store(me, MARK + me, RELEASE, 2)
}

inline wait() {
  load(OWNER, IS_FOREIGN, SEQ_CST, word);
  if
  :: word ->
    for (reader : 0 .. 1) {
      load(OWNER, MARK + reader, SEQ_CST, word);
      if
      :: word % 2 -> load_changed(OWNER, MARK + reader, ACQUIRE, word)
      :: else
      fi
    }
  :: else
  fi
}

proctype Owner() {
  byte word, old, reader;
  make(OWNER, A);
  make(OWNER, SLOT);
  store(OWNER, BINDING_A, RELAXED, A);
  store(OWNER, COUNT, COUNT_STORED, 1);
  store(OWNER, TOLD, RELEASE, 1);

  make(OWNER, TABLES);
  store(OWNER, TABLE, TABLE_STORED, 1);
  store(OWNER, TOLD, RELEASE, 2);

  make(OWNER, B);
  store(OWNER, BINDING_B, RELAXED, B);
  store(OWNER, NUMBER_B, NUMBER_STORED, 1);
  store(OWNER, TOLD, RELEASE, 3);

  make(OWNER, TABLES + 1);
  store(OWNER, BINDING_B + 1, RELAXED, B);
  store(OWNER, TABLE, TABLE_STORED, 2);
  store(OWNER, TOLD, RELEASE, 4);

  make(OWNER, NEW_B);
  exchange(OWNER, BINDING_B + 1, SEQ_CST, old, NEW_B);
#ifndef WITHOUT_WAIT
  wait();
#endif
  store(OWNER, TOLD, RELEASE, 5);
  free(OWNER, old)
}

init {
  atomic {
    run Reader(0);
    run Reader(1);
    run Owner()
  }
}
