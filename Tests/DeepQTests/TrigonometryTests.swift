import BigInt
import Testing

@testable import DeepQ

@Suite struct TrigonometryTests {
  @Test func `random angles have correctly rounded sines and cosines`() throws {
    var random = RandomSource(SeedSequence(entropy: 2026))
    for _ in 0..<100_000 {
      try expectCorrectRounding(of: random.uniform(-0.25, 0.25))
      try expectCorrectRounding(of: random.uniform(-CartPole.angleLimit, CartPole.angleLimit))
    }
  }

  @Test func `random angles of all magnitudes have correctly rounded sines and cosines`() throws {
    var random = RandomSource(SeedSequence(entropy: 2027))
    for _ in 0..<100_000 {
      let exponent = random.integer(in: -30 ..< -2)
      let magnitude = random.uniform(1, 2)
      let sign = FloatingPointSign(rawValue: random.integer(below: 2)) ?? .plus
      try expectCorrectRounding(of: Double(sign: sign, exponent: exponent, significand: magnitude))
    }
  }

  @Test func `the wider type that this is judged by agrees with BigInt`() throws {
    var random = RandomSource(SeedSequence(entropy: 2029))
    for exponent in -30 ..< -2 {
      for _ in 0..<10 {
        let angle = random.uniform(1, 2) * Double(sign: .plus, exponent: exponent, significand: 1)
        let exact = Reference(angle)
        let (sine, versine) = Fixed256.series(angle)
        #expect((sine.whole - exact.sine).magnitude < 100)
        #expect((BigInt(1) << 256 - versine.whole - exact.cosine).magnitude < 100)
      }
    }
  }

  @Test func `powers of two, zeros and limits have correctly rounded sines and cosines`() throws {
    var angles = [0, CartPole.angleLimit, 0.25.nextDown, 0.25, 0x1.FFFFFFFFFFFFFp-28]
    for exponent in -1074 ... -3 {
      let power = Double(sign: .plus, exponent: exponent, significand: 1)
      angles += exponent > -60 ? [power.nextDown, power, power.nextUp] : [power]
    }
    for angle in angles {
      let exact = Reference(angle)
      let sine = try #require(exact.nearest(exact.sine), "the sine of \(angle) is undecided")
      let cosine = try #require(exact.nearest(exact.cosine), "the cosine of \(angle) is undecided")
      expect(sineAndCosine(angle), equals: (sine, cosine), of: angle)
      expect(sineAndCosine(-angle), equals: (-sine, cosine), of: -angle)
    }
  }

  @Test func `the series are as close as their derivation says`() {
    var random = RandomSource(SeedSequence(entropy: 2028))
    for index in 0..<1_000 {
      let angle = index == 0 ? 0.25 : random.uniform(0x1p-20, 0.25)
      let exact = Reference(angle.magnitude)
      let square = exact.square >> 128
      let z = UInt128(truncatingIfNeeded: square)

      // d = 1 − sin x / x, v = 1 − cos x, in units of 2⁻¹²⁸ with 128 bits more.
      let one = BigInt(1) << 256
      let sineError = (one - exact.sine * one / exact.angle) - BigInt(sineDefect(z)) << 128
      let cosineError = (one - exact.cosine) - BigInt(cosineDefect(z)) << 128
      #expect(sineError.magnitude * 10 < BigUInt(14) << 128, "d of \(angle): 1.4 units")
      #expect(cosineError.magnitude < BigUInt(3) << 128, "v of \(angle): 3 units")
    }
  }

  private func expectCorrectRounding(of angle: Double) throws {
    let (sine, versine) = Fixed256.series(angle.magnitude)
    // One unit less than 1 − v, because 1 itself has no room; `nearestDouble` allows for it.
    let cosine = Fixed256(high: .max, low: .max) - versine
    let nearestSine = try #require(sine.nearestDouble, "the sine of \(angle) is undecided")
    let nearestCosine = try #require(cosine.nearestDouble, "the cosine of \(angle) is undecided")
    let isNegative = angle.sign == .minus
    expect(
      sineAndCosine(angle), equals: (isNegative ? -nearestSine : nearestSine, nearestCosine),
      of: angle)
  }

  private func expect(
    _ computed: (sine: Double, cosine: Double), equals nearest: (sine: Double, cosine: Double),
    of angle: Double
  ) {
    // `#expect` costs more than a sine, so it is left to those that are wrong.
    if computed.sine.bitPattern != nearest.sine.bitPattern {
      Issue.record("sine of \(angle): \(computed.sine) instead of \(nearest.sine)")
    }
    if computed.cosine.bitPattern != nearest.cosine.bitPattern {
      Issue.record("cosine of \(angle): \(computed.cosine) instead of \(nearest.cosine)")
    }
  }
}

/// The sine and cosine of a double, as whole numbers in units of 2^−`bits`, at most 100 units
/// wrong.
private struct Reference {
  /// 256, and as many more as the angle has leading zeros, so that small sines have 256 bits of
  /// their own.
  let bits: Int
  let angle: BigInt
  let square: BigInt
  let sine: BigInt
  let cosine: BigInt

  /// - Parameter angle: a double in 0...0.25; its value is represented exactly.
  init(_ angle: Double) {
    let isSmall = angle < 0x1p-40
    bits = isSmall ? 256 + 1_100 : 256
    let significand = BigInt(angle.significandBitPattern | (angle.isNormal ? 1 << 52 : 0))
    let exponent = max(Int(angle.exponentBitPattern), 1) - 1075
    self.angle = significand << (bits + exponent)
    square = (self.angle * self.angle) >> bits
    sine = Self.series(first: self.angle, square: square, bits: bits, divisor: 2)
    cosine = Self.series(first: BigInt(1) << bits, square: square, bits: bits, divisor: 1)
  }

  /// Sums first − first · z/(d·(d+1)) + first · z²/(d·(d+1)·(d+2)·(d+3)) − … to its last term.
  private static func series(first: BigInt, square: BigInt, bits: Int, divisor: Int) -> BigInt {
    var sum = BigInt(0)
    var term = first
    var divisor = divisor
    var isAdded = true
    while !term.isZero {
      sum += isAdded ? term : -term
      term = ((term * square) >> bits) / BigInt(divisor * (divisor + 1))
      divisor += 2
      isAdded.toggle()
    }
    return sum
  }

  /// The double nearest to a result; `nil` if the result is not exact enough to tell.
  func nearest(_ value: BigInt) -> Double? {
    if value.isZero { return 0 }
    // A double has 53 bits, and none below 2⁻¹⁰⁷⁴.
    let dropped = max(value.bitWidth - 1 - 53, bits - 1_074)
    let kept = value >> dropped
    let beyondHalf = value - kept << dropped - BigInt(1) << (dropped - 1)
    guard beyondHalf.magnitude > 100 else { return nil }
    let nearest = UInt64(kept) + (beyondHalf > 0 ? 1 : 0)
    return Double(sign: .plus, exponent: dropped - bits, significand: Double(nearest))
  }
}

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
