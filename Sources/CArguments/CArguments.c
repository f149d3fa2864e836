#include "CArguments.h"

#include <stddef.h>
#include <sys/auxv.h>
#include <unistd.h>

static int argument_count;
static char **arguments;

// Swift's `CommandLine` reads the arguments from /proc, which a container or a chroot need not have.
// glibc passes them to constructors as it does to `main`.
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
  argument_count = values == NULL ? 0 : count;
  arguments = values;
}

int carguments_count(void) { return argument_count; }

const char *carguments_at(int index) { return arguments[index]; }

const char *carguments_program(void) {
  // The file that runs, even if its name has another one meanwhile; without /proc, its name.
  static const char own[] = "/proc/self/exe";
  if (access(own, X_OK) == 0) return own;
  return (const char *)getauxval(AT_EXECFN);
}
