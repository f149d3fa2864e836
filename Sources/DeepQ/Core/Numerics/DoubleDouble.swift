/// A double, or several that are computed with side by side, each with the bits that it has alone.
protocol DoubleLanes {
  /// The same number in each lane.
  init(_ number: Double)

  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static prefix func - (a: Self) -> Self
  /// `self + a · b`, rounded once.
  func addingProduct(_ a: Self, _ b: Self) -> Self
}

extension Double: DoubleLanes {}

extension SIMD4: DoubleLanes where Scalar == Double {
  @inline(__always)
  init(_ number: Double) { self.init(repeating: number) }
}

/// A number as the sum of two doubles, the second about 2⁻⁵³ of the first or less.
///
/// Source: T. J. Dekker, "A floating-point technique for extending the available precision",
/// Numerische Mathematik 18, 1971.
struct DoubleDouble<Number: DoubleLanes> {
  var high: Number
  var low: Number
}

extension DoubleDouble {
  /// The sum of two doubles, exactly.
  ///
  /// - Precondition: `larger` is 0 or its exponent is not less than that of `smaller`; else the
  ///   error is up to 2⁻⁵² of `smaller`.
  @inline(__always)
  init(sum larger: Number, _ smaller: Number) {
    high = larger + smaller
    low = smaller - (high - larger)
  }

  /// The product of two doubles, exactly, barring overflow and underflow.
  @inline(__always)
  init(product a: Number, _ b: Number) {
    high = a * b
    low = (-high).addingProduct(a, b)
  }

  /// The product of two numbers, without that of their low parts: an error below 2⁻¹⁰⁰ of it.
  @inline(__always)
  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    var product = DoubleDouble(product: a.high, b.high)
    product.low = product.low + (a.high * b.low).addingProduct(a.low, b.high)
    return product
  }
}
