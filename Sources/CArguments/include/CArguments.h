#ifndef CARGUMENTS_H
#define CARGUMENTS_H

/// The number of arguments that the program was started with, its name included; 0 if the system
/// did not say.
int carguments_count(void);

/// The argument at an index below `carguments_count()`.
const char *_Nonnull carguments_at(int index);

/// A path by which this very program can be started again; `NULL` if the system did not say.
const char *_Nullable carguments_program(void);

#endif
