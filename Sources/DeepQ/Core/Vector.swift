import CVector

/// Eight floats: what one instruction works on where the processor has AVX2, and half of that where
/// it has NEON.
///
/// Lanes are summed only in a written order, so their number does not affect any result.
typealias Vector = SIMD8<Float>

/// Floats of one vector; matrices that are written have rows padded to a multiple of it.
let vectorWidth = 8

/// `count` rounded up to whole vectors.
func paddedToVectors(_ count: Int) -> Int {
  (count + vectorWidth - 1) / vectorWidth * vectorWidth
}

extension UnsafePointer<Float> {
  /// The vector that begins `offset` floats from here.
  @inline(__always)
  func vector(at offset: Int) -> Vector {
    UnsafeRawPointer(self + offset).loadUnaligned(as: Vector.self)
  }
}

extension UnsafeMutablePointer<Float> {
  /// The vector that begins `offset` floats from here.
  @inline(__always)
  func vector(at offset: Int) -> Vector {
    UnsafeRawPointer(self + offset).loadUnaligned(as: Vector.self)
  }

  /// Stores a vector `offset` floats from here.
  @inline(__always)
  func store(_ vector: Vector, at offset: Int) {
    UnsafeMutableRawPointer(self + offset).storeBytes(of: vector, as: Vector.self)
  }
}

extension Vector {
  /// The same number in each lane.
  @inline(__always)
  init(_ number: Double) { self.init(repeating: Float(number)) }

  /// `max(x, 0)` of each lane; NaN stays NaN.
  @inline(__always)
  var rectified: Vector { replacing(with: 0, where: self .< 0) }

  /// The absolute value of each lane.
  @inline(__always)
  var magnitudes: Vector { replacing(with: -self, where: self .< 0) }

  /// The lanes where the ReLU output `mask` is greater than 0, and 0 in the others.
  @inline(__always)
  func masked(by mask: Vector) -> Vector { replacing(with: 0, where: .!(mask .> 0)) }

  /// The sum of the lanes, added in halves: `l` and `l + 4`, `l` and `l + 2`, 0 and 1.
  @inline(__always)
  var sumOfHalves: Float {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }

  /// The correctly rounded square root of each lane, in one instruction.
  @inline(__always)
  var squareRoots: Vector { cvector_square_root(self) }
}

extension SIMD4<Double> {
  /// The correctly rounded square root of each lane, in one instruction.
  @inline(__always)
  var squareRoots: SIMD4<Double> { cvector_square_root_of_doubles(self) }
}
