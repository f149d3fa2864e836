import Testing

@testable import DeepQ

@Suite struct ExponentialTests {
  @Test func `the double's error is below 0.73 units in the last place`() {
    for (x, nearest, rest) in references {
      let error = (exponential(x) - nearest) / nearest.ulp - rest
      #expect(error.magnitude < 0.73, "e to the \(x)")
    }
  }

  @Test func `the double's special values are those of its comment`() {
    #expect(exponential(0.0) == 1)
    #expect(exponential(-0.0) == 1)
    #expect(exponential(-Double.infinity) == 0)
    #expect(exponential(Double.infinity) == .infinity)
    #expect(exponential(Double.nan).isNaN)
    // The last double below ln of the largest, and the next; the same of half the smallest.
    #expect(exponential(0x1.62e42fefa39efp9).isFinite)
    #expect(exponential(0x1.62e42fefa39fp9) == .infinity)
    #expect(exponential(-0x1.74910d52d3051p9) == .leastNonzeroMagnitude)
    #expect(exponential(-0x1.74910d52d3053p9) == 0)
  }

  @Test func `the double's results of x and −x are each other's inverse`() {
    // Two errors below 0.73 of at most 2⁻⁵² each, and a rounding.
    for step in -1_000...1_000 {
      let x = Double(step) / 8
      let ratio = exponential(x) * exponential(-x)
      #expect((ratio - 1).magnitude < 2 * Double.ulpOfOne, "e to the ±\(x)")
    }
  }

  @Test func `the low part of an argument counts`() {
    for x in [-3.0, 0.25, 1, 20] {
      let low = x.ulp / 2
      let whole = exponential(DoubleDouble(high: x, low: low))
      // eˡ − 1 is l to within l².
      let expected = exponential(x).addingProduct(exponential(x), low)
      #expect((whole - expected).magnitude <= 2 * expected.ulp)
    }
    let up = exponential(DoubleDouble(high: 20, low: 20.0.ulp / 2))
    #expect(up - exponential(20.0) > 10 * up.ulp)
  }

  @Test func `each lane's error is below 0.94 units in the last place`() {
    // Bits of floats in steps of a prime, from the smallest magnitudes to the ends of the range.
    var largest = 0.0
    for (sign, end) in [(Float(1), Float(0x1.62e42ep6)), (-1, 0x1.5d589ep6)] {
      for first in stride(from: UInt32(0), to: end.bitPattern, by: 8 * 4_999) {
        let x = lanes { sign * min(end, Float(bitPattern: first + UInt32($0) * 4_999)) }
        largest = max(largest, largestError(x))
      }
    }
    #expect(largest < 0.94)
    #expect(largest > 0.5)
  }

  @Test func `each lane's error is below 0.94 where the rest is largest`() {
    var largest = 0.0
    for octave in -125...127 {
      let middle = Float((Double(octave) + 0.5) * 0.693147180559945)
      for step in -40..<40 {
        largest = max(largest, largestError(lanes { middle + Float(step * 8 + $0) * middle.ulp }))
      }
    }
    #expect(largest < 0.94)
  }

  @Test func `the lanes' special values are those of its comment`() {
    let large = Float(0x1.62e42ep6)
    let small = Float(-0x1.5d589ep6)
    let x = Vector(0, -0, .infinity, -.infinity, large, large.nextUp, small, small.nextDown)
    let results = exponential(x)
    #expect(results[0] == 1 && results[1] == 1)
    #expect(results[2] == .infinity && results[3] == 0)
    #expect(results[4].isFinite && results[5] == .infinity)
    #expect(results[6].isNormal && results[7] == 0)
    #expect(exponential(Double(large.nextUp)) > Double(Float.greatestFiniteMagnitude))
    #expect(exponential(Double(small.nextDown)) < Double(Float.leastNormalMagnitude))

    let more = Vector(
      .nan, 1e30, -1e30, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0x1p-140, -0x1p-140,
      -88)
    let others = exponential(more)
    #expect(others[0].isNaN)
    #expect(others[1] == .infinity && others[2] == 0)
    #expect(others[3] == .infinity && others[4] == 0)
    #expect(others[5] == 1 && others[6] == 1 && others[7] == 0)
  }

  /// The largest error of the lanes, in units in the last place; the double's is 2⁻²⁹ of one.
  private func largestError(_ x: Vector) -> Double {
    let results = exponential(x)
    var largest = 0.0
    for lane in x.indices {
      let exact = exponential(Double(x[lane]))
      let unit = Double(max(Float(exact), .leastNormalMagnitude).ulp)
      // A power of two that the exact value is just below has the larger unit; take the smaller.
      let below = Double(Float(exact)) > exact && Float(exact).significand == 1 ? unit / 2 : unit
      largest = max(largest, (Double(results[lane]) - exact).magnitude / below)
    }
    return largest
  }

  private func lanes(_ value: (Int) -> Float) -> Vector {
    var vector = Vector(repeating: 0)
    for lane in vector.indices { vector[lane] = value(lane) }
    return vector
  }

  /// x, the double nearest to eˣ, and what that lacks in units of its last place; by
  /// mpmath 1.4.1 with 300 bits.
  private let references: [(Double, Double, Double)] = [
    (0x1p0, 0x1.5bf0a8b145769p1, 0.3255),
    (-0x1p0, 0x1.78b56362cef38p-2, -0.2239),
    (0x1p-1, 0x1.a61298e1e069cp0, -0.2131),
    (0x1.4p3, 0x1.5829dcf95056p14, -0.3788),
    (-0x1.4p3, 0x1.7cd79b5647c9bp-15, -0.3892),
    (0x1.9p6, 0x1.3494a9b171bf5p144, -0.3252),
    (-0x1.9p6, 0x1.a8c1f14e2af5dp-145, -0.3155),
    (0x1.62ep9, 0x1.ef85a11e73f2dp1023, 0.2043),
    (-0x1.622p9, 0x1.285dc1b5961f1p-1022, -0.1619),
    (0x1p-30, 0x1.00000004p0, 0.0020),
    (-0x1p-53, 0x1.fffffffffffffp-1, 0.0000),
    (-0x1.62d0e56041893p-2, 0x1.6a10b883d5676p-1, 0.2468),
    (0x1.62d0e56041893p-2, 0x1.6a03146cf6eadp0, -0.1151),
    (-0x1.6305532617c1cp-2, 0x1.69fe2f53b6b54p-1, -0.0004),
    (0x1.6305532617c1cp-2, 0x1.6a159ddd3fdecp0, -0.1435),
    (-0x1.f91b507915c66p-4, 0x1.c49976d047b39p-1, 0.2593),
    (-0x1.f48ae96c7297ep-3, 0x1.90fba64428eefp-1, -0.4415),
    (0x1.b0c262de1b194p-4, 0x1.1c87294dc5801p0, 0.3972),
    (-0x1.327a4890038ap-2, 0x1.7b910b757027ap-1, -0.4223),
    (0x1.9b8606208b7ap-6, 0x1.0682f0ec27bf7p0, 0.2201),
    (-0x1.8118c3c8ba914p-4, 0x1.d20e76a5428f7p-1, 0.2992),
    (-0x1.3cd38d08172c1p-2, 0x1.77bffc26fc654p-1, -0.4541),
    (0x1.551da19bf71cp-8, 0x1.0156014aa8e4dp0, 0.1933),
    (-0x1.34005b0c8fe68p4, 0x1.2bd42cb4d8c52p-28, -0.3598),
    (-0x1.6a777dbe8bd5ap3, 0x1.9412716f3f5b3p-17, -0.4827),
    (-0x1.29a571965f9c6p4, 0x1.1e5ce53411c95p-27, 0.1219),
    (-0x1.22f8ca39f546bp4, 0x1.b297fd2563932p-27, -0.1667),
    (-0x1.704ec6ab456acp3, 0x1.50a81439f9266p-17, 0.1175),
    (-0x1.bb42310b0e088p1, 0x1.00b65691d2318p-5, -0.2418),
    (-0x1.186224b21a1d7p4, 0x1.a52c41125d8bfp-26, 0.3114),
    (-0x1.f120872d8cc81p3, 0x1.80a7319209a89p-23, 0.0433),
    (0x1.6a255005c6d28p7, 0x1.2cdbbb1283282p261, -0.1730),
    (0x1.3d73a83aca894p9, 0x1.f63d8468b857p915, 0.4219),
    (0x1.b704fec9db29p6, 0x1.44aad72df8054p158, 0.2983),
    (-0x1.23ceba9a6ed84p7, 0x1.6b62c4cffd20dp-211, 0.0337),
    (0x1.51ad3efbf45ep9, 0x1.41999294a4883p974, 0.4017),
    (-0x1.40ff050c634b3p9, 0x1.bdfaab3c7f7b7p-927, -0.3828),
    (0x1.fc73268456adcp8, 0x1.73b47bc8a0615p733, -0.2349),
    (-0x1.299fa6f4428f3p8, 0x1.896616c46fe3cp-430, -0.1520),
    (-0x1.f7972e149b23cp8, 0x1.632ea312590dep-727, -0.3554),
  ]
}
