// One product serves the dense layer's forward pass and both halves of its backward pass, and later
// the convolutions.
//
// The vector runs over the columns of the output, and every output is one chain of fused
// multiply-adds over the depth, first to last. Tiles only decide which chains are in flight
// together; they never cut or reorder one. So tile sizes, vector widths and compilers may change,
// and the bits stay.
//
// Tiles: 4 rows by 24 columns keep 12 accumulators, 3 loaded vectors and 1 broadcast in AVX2's 16
// registers, and 8 or more independent chains are what hides the latency of two multiply-adds a
// cycle.

/// A matrix that is read one element at a time: element `(row, depth)` stands at `start[row *
/// rowStride + depth * depthStride]`, so that a transposed matrix is the same one with the strides
/// exchanged.
struct ScalarOperand {
  var start: UnsafePointer<Float>
  var rowStride: Int
  var depthStride: Int
}

/// A matrix that is read or written by vectors along its rows: element `(row, column)` stands at
/// `start[row * stride + column]`, and `stride` is at least the number of columns padded to whole
/// vectors.
struct VectorOperand<Pointer> {
  var start: Pointer
  var stride: Int
}

/// What happens to an output when its sum is complete.
enum Activation {
  case linear
  /// `max(x, 0)`, and not a number stays not a number.
  case relu
}

/// Computes `output = activation(initial + left · right)`.
///
/// In index form, for each row `r` and column `c`:
///
///     output[r, c] = activation(initial[c] + Σ_d left[r, d] · right[d, c])
///
/// - Parameters:
///   - rows: rows of `left` and `output`.
///   - depth: columns of `left`, rows of `right`.
///   - columns: columns of `right` and `output`, a multiple of `vectorWidth`.
///   - left: `[rows, depth]` in any strides.
///   - right: `[depth, columns]`.
///   - initial: `[columns]`, or `nil` for zeros.
///   - activation: applied to each complete sum.
///   - output: `[rows, columns]`, overwritten. Must not overlap the other operands.
/// - Complexity: `2 · rows · depth · columns` floating-point operations; no allocation.
///
/// **Order.** Each output starts at `initial[c]` (or +0) and takes one fused multiply-add for `d =
/// 0, 1, …, depth - 1`.
///
/// **Rounding.** As for any such chain: with `u = 2⁻²⁴` and `k = depth`, the error is at most
/// `(k·u / (1 − k·u)) · (|initial[c]| + Σ_d |left[r, d] · right[d, c]|)`.
///
/// Source of the bound: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed.,
/// SIAM 2002, §3.1.
func multiply(
  rows: Int, depth: Int, columns: Int, left: ScalarOperand,
  right: VectorOperand<UnsafePointer<Float>>, initial: UnsafePointer<Float>?,
  activation: Activation = .linear, into output: VectorOperand<UnsafeMutablePointer<Float>>
) {
  precondition(columns % vectorWidth == 0, "\(columns) columns are not whole vectors")
  var column = 0
  while column < columns {
    let vectors = min((columns - column) / vectorWidth, 3)
    let block = ColumnBlock(
      depth: depth, left: left, right: right.start + column, rightStride: right.stride,
      initial: initial.map { $0 + column }, activation: activation, output: output.start + column,
      outputStride: output.stride)
    switch vectors {
    case 3: block.three(rows)
    case 2: block.two(rows)
    default: block.one(rows)
    }
    column += vectors * vectorWidth
  }
}

/// One to three vectors of columns, for all rows.
private struct ColumnBlock {
  var depth: Int
  var left: ScalarOperand
  var right: UnsafePointer<Float>
  var rightStride: Int
  var initial: UnsafePointer<Float>?
  var activation: Activation
  var output: UnsafeMutablePointer<Float>
  var outputStride: Int

  func three(_ rows: Int) {
    var row = 0
    while row + 4 <= rows {
      threeByFour(row)
      row += 4
    }
    while row < rows {
      threeByOne(row)
      row += 1
    }
  }

  func two(_ rows: Int) {
    var row = 0
    while row + 4 <= rows {
      twoByFour(row)
      row += 4
    }
    while row < rows {
      twoByOne(row)
      row += 1
    }
  }

  func one(_ rows: Int) {
    var row = 0
    while row + 8 <= rows {
      oneByEight(row)
      row += 8
    }
    while row < rows {
      oneByOne(row)
      row += 1
    }
  }

  @inline(__always)
  private func start(_ vector: Int) -> Vector {
    guard let initial else { return Vector(repeating: 0) }
    return initial.vector(at: vector * vectorWidth)
  }

  @inline(__always)
  private func store(_ sum: Vector, _ row: Int, _ vector: Int) {
    let result: Vector
    switch activation {
    case .linear: result = sum
    case .relu: result = sum.replacing(with: 0, where: sum .< 0)
    }
    output.store(result, at: row &* outputStride &+ vector &* vectorWidth)
  }

  /// The scalars of a row, first to last along the depth.
  @inline(__always)
  private func scalars(_ row: Int) -> UnsafePointer<Float> {
    left.start + row &* left.rowStride
  }

  @inline(__always)
  private func threeByFour(_ row: Int) {
    var (a0, a1, a2) = (start(0), start(1), start(2))
    var (b0, b1, b2) = (a0, a1, a2)
    var (c0, c1, c2) = (a0, a1, a2)
    var (d0, d1, d2) = (a0, a1, a2)
    var (scalar, vector) = (scalars(row), right)
    let (next, second, third) = (left.rowStride, 2 &* left.rowStride, 3 &* left.rowStride)
    for _ in 0..<depth {
      let (v0, v1, v2) = (vector.vector(at: 0), vector.vector(at: 8), vector.vector(at: 16))
      let a = Vector(repeating: scalar[0])
      a0.addProduct(a, v0)
      a1.addProduct(a, v1)
      a2.addProduct(a, v2)
      let b = Vector(repeating: scalar[next])
      b0.addProduct(b, v0)
      b1.addProduct(b, v1)
      b2.addProduct(b, v2)
      let c = Vector(repeating: scalar[second])
      c0.addProduct(c, v0)
      c1.addProduct(c, v1)
      c2.addProduct(c, v2)
      let d = Vector(repeating: scalar[third])
      d0.addProduct(d, v0)
      d1.addProduct(d, v1)
      d2.addProduct(d, v2)
      scalar += left.depthStride
      vector += rightStride
    }
    store(a0, row, 0)
    store(a1, row, 1)
    store(a2, row, 2)
    store(b0, row + 1, 0)
    store(b1, row + 1, 1)
    store(b2, row + 1, 2)
    store(c0, row + 2, 0)
    store(c1, row + 2, 1)
    store(c2, row + 2, 2)
    store(d0, row + 3, 0)
    store(d1, row + 3, 1)
    store(d2, row + 3, 2)
  }

  @inline(__always)
  private func threeByOne(_ row: Int) {
    var (a0, a1, a2) = (start(0), start(1), start(2))
    var (scalar, vector) = (scalars(row), right)
    for _ in 0..<depth {
      let a = Vector(repeating: scalar[0])
      a0.addProduct(a, vector.vector(at: 0))
      a1.addProduct(a, vector.vector(at: 8))
      a2.addProduct(a, vector.vector(at: 16))
      scalar += left.depthStride
      vector += rightStride
    }
    store(a0, row, 0)
    store(a1, row, 1)
    store(a2, row, 2)
  }

  @inline(__always)
  private func twoByFour(_ row: Int) {
    var (a0, a1) = (start(0), start(1))
    var (b0, b1) = (a0, a1)
    var (c0, c1) = (a0, a1)
    var (d0, d1) = (a0, a1)
    var (scalar, vector) = (scalars(row), right)
    let (next, second, third) = (left.rowStride, 2 &* left.rowStride, 3 &* left.rowStride)
    for _ in 0..<depth {
      let (v0, v1) = (vector.vector(at: 0), vector.vector(at: 8))
      let (a, b) = (Vector(repeating: scalar[0]), Vector(repeating: scalar[next]))
      let (c, d) = (Vector(repeating: scalar[second]), Vector(repeating: scalar[third]))
      a0.addProduct(a, v0)
      a1.addProduct(a, v1)
      b0.addProduct(b, v0)
      b1.addProduct(b, v1)
      c0.addProduct(c, v0)
      c1.addProduct(c, v1)
      d0.addProduct(d, v0)
      d1.addProduct(d, v1)
      scalar += left.depthStride
      vector += rightStride
    }
    store(a0, row, 0)
    store(a1, row, 1)
    store(b0, row + 1, 0)
    store(b1, row + 1, 1)
    store(c0, row + 2, 0)
    store(c1, row + 2, 1)
    store(d0, row + 3, 0)
    store(d1, row + 3, 1)
  }

  @inline(__always)
  private func twoByOne(_ row: Int) {
    var (a0, a1) = (start(0), start(1))
    var (scalar, vector) = (scalars(row), right)
    for _ in 0..<depth {
      let a = Vector(repeating: scalar[0])
      a0.addProduct(a, vector.vector(at: 0))
      a1.addProduct(a, vector.vector(at: 8))
      scalar += left.depthStride
      vector += rightStride
    }
    store(a0, row, 0)
    store(a1, row, 1)
  }

  @inline(__always)
  private func oneByEight(_ row: Int) {
    var (a, b, c, d) = (start(0), start(0), start(0), start(0))
    var (e, f, g, h) = (a, a, a, a)
    var (upper, lower, vector) = (scalars(row), scalars(row + 4), right)
    let (next, second, third) = (left.rowStride, 2 &* left.rowStride, 3 &* left.rowStride)
    for _ in 0..<depth {
      let v = vector.vector(at: 0)
      a.addProduct(Vector(repeating: upper[0]), v)
      b.addProduct(Vector(repeating: upper[next]), v)
      c.addProduct(Vector(repeating: upper[second]), v)
      d.addProduct(Vector(repeating: upper[third]), v)
      e.addProduct(Vector(repeating: lower[0]), v)
      f.addProduct(Vector(repeating: lower[next]), v)
      g.addProduct(Vector(repeating: lower[second]), v)
      h.addProduct(Vector(repeating: lower[third]), v)
      upper += left.depthStride
      lower += left.depthStride
      vector += rightStride
    }
    store(a, row, 0)
    store(b, row + 1, 0)
    store(c, row + 2, 0)
    store(d, row + 3, 0)
    store(e, row + 4, 0)
    store(f, row + 5, 0)
    store(g, row + 6, 0)
    store(h, row + 7, 0)
  }

  @inline(__always)
  private func oneByOne(_ row: Int) {
    var a = start(0)
    var (scalar, vector) = (scalars(row), right)
    for _ in 0..<depth {
      a.addProduct(Vector(repeating: scalar[0]), vector.vector(at: 0))
      scalar += left.depthStride
      vector += rightStride
    }
    store(a, row, 0)
  }
}
