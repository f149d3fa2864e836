#ifndef SWEEP_CHDF5_SHIM_H
#define SWEEP_CHDF5_SHIM_H

#include <hdf5.h>

#endif
