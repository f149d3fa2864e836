import CVector

/// Eight floats: what one instruction works on where the processor has AVX2, and half of that where
/// it has NEON.
///
/// Lanes never meet in a sum but where a written order says so, so their number is no part of any
/// result.
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

  /// `max(x, 0)` of each lane, and not a number stays not a number.
  @inline(__always)
  var rectified: Vector { replacing(with: 0, where: self .< 0) }

  /// The lanes whose gate is greater than 0, and 0 in place of the others.
  @inline(__always)
  func gated(by gates: Vector) -> Vector { replacing(with: 0, where: .!(gates .> 0)) }

  /// The correctly rounded square root of each lane, in one instruction.
  @inline(__always)
  var squareRoots: Vector { cvector_square_root(self) }
}
