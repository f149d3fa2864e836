#include "CALE.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

// The manifest says where `scripts/setup` puts the emulator: in the package's own folder.
#ifndef CALE_FOLDER
#define CALE_FOLDER ".deps/ale"
#endif

static const CALEInterface *found;
static char failure[512];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_library(void) {
  void *library = dlopen(CALE_FOLDER "/lib/libcale.so", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    snprintf(failure, sizeof failure, "the Arcade Learning Environment is not installed");
    return;
  }
  const CALEInterface *candidate = dlsym(library, "cale_library");
  if (candidate == NULL || candidate->version != CALE_VERSION) {
    snprintf(failure, sizeof failure, "the Arcade Learning Environment was installed by another "
                                      "version of this program");
    return;
  }
  found = candidate;
}

const CALEInterface *cale_interface(void) {
  pthread_once(&once, open_library);
  return found;
}

const char *cale_failure(void) {
  pthread_once(&once, open_library);
  return failure;
}

const char *cale_roms(void) { return CALE_FOLDER "/roms"; }
