// The one inner loop of the network: dense layers and convolutions, forwards and backwards, are all
// made of it.
//
// The vector runs over the columns of a product, and every element is one chain of fused
// multiply-adds over the depth, first to last. Tiles only decide which chains are in flight
// together; they never cut or reorder one. So tile sizes, vector widths and compilers may change,
// and the bits stay.
//
// Twelve vectors of sums, with the two or three loaded vectors and the broadcast that they need,
// fill AVX2's 16 registers, and eight or more independent chains are what hides the latency of two
// multiply-adds a cycle.

/// A few rows and vectors of a product, whose sums stay in registers during the reduction.
struct Tile<let rows: Int, let vectors: Int> {
  private var sums: InlineArray<rows, InlineArray<vectors, Vector>>

  /// Sums that start at zero.
  @inline(__always)
  init() {
    sums = InlineArray(repeating: InlineArray(repeating: Vector(repeating: 0)))
  }

  /// Sums that start in each row at the same vectors, or at those of another tile.
  @inline(__always)
  init(_ start: UnsafePointer<Float>, rowStride: Int) {
    self.init()
    for row in 0..<rows {
      for vector in 0..<vectors {
        sums[unchecked: row][unchecked: vector] = start.vector(
          at: row &* rowStride &+ vector &* vectorWidth)
      }
    }
  }

  /// Sums that all start in each row at one number.
  @inline(__always)
  init(_ starts: InlineArray<rows, Float>) {
    self.init()
    for row in 0..<rows {
      sums[unchecked: row] = InlineArray(repeating: Vector(repeating: starts[unchecked: row]))
    }
  }

  /// Adds `Σ_d left[row][d] · right[vector][d]` to each sum, in the order of the strides.
  ///
  /// - Parameters:
  ///   - left: the first scalar of each row.
  ///   - right: the first vector; the others follow it, those of panels of two vectors `panelStep`
  ///     apart.
  ///   - panelStep: floats between one panel of two vectors and the next.
  ///   - strides: those of both operands.
  ///   - steps: whether inner steps are contiguous, known at compile time.
  @inline(__always)
  mutating func accumulate<Steps: InnerSteps>(
    _ left: InlineArray<rows, UnsafePointer<Float>>, _ right: UnsafePointer<Float>,
    panelStep: Int = 2 * vectorWidth, along strides: ReductionStrides, _ steps: Steps.Type
  ) {
    var (outerLeft, outerRight) = (0, right)
    for _ in 0..<strides.outerCount {
      // An index for the left and a pointer for the right: two indices would be kept in one vector
      // register, and taken out of it at each step.
      var (leftPosition, right) = (outerLeft, outerRight)
      var count = strides.innerCount
      if Steps.areAdjacent {
        // Four steps at known distances: little is left to do beside the products.
        let step = vectors &* vectorWidth
        while count >= 4 {
          add(left, at: leftPosition, right, panelStep)
          add(left, at: leftPosition &+ 1, right + step, panelStep)
          add(left, at: leftPosition &+ 2, right + 2 &* step, panelStep)
          add(left, at: leftPosition &+ 3, right + 3 &* step, panelStep)
          leftPosition &+= 4
          right += 4 &* step
          count &-= 4
        }
      }
      while count > 0 {
        add(left, at: leftPosition, right, panelStep)
        leftPosition &+= Steps.areAdjacent ? 1 : strides.innerLeft
        right += Steps.areAdjacent ? vectors &* vectorWidth : strides.innerRight
        count &-= 1
      }
      outerLeft &+= strides.outerLeft
      outerRight += strides.outerRight
    }
  }

  /// Adds one step's products.
  @inline(__always)
  private mutating func add(
    _ left: InlineArray<rows, UnsafePointer<Float>>, at position: Int,
    _ right: UnsafePointer<Float>,
    _ panelStep: Int
  ) {
    var loaded = InlineArray<vectors, Vector>(repeating: Vector(repeating: 0))
    for vector in 0..<vectors {
      loaded[unchecked: vector] = right.vector(
        at: vector / 2 &* panelStep &+ vector % 2 &* vectorWidth)
    }
    for row in 0..<rows {
      let scalar = Vector(repeating: left[unchecked: row][position])
      for vector in 0..<vectors {
        sums[unchecked: row][unchecked: vector].addProduct(scalar, loaded[unchecked: vector])
      }
    }
  }

  /// Stores the sums, each transformed by `finish`, which is given the sum and its offset in the output.
  @inline(__always)
  func store(
    at output: UnsafeMutablePointer<Float>, rowStride: Int, _ finish: (Vector, Int) -> Vector
  ) {
    for row in 0..<rows {
      for vector in 0..<vectors {
        let position = row &* rowStride &+ vector &* vectorWidth
        output.store(finish(sums[unchecked: row][unchecked: vector], position), at: position)
      }
    }
  }
}

/// The strides of a product's reduction: `outerCount` times `innerCount` steps, each with its stride
/// in the left operand and in the right one, in floats.
///
/// Two levels, because the window of a convolution is not contiguous in its image.
struct ReductionStrides {
  var outerCount = 1
  var outerLeft = 0
  var outerRight = 0
  var innerCount: Int
  var innerLeft: Int
  var innerRight: Int
}

/// A property of the inner strides that is known at compile time.
protocol InnerSteps {
  /// Whether the next scalar and the next vectors follow the last ones in memory.
  static var areAdjacent: Bool { get }
}

/// Contiguous steps: along the rows of the left operand, down a panel of the right one.
enum AdjacentSteps: InnerSteps {
  static var areAdjacent: Bool { true }
}

/// Steps of any stride.
enum WideSteps: InnerSteps {
  static var areAdjacent: Bool { false }
}
