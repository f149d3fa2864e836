// What is not in the header because it calls the system.
#define _DEFAULT_SOURCE
#include "CVector.h"

#include <fenv.h>
#include <sys/mman.h>

void cvector_prefer_large_pages(void *start, long count) { madvise(start, count, MADV_HUGEPAGE); }

// Only registers that the code of DeepQ computes with: the x87 unit of x86 is not used by it.
#if defined(__x86_64__)

#include <xmmintrin.h>

// Round to nearest, subnormal numbers in and out, all exceptions masked; the flags that exceptions
// leave are clear.
static const unsigned long defaultModes = 0x1F80;

static unsigned long floatingPointModes(void) { return _mm_getcsr(); }
void cvector_set_floating_point_modes(unsigned long modes) { _mm_setcsr((unsigned)modes); }

#elif defined(__aarch64__)

// Round to nearest, no flush to zero, NaNs propagate, no traps.
static const unsigned long defaultModes = 0;

static unsigned long floatingPointModes(void) {
  unsigned long modes;
  __asm__ volatile("mrs %0, fpcr" : "=r"(modes));
  return modes;
}

void cvector_set_floating_point_modes(unsigned long modes) {
  __asm__ volatile("msr fpcr, %0" : : "r"(modes) : "memory");
}

#else

// The C library knows rounding alone.
static const unsigned long defaultModes = FE_TONEAREST;

static unsigned long floatingPointModes(void) { return (unsigned long)fegetround(); }
void cvector_set_floating_point_modes(unsigned long modes) { fesetround((int)modes); }

#endif

unsigned long cvector_set_default_floating_point_modes(void) {
  unsigned long before = floatingPointModes();
  cvector_set_floating_point_modes(defaultModes);
  return before;
}
