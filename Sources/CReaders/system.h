// What the readers need from the system: a lock, a yield, and a call when a thread ends. Private to CReaders.
//
// There is one form for POSIX and one for Windows. Where there is only one thread, readers.c
// does not include it.
#ifndef CREADERS_SYSTEM_H
#define CREADERS_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>

/// What `system_keep` calls. Defined in readers.c.
static void give_back(void *kept);

/// Arranges for `give_back(kept)` to be called on this thread when it ends. \return false if the system has
/// no room for it; then nothing will be called. If it returns true, a thread calls it again only after that
/// call of `give_back`.
static bool system_keep(void *kept);

#ifdef _WIN32

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

typedef SRWLOCK system_lock;
#define SYSTEM_UNLOCKED SRWLOCK_INIT

static void system_acquire(system_lock *lock) {
  AcquireSRWLockExclusive(lock);
}

static void system_release(system_lock *lock) {
  ReleaseSRWLockExclusive(lock);
}

static void system_yield(void) {
  SwitchToThread();
}

static DWORD system__key;
static bool system__has_key;
static _Thread_local void *system__kept;

// On Windows only fiber-local storage has destructors. A thread that makes no fibers counts as one, which
// ends with the thread. A fiber that ends on another thread returns nothing: the thread that took the slot
// may still be using it.
static void NTAPI system__ended(void *kept) {
  if (system__kept != kept) return;
  system__kept = NULL;
  give_back(kept);
}

static BOOL CALLBACK system__make_key(INIT_ONCE *once, void *parameter, void **context) {
  (void)once, (void)parameter, (void)context;
  system__key = FlsAlloc(system__ended);
  system__has_key = system__key != FLS_OUT_OF_INDEXES;
  return TRUE;
}

static bool system_keep(void *kept) {
  static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
  InitOnceExecuteOnce(&once, system__make_key, NULL, NULL);
  if (!system__has_key || !FlsSetValue(system__key, kept)) return false;
  system__kept = kept;
  return true;
}

#else

#include <pthread.h>
#include <sched.h>

typedef pthread_mutex_t system_lock;
#define SYSTEM_UNLOCKED PTHREAD_MUTEX_INITIALIZER

static void system_acquire(system_lock *lock) {
  pthread_mutex_lock(lock);
}

static void system_release(system_lock *lock) {
  pthread_mutex_unlock(lock);
}

static void system_yield(void) {
  sched_yield();
}

static pthread_key_t system__key;
static bool system__has_key;

static void system__make_key(void) {
  system__has_key = pthread_key_create(&system__key, give_back) == 0;
}

static bool system_keep(void *kept) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, system__make_key);
  return system__has_key && pthread_setspecific(system__key, kept) == 0;
}

#endif

#endif
