#ifndef SWEEP_CBUILDTARGET_H
#define SWEEP_CBUILDTARGET_H

/// A set of instructions of a processor, and whether Swift's code may use it.
typedef struct {
  const char *name;
  int is_used;
} CBuildTargetFeature;

/// The sets that compilers use of themselves, ended by one without a name.
///
/// This target is compiled for the processor that the Swift targets are compiled for, and so it is
/// data only: its code might hold the very instructions that are asked about.
extern const CBuildTargetFeature cbuildtarget_features[];

#endif
