// Tells the thread sanitizer of locks that it does not see: on Linux, Swift's Mutex leaves a lock that
// somebody else holds to the kernel, in a library that is not built for the sanitizer. Built by
// scripts/torture as a library that is loaded before all others (LD_PRELOAD).
//
// Where nobody else holds the lock, it is an atomic operation in the program itself, on the same word.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

void __tsan_acquire(void *word);
void __tsan_release(void *word);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *word

// _MutexHandle._lockSlow(_: UInt32) and ._unlockSlow() of Swift's module Synchronization.
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void unlock(SELF) __asm__(UNLOCK);

SWIFT void lock(uint32_t thread, SELF) {
  SWIFT void (*real)(uint32_t, SELF) = (SWIFT void (*)(uint32_t, SELF))dlsym(RTLD_NEXT, LOCK);
  real(thread, word);
  __tsan_acquire(word);
}

SWIFT void unlock(SELF) {
  SWIFT void (*real)(SELF) = (SWIFT void (*)(SELF))dlsym(RTLD_NEXT, UNLOCK);
  __tsan_release(word);
  real(word);
}
