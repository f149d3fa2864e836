#ifndef BENCHMARKS_CMEASUREMENT_H
#define BENCHMARKS_CMEASUREMENT_H

/// Blocks that this thread has taken from the heap so far, through any of the C library's calls.
unsigned long measurement_allocations(void);

/// Keeps the calling thread, and those it will start, on one core; false if that is not possible.
_Bool measurement_pin(int core);

/// Lets the calling thread run on all the cores that the process was started with.
_Bool measurement_unpin(void);

/// Cores that the process was started with.
int measurement_core_count(void);

/// The number of the core at `position` among those that the process was started with.
int measurement_core(int position);

/// Seconds on a clock that only goes forward.
double measurement_seconds(void);

/// Seconds that the calling thread has run for.
double measurement_thread_seconds(void);

#endif
