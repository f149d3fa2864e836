#include "CALE.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

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

// The emulator reads a whole file before it asks whether it is a ROM. The largest cartridges that it
// knows how to switch between, of any scheme, have 512 KiB; the games that it knows have at most 16.
enum { CALE_ROM_BYTES = 512 << 10 };

int32_t cale_rom_problem(const char *path, char *message, size_t size) {
  struct stat status;
  if (stat(path, &status) != 0) {
    int is_absent = errno == ENOENT || errno == ENOTDIR;
    snprintf(message, size, "there is no ROM at '%s'%s%s", path, is_absent ? "" : ": ",
             is_absent ? "" : strerror(errno));
  } else if (!S_ISREG(status.st_mode)) {
    snprintf(message, size, "'%s' is not a file", path);
  } else if (status.st_size > CALE_ROM_BYTES) {
    snprintf(message, size, "'%s' has %lld bytes, and no ROM has more than %d", path,
             (long long)status.st_size, CALE_ROM_BYTES);
  } else {
    return 0;
  }
  return 1;
}
