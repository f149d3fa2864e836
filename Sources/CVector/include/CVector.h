#ifndef SWEEP_CVECTOR_H
#define SWEEP_CVECTOR_H

/// Eight floats, which Swift imports as `SIMD8<Float>`.
typedef float CVector8 __attribute__((ext_vector_type(8)));

/// Has the cache line at an address brought near; a hint, which reads nothing.
static inline void cvector_prefetch(const float *address) { __builtin_prefetch(address); }

/// Asks for `count` bytes of memory to be kept in large pages; a hint, without effect where the
/// system has none.
void cvector_prefer_large_pages(void *start, long count);

/// Gives the calling thread the floating-point modes that IEEE 754 has by default: rounding to
/// nearest, with subnormal numbers, without traps; returns the modes before.
///
/// Not inline, so that no arithmetic is moved across it.
unsigned long cvector_set_default_floating_point_modes(void);

/// Gives the calling thread modes that the function above has returned.
void cvector_set_floating_point_modes(unsigned long modes);

/// The square root of each element, correctly rounded as IEEE 754 asks.
///
/// Swift's own `squareRoot()` of a vector becomes one call a lane; this is one instruction.
static inline CVector8 cvector_square_root(CVector8 x) { return __builtin_elementwise_sqrt(x); }

/// Four doubles, which Swift imports as `SIMD4<Double>`, and their square roots likewise.
typedef double CVectorDoubles __attribute__((ext_vector_type(4)));
static inline CVectorDoubles cvector_square_root_of_doubles(CVectorDoubles x) {
  return __builtin_elementwise_sqrt(x);
}

/// Transposes eight rows of eight floats, which are overwritten, into `pair`.
///
/// Three rounds of exchanges between rows that are 1, 2 and 4 apart; no arithmetic.
static inline void cvector_transpose_rows(CVector8 row[8], CVector8 pair[8]) {
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

/// Reads eight rows of eight floats, `stride` apart, and transposes them.
static inline void cvector_read_transposed(const float *source, long stride, CVector8 pair[8]) {
  CVector8 row[8];
  for (int i = 0; i < 8; i++) __builtin_memcpy(&row[i], source + i * stride, sizeof row[i]);
  cvector_transpose_rows(row, pair);
}

/// Writes the transpose of eight rows of eight floats, `source_stride` apart, as eight rows
/// `target_stride` apart.
static inline void cvector_transpose(
    const float *source, long source_stride, float *target, long target_stride) {
  CVector8 row[8];
  cvector_read_transposed(source, source_stride, row);
  for (int i = 0; i < 8; i++) __builtin_memcpy(target + i * target_stride, &row[i], sizeof row[i]);
}

/// The same, with 0 written wherever `mask`, which is laid out like `target`, is not above 0.
static inline void cvector_transpose_masked(
    const float *source, long source_stride, const float *mask, float *target, long target_stride) {
  typedef int Mask __attribute__((ext_vector_type(8)));
  CVector8 row[8];
  cvector_read_transposed(source, source_stride, row);
  for (int i = 0; i < 8; i++) {
    CVector8 outputs;
    __builtin_memcpy(&outputs, mask + i * target_stride, sizeof outputs);
    Mask passed = (Mask)row[i] & (outputs > 0);
    __builtin_memcpy(target + i * target_stride, &passed, sizeof passed);
  }
}

/// Writes the transpose of `count` rows of eight bytes, `source_stride` apart, as eight rows of
/// numbers `target_stride` apart, first to last.
///
/// All eight numbers of a row are written: where `count` is less, those beyond are copies of its
/// last one.
static inline void cvector_transpose_bytes(
    const unsigned char *source, long source_stride, long count, float *target,
    long target_stride) {
  typedef unsigned char Bytes __attribute__((ext_vector_type(8)));
  CVector8 row[8], transposed[8];
  for (int i = 0; i < 8; i++) {
    Bytes bytes;
    __builtin_memcpy(&bytes, source + (i < count ? i : count - 1) * source_stride, sizeof bytes);
    row[i] = __builtin_convertvector(bytes, CVector8);
  }
  cvector_transpose_rows(row, transposed);
  for (int i = 0; i < 8; i++)
    __builtin_memcpy(target + i * target_stride, &transposed[i], sizeof transposed[i]);
}

/// Thirty-two bytes, and as many numbers of twice their size.
///
/// Swift's own vectors of so many lanes are taken apart into single numbers.
typedef unsigned char CVectorBytes __attribute__((ext_vector_type(32)));
typedef unsigned short CVectorShorts __attribute__((ext_vector_type(32)));

/// A word whose bit i says whether byte i is not 0, of 64 bytes.
static inline unsigned long long cvector_nonzero(const unsigned char *bytes) {
  typedef unsigned char Block __attribute__((ext_vector_type(64)));
  typedef _Bool Bits __attribute__((ext_vector_type(64)));
  Block block;
  __builtin_memcpy(&block, bytes, sizeof block);
  Bits bits = __builtin_convertvector(block != 0, Bits);
  unsigned long long word;
  __builtin_memcpy(&word, &bits, sizeof word);
  return word;
}

/// Makes each of `count` bytes, a multiple of 32, the larger of it and another's.
static inline void cvector_maximum(unsigned char *bytes, const unsigned char *others, long count) {
  for (long i = 0; i < count; i += 32) {
    CVectorBytes mine, theirs;
    __builtin_memcpy(&mine, bytes + i, sizeof mine);
    __builtin_memcpy(&theirs, others + i, sizeof theirs);
    mine = __builtin_elementwise_max(mine, theirs);
    __builtin_memcpy(bytes + i, &mine, sizeof mine);
  }
}

/// Sums `count` rows of bytes, each times its weight: `columns` sums, a multiple of 32, modulo 2^16.
static inline void cvector_weighted_sum(
    const unsigned char *rows, long columns, const unsigned *weights, long count,
    unsigned short *sums) {
  for (long i = 0; i < columns; i += 32) {
    CVectorShorts sum = 0;
    for (long row = 0; row < count; row++) {
      CVectorBytes bytes;
      __builtin_memcpy(&bytes, rows + row * columns + i, sizeof bytes);
      sum += __builtin_convertvector(bytes, CVectorShorts) * (unsigned short)weights[row];
    }
    __builtin_memcpy(sums + i, &sum, sizeof sum);
  }
}

/// Sums, for each of `count` places, `taps` numbers from `first[place]` on, each times its weight,
/// `[count, taps]`.
static inline void cvector_weighted_windows(
    const unsigned short *numbers, const long *first, const unsigned *weights, long taps,
    long count, unsigned *sums) {
  if (taps == 3) {  // The usual case, whose loop is worth unrolling.
    for (long i = 0; i < count; i++) {
      const unsigned short *n = numbers + first[i];
      const unsigned *w = weights + 3 * i;
      sums[i] = n[0] * w[0] + n[1] * w[1] + n[2] * w[2];
    }
    return;
  }
  for (long i = 0; i < count; i++) {
    unsigned sum = 0;
    for (long tap = 0; tap < taps; tap++) {
      sum += numbers[first[i] + tap] * weights[i * taps + tap];
    }
    sums[i] = sum;
  }
}

/// Rounds `count` numbers, a multiple of 16, times a scale, to the nearest byte; returns whether
/// any of them is within `margin` of the middle between two bytes.
static inline int cvector_round(
    const unsigned *numbers, float scale, float margin, long count, unsigned char *bytes) {
  typedef unsigned Integers __attribute__((ext_vector_type(16)));
  typedef int Mask __attribute__((ext_vector_type(16)));
  typedef float Floats __attribute__((ext_vector_type(16)));
  typedef unsigned char Bytes __attribute__((ext_vector_type(16)));
  Mask isNear = 0;
  for (long i = 0; i < count; i += 16) {
    Integers integers;
    __builtin_memcpy(&integers, numbers + i, sizeof integers);
    Floats means = __builtin_convertvector((Mask)integers, Floats) * scale;
    Floats below = __builtin_elementwise_floor(means);
    isNear |= __builtin_elementwise_abs(means - below - 0.5f) < margin;
    Bytes rounded = __builtin_convertvector(__builtin_convertvector(means + 0.5f, Mask), Bytes);
    __builtin_memcpy(bytes + i, &rounded, sizeof rounded);
  }
  return __builtin_reduce_or(isNear) != 0;
}

#endif
