// What is not in the header because it calls the system.
#define _DEFAULT_SOURCE
#include "CVector.h"

#include <sys/mman.h>

void cvector_prefer_large_pages(void *start, long count) { madvise(start, count, MADV_HUGEPAGE); }
