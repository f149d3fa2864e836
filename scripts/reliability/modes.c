// Starts a program with floating-point modes that are not the default, as a library does that was built
// with -ffast-math. Built by scripts/torture as a library that is loaded before all others (LD_PRELOAD).
//
// MODES: "flush" takes subnormal numbers for zero, "down" rounds towards minus infinity.
#include <stdlib.h>
#include <string.h>

__attribute__((constructor)) static void change(void) {
  const char *modes = getenv("MODES");
  if (!modes) return;
  int flush = strstr(modes, "flush") != NULL;
  int down = strstr(modes, "down") != NULL;
#if defined(__x86_64__)
  unsigned mode = __builtin_ia32_stmxcsr();
  if (flush) mode |= 0x8040;
  if (down) mode |= 0x2000;
  __builtin_ia32_ldmxcsr(mode);
#elif defined(__aarch64__)
  unsigned long mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  if (flush) mode |= 1ul << 24;
  if (down) mode |= 2ul << 22;
  __asm__ volatile("msr fpcr, %0" : : "r"(mode));
#endif
}
