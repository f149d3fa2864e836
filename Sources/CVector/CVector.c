// The library is its header; a target needs one source file.
#include "CVector.h"
