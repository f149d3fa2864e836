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

  @inline(__always)
  func start(_ vector: Int) -> Vector {
    guard let initial else { return Vector(repeating: 0) }
    return initial.vector(at: vector * vectorWidth)
  }

  @inline(__always)
  func scalar(_ row: Int, _ d: Int) -> Vector {
    Vector(repeating: left.start[row * left.rowStride + d * left.depthStride])
  }

  @inline(__always)
  func vector(_ d: Int, _ vector: Int) -> Vector {
    right.vector(at: d * rightStride + vector * vectorWidth)
  }

  @inline(__always)
  func store(_ sum: Vector, _ row: Int, _ vector: Int) {
    let result: Vector
    switch activation {
    case .linear: result = sum
    case .relu: result = sum.replacing(with: 0, where: sum .< 0)
    }
    output.store(result, at: row * outputStride + vector * vectorWidth)
  }

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
  private func threeByFour(_ row: Int) {
    var (a0, a1, a2) = (start(0), start(1), start(2))
    var (b0, b1, b2) = (a0, a1, a2)
    var (c0, c1, c2) = (a0, a1, a2)
    var (d0, d1, d2) = (a0, a1, a2)
    for d in 0..<depth {
      let (v0, v1, v2) = (vector(d, 0), vector(d, 1), vector(d, 2))
      let a = scalar(row, d)
      a0.addProduct(a, v0)
      a1.addProduct(a, v1)
      a2.addProduct(a, v2)
      let b = scalar(row + 1, d)
      b0.addProduct(b, v0)
      b1.addProduct(b, v1)
      b2.addProduct(b, v2)
      let c = scalar(row + 2, d)
      c0.addProduct(c, v0)
      c1.addProduct(c, v1)
      c2.addProduct(c, v2)
      let e = scalar(row + 3, d)
      d0.addProduct(e, v0)
      d1.addProduct(e, v1)
      d2.addProduct(e, v2)
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
    for d in 0..<depth {
      let a = scalar(row, d)
      a0.addProduct(a, vector(d, 0))
      a1.addProduct(a, vector(d, 1))
      a2.addProduct(a, vector(d, 2))
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
    for d in 0..<depth {
      let (v0, v1) = (vector(d, 0), vector(d, 1))
      let (a, b, c, e) = (
        scalar(row, d), scalar(row + 1, d), scalar(row + 2, d), scalar(row + 3, d)
      )
      a0.addProduct(a, v0)
      a1.addProduct(a, v1)
      b0.addProduct(b, v0)
      b1.addProduct(b, v1)
      c0.addProduct(c, v0)
      c1.addProduct(c, v1)
      d0.addProduct(e, v0)
      d1.addProduct(e, v1)
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
    for d in 0..<depth {
      let a = scalar(row, d)
      a0.addProduct(a, vector(d, 0))
      a1.addProduct(a, vector(d, 1))
    }
    store(a0, row, 0)
    store(a1, row, 1)
  }

  @inline(__always)
  private func oneByEight(_ row: Int) {
    var (a, b, c, e) = (start(0), start(0), start(0), start(0))
    var (f, g, h, i) = (a, a, a, a)
    for d in 0..<depth {
      let v = vector(d, 0)
      a.addProduct(scalar(row, d), v)
      b.addProduct(scalar(row + 1, d), v)
      c.addProduct(scalar(row + 2, d), v)
      e.addProduct(scalar(row + 3, d), v)
      f.addProduct(scalar(row + 4, d), v)
      g.addProduct(scalar(row + 5, d), v)
      h.addProduct(scalar(row + 6, d), v)
      i.addProduct(scalar(row + 7, d), v)
    }
    store(a, row, 0)
    store(b, row + 1, 0)
    store(c, row + 2, 0)
    store(e, row + 3, 0)
    store(f, row + 4, 0)
    store(g, row + 5, 0)
    store(h, row + 6, 0)
    store(i, row + 7, 0)
  }

  @inline(__always)
  private func oneByOne(_ row: Int) {
    var a = start(0)
    for d in 0..<depth {
      a.addProduct(scalar(row, d), vector(d, 0))
    }
    store(a, row, 0)
  }
}
