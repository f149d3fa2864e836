import BigInt
import Testing

@testable import DeepQ

@Suite struct TrigonometryAnyAngleTests {
  @Test func `random angles of all magnitudes have correctly rounded sines and cosines`() throws {
    var random = RandomSource(SeedSequence(entropy: 2030))
    for _ in 0..<400 {
      let exponent = random.integer(in: -3..<10)
      let magnitude = random.uniform(1, 2) * Double(sign: .plus, exponent: exponent, significand: 1)
      try expectCorrectRounding(of: random.integer(below: 2) == 0 ? magnitude : -magnitude)
    }
  }

  @Test func `angles next to multiples of a right angle have correctly rounded ones too`() throws {
    for k in 1...650 where k < 30 || k % 25 == 0 {
      let near = Double(k) * (Double.pi / 2)
      for angle in [near.nextDown, near, near.nextUp] where angle <= 1024 {
        try expectCorrectRounding(of: angle)
      }
    }
    // The double below 2¹⁰ that is nearest to a multiple of π/2, 2⁻⁵⁹ or so away.
    try expectCorrectRounding(of: 0x1.6c6cbc45dc8dep5)
    for angle in [0.25, 0.25.nextUp, .pi / 4, .pi, 1023.9, 1024] {
      try expectCorrectRounding(of: angle)
      try expectCorrectRounding(of: -angle)
    }
  }

  @Test func `small angles are those of the short series`() {
    for angle in [0, 1e-300, 0.1, -0.2, 0.25] {
      #expect(sineAndCosine(anyAngle: angle) == sineAndCosine(angle))
    }
  }

  private func expectCorrectRounding(of angle: Double) throws {
    let exact = WideReference(angle)
    let sine = try #require(WideReference.nearest(exact.sine), "the sine of \(angle) is undecided")
    let cosine = try #require(
      WideReference.nearest(exact.cosine), "the cosine of \(angle) is undecided")
    let computed = sineAndCosine(anyAngle: angle)
    #expect(computed.sine == sine, "sine of \(angle)")
    #expect(computed.cosine == cosine, "cosine of \(angle)")
  }
}

/// Sine and cosine without taking anything away from the angle: the series of its 4096th part, and
/// its double twelve times, which lets an error grow by 2²⁴.
private struct WideReference {
  static let bits = 448
  let sine: BigInt
  let cosine: BigInt

  init(_ angle: Double) {
    let halvings = 12
    let significand = BigInt(angle.significandBitPattern | 1 << 52)
    let shift = Self.bits + Int(angle.exponentBitPattern) - 1075 - halvings
    let x = angle < 0 ? -(significand << shift) : significand << shift
    let square = (x * x) >> Self.bits
    let one = BigInt(1) << Self.bits
    var sine = Self.series(first: x, square: square, divisor: 2)
    var cosine = Self.series(first: one, square: square, divisor: 1)
    for _ in 0..<halvings {
      // sin 2x = 2 sin x cos x, cos 2x = 1 - 2 sin² x
      (sine, cosine) = (
        (sine * cosine) >> (Self.bits - 1), one - ((sine * sine) >> (Self.bits - 1))
      )
    }
    self.sine = sine
    self.cosine = cosine
  }

  private static func series(first: BigInt, square: BigInt, divisor: Int) -> BigInt {
    var sum = BigInt(0)
    var term = first
    var divisor = divisor
    while term.magnitude > 1 {
      sum += term
      term = -((term * square) >> bits) / BigInt(divisor * (divisor + 1))
      divisor += 2
    }
    return sum
  }

  /// The double nearest to a result; `nil` if the result is not exact enough to tell.
  static func nearest(_ value: BigInt) -> Double? {
    let magnitude = value.magnitude
    let dropped = magnitude.bitWidth - 53
    let kept = magnitude >> dropped
    let beyondHalf = BigInt(magnitude - kept << dropped) - BigInt(1) << (dropped - 1)
    guard beyondHalf.magnitude > BigUInt(1) << 60 else { return nil }
    let nearest = Double(UInt64(kept) + (beyondHalf > 0 ? 1 : 0))
    return Double(
      sign: value < 0 ? .minus : .plus, exponent: dropped - bits, significand: nearest)
  }
}
