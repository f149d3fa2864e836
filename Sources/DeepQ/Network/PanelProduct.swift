/// One panel, 8, 16 or 24 columns, of the product `output = finish(start + left · right)`.
///
/// In index form, for each row `r` and column `c`, with `d` along the reduction:
///
///     output[r, c] = finish(start[r, c] + Σ_d left[r, d] · right[d, c])
///
/// **Order.** Each sum takes one fused multiply-add for each step of the reduction, in its order.
///
/// **Rounding.** As for any such chain: with `u = 2⁻²⁴` and `k` steps, the error is at most
/// `(k·u / (1 − k·u)) · (|start[r, c]| + Σ_d |left[r, d] · right[d, c]|)`.
///
/// Source of the bound: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed.,
/// SIAM 2002, §3.1.
struct PanelProduct {
  /// The strides of the reduction.
  var strides: ReductionStrides
  /// The panel's first vectors.
  var right: UnsafePointer<Float>
  /// Columns: 8, 16 or 24.
  var width: Int
  var start = SumStart.zero
  var finish = SumFinish.linear
  /// The first row's first element; must not overlap the operands.
  var output: UnsafeMutablePointer<Float>
  /// Floats between the output's rows.
  var outputStride: Int

  /// Computes all rows, whose left operands begin where the cursor says.
  func compute(rows: Int, left: some RowCursor) {
    if strides.innerLeft == 1, strides.innerRight == width {
      Remaining<_, AdjacentSteps>(product: self, rows: rows, left: left).compute()
    } else {
      Remaining<_, WideSteps>(product: self, rows: rows, left: left).compute()
    }
  }
}

/// The rows of a panel that are still to be computed.
private struct Remaining<Left: RowCursor, Steps: InnerSteps> {
  let product: PanelProduct
  var rows: Int
  var left: Left
  var offset = 0

  init(product: PanelProduct, rows: Int, left: Left) {
    self.product = product
    self.rows = rows
    self.left = left
  }

  consuming func compute() {
    switch product.width {
    case 8: byOneVector()
    case 16: byTwoVectors()
    case 24: byThreeVectors()
    default: preconditionFailure("a panel of \(product.width) columns")
    }
  }

  // A tile of few rows leaves the multipliers idle, so rows are shared out evenly.

  private mutating func byTwoVectors() {
    while rows > 0 {
      switch rows {
      case 1: tile(Tile<1, 2>.self)
      case 2: tile(Tile<2, 2>.self)
      case 3: tile(Tile<3, 2>.self)
      case 4, 7, 8: tile(Tile<4, 2>.self)
      default: if rows % 6 == 0 { tile(Tile<6, 2>.self) } else { tile(Tile<5, 2>.self) }
      }
    }
  }

  private mutating func byThreeVectors() {
    while rows > 0 {
      switch rows {
      case 1: tile(Tile<1, 3>.self)
      case 2: tile(Tile<2, 3>.self)
      case 3, 5, 6: tile(Tile<3, 3>.self)
      // Wide steps leave a loop over tiles no registers.
      default: if Steps.areAdjacent { tiles(Tile<4, 3>.self, to: 6) } else { tile(Tile<4, 3>.self) }
      }
    }
  }

  private mutating func byOneVector() {
    while rows > 0 {
      switch rows {
      case 1: tile(Tile<1, 1>.self)
      case 2, 3: tile(Tile<2, 1>.self)
      case 4, 5, 6, 7: tile(Tile<4, 1>.self)
      default: tile(Tile<8, 1>.self)
      }
    }
  }

  /// Computes the next rows, tile after tile, until at most `limit` are left.
  private mutating func tiles<let height: Int, let vectors: Int>(
    _: Tile<height, vectors>.Type, to limit: Int
  ) {
    let product = product
    var (rows, left, offset) = (rows, left, offset)
    repeat {
      Self.compute(Tile<height, vectors>.self, of: product, left: &left, at: offset)
      offset &+= height &* product.outputStride
      rows &-= height
    } while rows > limit
    (self.rows, self.left, self.offset) = (rows, left, offset)
  }

  /// Computes the next rows.
  @inline(__always)
  private mutating func tile<let height: Int, let vectors: Int>(_: Tile<height, vectors>.Type) {
    Self.compute(Tile<height, vectors>.self, of: product, left: &left, at: offset)
    offset &+= height &* product.outputStride
    rows &-= height
  }

  @inline(__always)
  private static func compute<let height: Int, let vectors: Int>(
    _: Tile<height, vectors>.Type, of product: PanelProduct, left: inout Left, at offset: Int
  ) {
    let output = product.output + offset
    let stride = product.outputStride
    var tile = Tile<height, vectors>()
    switch product.start {
    case .zero: break
    case .row(let row): tile = Tile(row, rowStride: 0)
    case .output: tile = Tile(UnsafePointer(output), rowStride: stride)
    }
    var scalars = InlineArray<height, UnsafePointer<Float>>(repeating: product.right)
    for row in 0..<height { scalars[unchecked: row] = left.next() }
    tile.accumulate(scalars, product.right, along: product.strides, Steps.self)
    switch product.finish {
    case .linear: tile.store(at: output, rowStride: stride) { sum, _ in sum }
    case .relu:
      tile.store(at: output, rowStride: stride) { sum, _ in sum.rectified }
    case .reluMask(let mask):
      let mask = mask + offset
      tile.store(at: output, rowStride: stride) { sum, position in
        sum.masked(by: mask.vector(at: position))
      }
    }
  }
}

/// The layout of a matrix that a product reads from first to last: in panels of 16 columns, one after
/// the other, each row after row.
///
/// Where the columns do not divide by 16 the last panel has 24 of them, or the only one has 8.
struct PanelLayout: Equatable, Sendable {
  /// Rows: the depth of the product that the matrix is the right operand of.
  let rows: Int
  /// Columns, a multiple of `vectorWidth`.
  let columns: Int

  /// Floats that the matrix takes.
  var count: Int { rows * columns }

  /// Number of panels.
  var panelCount: Int { max(columns / Self.usualWidth, 1) }

  /// Columns of all panels but the last.
  static let usualWidth = 16

  /// The panel at `index`.
  func panel(_ index: Int) -> Panel {
    let column = index * Self.usualWidth
    let width = index + 1 < panelCount ? Self.usualWidth : columns - column
    return Panel(column: column, width: width, offset: column * rows)
  }

  /// The panel that holds a column.
  func panel(holding column: Int) -> Panel {
    panel(min(column / Self.usualWidth, panelCount - 1))
  }

  /// Offset of an element in the block of the matrix.
  func offset(row: Int, column: Int) -> Int {
    let panel = panel(holding: column)
    return panel.offset + row * panel.width + (column - panel.column)
  }

  /// One panel.
  struct Panel {
    /// Its first column in the matrix.
    let column: Int
    /// Its number of columns, and the floats between its rows.
    let width: Int
    /// Its offset in the block of the matrix.
    let offset: Int
  }
}

/// Iterates over the rows of a left operand.
protocol RowCursor {
  /// The first element of the next row.
  mutating func next() -> UnsafePointer<Float>
}

/// Rows that are equally far apart, as those of a matrix are.
struct EvenRows: RowCursor {
  private var position: UnsafePointer<Float>
  private let step: Int

  /// Rows from `start` on, `step` apart.
  init(_ start: UnsafePointer<Float>, step: Int) {
    position = start
    self.step = step
  }

  @inline(__always)
  mutating func next() -> UnsafePointer<Float> {
    defer { position += step }
    return position
  }
}

/// Rows on a grid, as the windows of a convolution in an image: after `columns` rows
/// that are `columnStep` apart the next line of the grid begins, `lineStep` after the last.
struct GridRows: RowCursor {
  private var line: UnsafePointer<Float>
  private var column: Int
  private let columns: Int
  private let columnStep: Int
  private let lineStep: Int

  /// Rows on a grid that begins at `start`, from the row at `first` on.
  init(
    _ start: UnsafePointer<Float>, from first: Int = 0, columns: Int, columnStep: Int,
    lineStep: Int
  ) {
    line = start + first / columns * lineStep
    column = first % columns
    self.columns = columns
    self.columnStep = columnStep
    self.lineStep = lineStep
  }

  @inline(__always)
  mutating func next() -> UnsafePointer<Float> {
    if column == columns {
      column = 0
      line += lineStep
    }
    defer { column &+= 1 }
    return line + column &* columnStep
  }
}

/// The initial values of a product's sums.
enum SumStart {
  case zero
  /// The same vector in every row: the bias.
  case row(UnsafePointer<Float>)
  /// The present contents of the output: the partial sums of an earlier product.
  case output
}

/// The function applied to complete sums.
enum SumFinish {
  case linear
  /// `max(x, 0)`; NaN stays NaN.
  case relu
  /// Multiplies by the derivative of a ReLU with these outputs: 0 where an output is not above 0.
  case reluMask(UnsafePointer<Float>)

  /// A mask if there is one.
  init(reluMask mask: UnsafePointer<Float>?) {
    self = mask.map { .reluMask($0) } ?? .linear
  }
}
