#ifndef SWEEP_CVECTOR_H
#define SWEEP_CVECTOR_H

/// Eight floats, which Swift imports as `SIMD8<Float>`.
typedef float CVector8 __attribute__((ext_vector_type(8)));

/// The square root of each element, correctly rounded as IEEE 754 asks.
///
/// Swift's own `squareRoot()` of a vector becomes one call a lane; this is one instruction.
static inline CVector8 cvector_square_root(CVector8 x) { return __builtin_elementwise_sqrt(x); }

/// Reads eight rows of eight floats, `stride` apart, and transposes them.
///
/// Three rounds of exchanges between rows that are 1, 2 and 4 apart; no arithmetic.
static inline void cvector_read_transposed(const float *source, long stride, CVector8 pair[8]) {
  CVector8 row[8];
  for (int i = 0; i < 8; i++) __builtin_memcpy(&row[i], source + i * stride, sizeof row[i]);
  for (int i = 0; i < 8; i += 2) {
    pair[i] = __builtin_shufflevector(row[i], row[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    pair[i + 1] = __builtin_shufflevector(row[i], row[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int i = 0; i < 8; i += 4)
    for (int j = i; j < i + 2; j++) {
      row[j] = __builtin_shufflevector(pair[j], pair[j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      row[j + 2] = __builtin_shufflevector(pair[j], pair[j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; i++) {
    pair[i] = __builtin_shufflevector(row[i], row[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    pair[i + 4] = __builtin_shufflevector(row[i], row[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

/// Writes the transpose of eight rows of eight floats, `source_stride` apart, as eight rows
/// `target_stride` apart.
static inline void cvector_transpose(
    const float *source, long source_stride, float *target, long target_stride) {
  CVector8 row[8];
  cvector_read_transposed(source, source_stride, row);
  for (int i = 0; i < 8; i++) __builtin_memcpy(target + i * target_stride, &row[i], sizeof row[i]);
}

/// The same, with 0 written wherever `gate`, which has the places of `target`, is not above 0.
static inline void cvector_transpose_gated(
    const float *source, long source_stride, const float *gate, float *target, long target_stride) {
  typedef int Mask __attribute__((ext_vector_type(8)));
  CVector8 row[8];
  cvector_read_transposed(source, source_stride, row);
  for (int i = 0; i < 8; i++) {
    CVector8 gates;
    __builtin_memcpy(&gates, gate + i * target_stride, sizeof gates);
    Mask passed = (Mask)row[i] & (gates > 0);
    __builtin_memcpy(target + i * target_stride, &passed, sizeof passed);
  }
}

#endif
