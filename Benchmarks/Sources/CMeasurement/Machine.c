#define _GNU_SOURCE
#include <sched.h>
#include <time.h>

#include "CMeasurement.h"

// Read once, before anything is pinned: a thread's own set says nothing about the others later.
static cpu_set_t startingCores;

__attribute__((constructor)) static void readStartingCores(void) {
  if (sched_getaffinity(0, sizeof startingCores, &startingCores) != 0) CPU_ZERO(&startingCores);
}

int measurement_core_count(void) { return CPU_COUNT(&startingCores); }

int measurement_core(int position) {
  for (int core = 0; core < CPU_SETSIZE; core++) {
    if (CPU_ISSET(core, &startingCores) && position-- == 0) return core;
  }
  return -1;
}

_Bool measurement_pin(int core) {
  cpu_set_t set;
  if (core < 0 || core >= CPU_SETSIZE) return 0;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
}

_Bool measurement_unpin(void) {
  return sched_setaffinity(0, sizeof startingCores, &startingCores) == 0;
}

static double seconds(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) return 0;
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

double measurement_seconds(void) { return seconds(CLOCK_MONOTONIC); }

double measurement_thread_seconds(void) { return seconds(CLOCK_THREAD_CPUTIME_ID); }
