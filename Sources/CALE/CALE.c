#include "CALE.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "CArguments.h"

// What the emulator's files are, and how a user gets them.
typedef struct {
  char library[PATH_MAX];
  char roms[PATH_MAX];
  const char *remedy;
} Installation;

static Installation installation;
static const CALEInterface *found;
static char failure[512];
static pthread_once_t once = PTHREAD_ONCE_INIT;

#ifndef CALE_CHECKOUT
// Writes the folder of the program's file, without symbolic links; returns 1, or 0 if the system
// does not say.
static int program_folder(char folder[PATH_MAX]) {
  const char *program = carguments_program();
  if (program == NULL || realpath(program, folder) == NULL) return 0;
  char *slash = strrchr(folder, '/');
  if (slash == NULL) return 0;
  *slash = 0;
  return 1;
}
#endif

// The one place that knows where the emulator is: `lib/sweep` beside the folder of an installed
// program, or `.deps/ale` of the checkout that a program was built in to be run there. The current
// folder and the environment decide nothing.
static void locate(void) {
#ifdef CALE_CHECKOUT
  snprintf(installation.library, PATH_MAX, "%s", CALE_CHECKOUT "/.deps/ale/lib/libcale.so");
  snprintf(installation.roms, PATH_MAX, "%s", CALE_CHECKOUT "/.deps/ale/roms");
  installation.remedy = "run scripts/setup";
#else
  char folder[PATH_MAX];
  installation.remedy = "in the checkout of sweep, run scripts/setup and then make install";
  // Longer names than these would be cut off.
  if (!program_folder(folder) || strlen(folder) > PATH_MAX - 64) return;
  snprintf(installation.library, PATH_MAX, "%s/../lib/sweep/libcale.so", folder);
  snprintf(installation.roms, PATH_MAX, "%s/../lib/sweep/roms", folder);
#endif
}

static void open_library(void) {
  locate();
  void *library = NULL;
  if (installation.library[0] != 0) library = dlopen(installation.library, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    snprintf(failure, sizeof failure, "the Arcade Learning Environment is not installed; %s",
             installation.remedy);
    return;
  }
  const CALEInterface *candidate = dlsym(library, "cale_library");
  if (candidate == NULL || candidate->version != CALE_VERSION) {
    snprintf(failure, sizeof failure,
             "the Arcade Learning Environment was installed by another version of this program; %s",
             installation.remedy);
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

const char *cale_roms(void) {
  pthread_once(&once, open_library);
  return installation.roms;
}

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
