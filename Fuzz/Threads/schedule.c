// How the workers run: all at once, as the system schedules them; or taking turns (STRESS_TURNS). See
// stress.h.
//
// When they take turns, one thread runs at a time, and at some yields a random number chooses which is next.
// So a seed fixes the order of everything, and a failure that needs a rare interleaving can be reproduced.
// The workers are still threads, and not contexts on one thread: each has its own copy of the library's
// thread-local variables, and the address sanitizer knows their stacks.
#include "stress.h"

#include <pthread.h>
#include <sched.h>

static struct {
  pthread_mutex_t lock;
  pthread_cond_t ended; ///< The burst is over.
  pthread_t threads[WORKERS];
  void (*what)(worker *w); ///< What to do in the current burst; NULL: the thread ends.
  unsigned busy;           ///< Workers that have not done it yet.

#ifdef STRESS_TURNS
  pthread_cond_t turns[WORKERS]; ///< It is this worker's turn.
  worker *turn;                  ///< Whose turn it is; NULL: no burst is running.
  worker *waiting[WORKERS];      ///< The busy workers, including the one whose turn it is.
  uint64_t random;
  unsigned mask; ///< A power of 2, less 1: on average, one yield in mask + 1 chooses who runs next.
#else
  pthread_cond_t began; ///< A burst has begun.
  unsigned bursts;
#endif
} schedule = {.lock = PTHREAD_MUTEX_INITIALIZER, .ended = PTHREAD_COND_INITIALIZER};

static void *worker_main(void *argument);

static void start_threads(stress *s) {
  for (unsigned j = 0; j < WORKERS; j++)
    if (pthread_create(&schedule.threads[j], NULL, worker_main, &s->workers[j])) abort();
}

static void join_threads(void) {
  for (unsigned j = 0; j < WORKERS; j++)
    pthread_join(schedule.threads[j], NULL);
}

#ifdef STRESS_TURNS

const char *const stress__manner = "taking turns";

/// Passes the turn to a busy worker or, if there is none, back to the thread that began the burst.
static void turn_give(void) {
  pthread_mutex_lock(&schedule.lock);
  schedule.turn = schedule.busy ? schedule.waiting[next_random(&schedule.random) % schedule.busy] : NULL;
  worker *next = schedule.turn;
  pthread_mutex_unlock(&schedule.lock);
  pthread_cond_signal(next ? &schedule.turns[next - next->all->workers] : &schedule.ended);
}

static void turn_await(worker *w) {
  pthread_mutex_lock(&schedule.lock);
  while (schedule.turn != w)
    pthread_cond_wait(w ? &schedule.turns[w - w->all->workers] : &schedule.ended, &schedule.lock);
  pthread_mutex_unlock(&schedule.lock);
}

void stress__yield(void) {
  worker *self = stress__self;
  // During a burst only the worker whose turn it is gets here, so `schedule` is its own.
  if (schedule.turn != self || next_random(&schedule.random) & schedule.mask) return;
  turn_give();
  turn_await(self);
}

static void *worker_main(void *argument) {
  worker *self = stress__self = argument;
  for (;;) {
    turn_await(self);
    if (schedule.what) schedule.what(self);
    // Done: the last in the list takes this worker's place.
    unsigned at = 0;
    while (schedule.waiting[at] != self)
      at++;
    schedule.waiting[at] = schedule.waiting[--schedule.busy];
    bool ends = !schedule.what;
    turn_give();
    if (ends) return NULL;
  }
}

void stress__burst(stress *s, void (*what)(worker *w)) {
  worker *planner = &s->workers[WORKERS];
  schedule.what = what;
  schedule.busy = WORKERS;
  for (unsigned j = 0; j < WORKERS; j++)
    schedule.waiting[j] = &s->workers[j];
  schedule.random = next_random(&planner->random);
  schedule.mask = (4U << stress__below(planner, 4)) - 1;
  turn_give();
  turn_await(NULL);
}

void stress__start(stress *s) {
  for (unsigned j = 0; j < WORKERS; j++)
    pthread_cond_init(&schedule.turns[j], NULL);
  start_threads(s);
}

void stress__stop(stress *s) {
  stress__burst(s, NULL);
  join_threads();
}

#else

const char *const stress__manner = "at once";

void stress__yield(void) {
  // With more workers than processors, one would otherwise mostly end before the next begins.
  worker *self = stress__self;
  if (self != &self->all->workers[WORKERS] && !stress__below(self, 32)) sched_yield();
}

static void *worker_main(void *argument) {
  worker *self = stress__self = argument;
  for (unsigned burst = 0;;) {
    pthread_mutex_lock(&schedule.lock);
    while (schedule.bursts == burst)
      pthread_cond_wait(&schedule.began, &schedule.lock);
    burst = schedule.bursts;
    void (*what)(worker * w) = schedule.what;
    pthread_mutex_unlock(&schedule.lock);
    if (!what) return NULL;
    what(self);
    pthread_mutex_lock(&schedule.lock);
    if (--schedule.busy == 0) pthread_cond_signal(&schedule.ended);
    pthread_mutex_unlock(&schedule.lock);
  }
}

static void begin(void (*what)(worker *w)) {
  pthread_mutex_lock(&schedule.lock);
  schedule.what = what;
  schedule.busy = WORKERS;
  schedule.bursts++;
  pthread_mutex_unlock(&schedule.lock);
  pthread_cond_broadcast(&schedule.began);
}

void stress__burst(stress *s, void (*what)(worker *w)) {
  (void)s;
  begin(what);
  pthread_mutex_lock(&schedule.lock);
  while (schedule.busy)
    pthread_cond_wait(&schedule.ended, &schedule.lock);
  pthread_mutex_unlock(&schedule.lock);
}

void stress__start(stress *s) {
  pthread_cond_init(&schedule.began, NULL);
  start_threads(s);
}

void stress__stop(stress *s) {
  (void)s;
  begin(NULL);
  join_threads();
}

#endif
