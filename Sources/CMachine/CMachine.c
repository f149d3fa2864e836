// This target is compiled for any processor of its family.
#define _DEFAULT_SOURCE
#include "CMachine.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "CBuildTarget.h"

#if defined(__x86_64__)
// `__builtin_cpu_supports` takes a literal. It asks the processor, and whether the system saves the
// registers.
static int is_supported(const char *name) {
#define ASK(feature) \
  if (strcmp(name, feature) == 0) return __builtin_cpu_supports(feature) != 0;
  ASK("popcnt")
  ASK("sse4.2")
  ASK("avx")
  ASK("avx2")
  ASK("fma")
  ASK("bmi")
  ASK("bmi2")
  ASK("avx512f")
  ASK("avx512bw")
  ASK("avx512cd")
  ASK("avx512dq")
  ASK("avx512vl")
  ASK("avx512vbmi")
  ASK("avx512vbmi2")
  ASK("avx512vnni")
  ASK("avx512bitalg")
  ASK("avx512vpopcntdq")
  ASK("avx512bf16")
#undef ASK
  return 1;
}

const char *cmachine_missing_feature(void) {
  __builtin_cpu_init();
  for (const CBuildTargetFeature *feature = cbuildtarget_features; feature->name; feature++)
    if (feature->is_used && !is_supported(feature->name)) return feature->name;
  return NULL;
}
#else
const char *cmachine_missing_feature(void) { return NULL; }
#endif

// Before `main`, which may hold such instructions itself. Other code of the program that runs before
// it is compiled for any processor.
__attribute__((constructor(101))) static void check_processor(void) {
  const char *missing = cmachine_missing_feature();
  if (missing == NULL) return;
  char text[256];
  int count = snprintf(
      text, sizeof text,
      "this processor has no %s, which the program was built with: build it on this machine%s\n",
      missing,
      strcmp(missing, "avx") == 0 || strcmp(missing, "avx2") == 0 || strcmp(missing, "fma") == 0
          ? "; sweep computes with fused multiply-add"
          : ", or with SWEEP_TARGET_CPU=haswell");
  ssize_t written = write(STDERR_FILENO, text, (size_t)count);
  (void)written;
  _exit(74);
}

void cmachine_use_one_heap(void) {
#ifdef M_ARENA_MAX
  mallopt(M_ARENA_MAX, 1);
#endif
}
