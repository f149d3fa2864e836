#ifndef SWEEP_CVECTOR_H
#define SWEEP_CVECTOR_H

/// Eight floats, which Swift imports as `SIMD8<Float>`.
typedef float CVector8 __attribute__((ext_vector_type(8)));

/// The square root of each element, correctly rounded as IEEE 754 asks.
///
/// Swift's own `squareRoot()` of a vector becomes one call a lane; this is one instruction.
static inline CVector8 cvector_square_root(CVector8 x) { return __builtin_elementwise_sqrt(x); }

#endif
