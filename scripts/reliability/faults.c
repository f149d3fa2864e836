// Lets system calls on files fail, to see what a program makes of it: built by scripts/torture as a
// library that is loaded before all others (LD_PRELOAD).
//
//   FAULT_UNDER=FOLDER  only calls on files in this folder count, and are told of in FAULT_LOG
//   FAULT_AT=N          the N-th of them fails, counted from 1
//   FAULT_FROM=N        the N-th and all after it fail
//   FAULT_ERRNO=E       with this error number (28, no space left on device, if it is not given)
//   FAULT_LOG=FILE      gets a line for each: number, call, file
//   FAULT_NO_LOCKS=1    the file system knows no locks
//
// Closing always closes, as the kernel does, and then says that it failed. Only the program itself is
// meant, and not the process that it has read files of others: its calls would be counted apart.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int calls = 0;
static int is_meant = 0;

__attribute__((constructor)) static void begin(void) {
  is_meant = getenv("FAULT_BEGUN") == NULL;
  setenv("FAULT_BEGUN", "1", 1);
}

static int number(const char *name) {
  const char *text = getenv(name);
  return text ? atoi(text) : 0;
}

static void tell(int count, const char *call, const char *path) {
  const char *log = getenv("FAULT_LOG");
  if (!log) return;
  char line[PATH_MAX + 64];
  int length = snprintf(line, sizeof line, "%d %s %s\n", count, call, path);
  int file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0666);
  if (file < 0) return;
  syscall(SYS_write, file, line, (size_t)length);
  syscall(SYS_close, file);
}

// Whether a call on a file is to fail; errno is then set.
static int fails(const char *call, const char *path) {
  const char *under = getenv("FAULT_UNDER");
  if (!is_meant || !under || !path || strncmp(path, under, strlen(under)) != 0) return 0;
  int count = atomic_fetch_add(&calls, 1) + 1;
  int at = number("FAULT_AT"), from = number("FAULT_FROM");
  int chosen = (at && count == at) || (from && count >= from);
  tell(count, call, path);
  if (chosen) errno = number("FAULT_ERRNO") ? number("FAULT_ERRNO") : ENOSPC;
  return chosen;
}

static int fails_on(const char *call, int file) {
  char link[64], path[PATH_MAX];
  int before = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = before;
  if (length < 0) return 0;
  path[length] = 0;
  return fails(call, path);
}

#define REAL(result, name, ...) \
  static result (*real)(__VA_ARGS__); \
  if (!real) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define OPEN(function) \
  int function(const char *path, int flags, ...) { \
    REAL(int, #function, const char *, int, ...); \
    mode_t mode = 0; \
    if (flags & O_CREAT) { \
      va_list rest; \
      va_start(rest, flags); \
      mode = va_arg(rest, mode_t); \
      va_end(rest); \
    } \
    return fails("open", path) ? -1 : real(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

ssize_t write(int file, const void *bytes, size_t count) {
  REAL(ssize_t, "write", int, const void *, size_t);
  return fails_on("write", file) ? -1 : real(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
  REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
  return fails_on("pwrite", file) ? -1 : real(file, bytes, count, place);
}

ssize_t read(int file, void *bytes, size_t count) {
  REAL(ssize_t, "read", int, void *, size_t);
  return fails_on("read", file) ? -1 : real(file, bytes, count);
}

int fsync(int file) {
  REAL(int, "fsync", int);
  return fails_on("fsync", file) ? -1 : real(file);
}

int close(int file) {
  REAL(int, "close", int);
  int failing = fails_on("close", file), code = errno;
  int status = real(file);
  if (failing) errno = code;
  return failing ? -1 : status;
}

int rename(const char *old, const char *new) {
  REAL(int, "rename", const char *, const char *);
  return fails("rename", new) ? -1 : real(old, new);
}

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  return fails("unlink", path) ? -1 : real(path);
}

int mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir", const char *, mode_t);
  return fails("mkdir", path) ? -1 : real(path, mode);
}

DIR *opendir(const char *path) {
  REAL(DIR *, "opendir", const char *);
  return fails("opendir", path) ? NULL : real(path);
}

#define FCNTL(function) \
  int function(int file, int command, ...) { \
    REAL(int, #function, int, int, ...); \
    va_list rest; \
    va_start(rest, command); \
    void *argument = va_arg(rest, void *); \
    va_end(rest); \
    if (command == F_OFD_SETLK && number("FAULT_NO_LOCKS")) { \
      errno = ENOLCK; \
      return -1; \
    } \
    return real(file, command, argument); \
  }
FCNTL(fcntl)
FCNTL(fcntl64)
