#ifndef SWEEP_CMACHINE_H
#define SWEEP_CMACHINE_H

/// The first set of instructions that Swift's code may use and this processor has not; `NULL` if it
/// has all of them.
///
/// The program asks this of itself before anything of it runs, and ends with status 74.
const char *cmachine_missing_feature(void);

/// Has all threads allocate from one heap.
///
/// glibc otherwise reserves 64 MiB of addresses for a thread that allocates, which counts where
/// addresses are limited.
void cmachine_use_one_heap(void);

#endif
