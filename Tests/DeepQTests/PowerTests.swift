import Testing

@testable import DeepQ

@Suite struct PowerTests {
  @Test func `the error is as small as its comment says`() {
    for (base, exponent, nearest, rest) in references {
      let error = (power(base, exponent) - nearest) / nearest.ulp - rest
      let bound = 0.73 + (exponent * logarithm(base)).magnitude / 2800
      #expect(error.magnitude < bound, "\(base) to the \(exponent)")
    }
  }

  @Test func `exponents of 0, 1/2 and 1 are exact`() {
    for base in [0, 0x1p-1030, 0.1, 1, 3, 1e300, .infinity] {
      #expect(power(base, 0) == 1)
      #expect(power(base, 0.5) == base.squareRoot())
      #expect(power(base, 1) == base)
    }
    #expect(power(.nan, 0) == 1)
  }

  @Test func `small whole exponents give exact products`() {
    // Exact in a double, and the error is below 1, so either equal or a neighbour; these are equal.
    #expect(power(2, 10) == 1024)
    #expect(power(10, 3) == 1000)
    #expect(power(3, 4) == 81)
    #expect(power(2, -1074) == .leastNonzeroMagnitude)
    #expect(power(2, 1023) == 0x1p1023)
  }

  @Test func `special values are those of its comment`() {
    #expect(power(0, 2) == 0)
    #expect(power(0, -2) == .infinity)
    #expect(power(1, .infinity) == 1)
    #expect(power(1, .nan) == 1)
    #expect(power(.infinity, 0.3) == .infinity)
    #expect(power(.infinity, -0.3) == 0)
    #expect(power(2, .infinity) == .infinity)
    #expect(power(2, -.infinity) == 0)
    #expect(power(0.5, .infinity) == 0)
    #expect(power(0.5, -.infinity) == .infinity)
    #expect(power(2, 1e300) == .infinity)
    #expect(power(2, -1e300) == 0)
    #expect(power(-1, 2).isNaN)
    #expect(power(-1, 0.5).isNaN)
    #expect(power(.nan, 0.3).isNaN)
    #expect(power(2, .nan).isNaN)
  }

  @Test func `an exponent and its inverse undo one another`() {
    var random = RandomSource(SeedSequence(entropy: 2041))
    for _ in 0..<10_000 {
      let base = random.uniform(0.001, 1_000)
      let back = power(power(base, 0.25), 4)
      // An error of 0.75 units of the root is four times that, relatively, and up to two more.
      if (back - base).magnitude > 8 * base.ulp { Issue.record("\(base) becomes \(back)") }
    }
  }

  @Test(arguments: [0, 0.25, 0.4, 0.5, 0.6, 1, 2, 10, -3, 700, -700, 1e300, .infinity, .nan])
  func `numbers raised together have the bits of each`(exponent: Double) {
    var random = RandomSource(SeedSequence(entropy: 2042))
    let edges = [0, 1, -1, 0x1p-1022, 0x1p-1030, 0x1.fffffffffffffp1023, .infinity, .nan]
    for number in 0..<4_000 {
      let numbers = (0..<number % 10).map { _ in
        // Every other time without edge cases, which would keep a number from its three neighbours.
        number % 20 < 10 && random.integer(below: 4) == 0
          ? edges[random.integer(below: edges.count)]
          : random.uniform(0, 1) * (number % 3 == 0 ? 0x1p-300 : 4)
      }
      var together = numbers
      together.withUnsafeMutableBufferPointer { raise($0, to: exponent) }
      for (base, raised) in zip(numbers, together) {
        let alone = power(base, exponent)
        if raised.bitPattern != alone.bitPattern, !(raised.isNaN && alone.isNaN) {
          Issue.record("\(base) to the \(exponent) is \(raised), not \(alone)")
        }
      }
    }
  }

  /// Base, exponent, the double nearest to the power, and what that lacks in units of its last
  /// place; by mpmath 1.4.1 with 300 bits.
  private let references: [(Double, Double, Double, Double)] = [
    (0x1p1, 0x1p-2, 0x1.306fe0a31b715p0, 0.1793),
    (0x1.4p3, -0x1.8p1, 0x1.0624dd2f1a9fcp-10, -0.0960),
    (0x1.8p1, 0x1.4p5, 0x1.517168a4523fdp63, 0.0161),
    (0x1.999999999999ap-4, 0x1.3333333333333p-1, 0x1.0137987dd704cp-2, 0.3463),
    (0x1.0c6f7a0b5ed8dp-20, 0x1.3333333333333p-1, 0x1.0763f01e8e5afp-12, 0.3390),
    (0x1.e848p19, -0x1.999999999999ap-2, 0x1.04e74cc73ee86p-8, -0.4541),
    (0x1.6a0902de00d1bp0, 0x1.f4p10, 0x1.f645f88b3b85fp999, -0.0002),
    (0x1.6a161e4f765fep-1, 0x1.77p10, 0x1.37f8aacbf145bp-750, -0.0108),
    (0x1.6a161e4f765fep-1, -0x1.77p10, 0x1.a424217ea5001p749, 0.4961),
    (0x1.0000000000001p0, 0x1.bc16d674ec8p59, 0x1.44a12826f5073p320, 0.0824),
    (0x0.0000000000001p-1022, 0x1.6666666666666p-1, 0x1.2611186bae72p-752, -0.3841),
    (0x1.fffffffffffffp1023, -0x1.ccccccccccccdp-1, 0x1.51cb453b9530fp-922, 0.2085),
    (0x1.1857b960c44fbp-22, 0x1.ac2863951d7a6p-2, 0x1.cf64901ae10f8p-10, 0.3509),
    (0x1.85cca386af2a1p3, 0x1.3743aaeeeacbcp-3, 0x1.765311237bf2fp0, 0.1954),
    (0x1.e319a0ce57657p-8, 0x1.412f93d91b87p-5, 0x1.a6572ae8f3e8bp-1, 0.0002),
    (0x1.0b3238ce040cbp0, 0x1.8775d523b7835p-1, 0x1.08845898c6626p0, -0.0977),
    (0x1.3415e20cbef64p-4, 0x1.c03ea0b45fe6bp-1, 0x1.a933bd5c979ccp-4, 0.2158),
    (0x1.e8451fadc4eb3p-15, 0x1.63fdc11669529p-1, 0x1.29d010b580ea9p-10, -0.0105),
    (0x1.15d2bbe805f48p-3, 0x1.28e8063300473p-1, 0x1.418498131fa75p-2, 0.1853),
    (0x1.86d141c279144p-9, 0x1.ae1041c5fd7ap-1, 0x1.ef93aebd99f8ap-8, 0.4518),
    (0x1.0f1230ff9feecp11, 0x1.e57a08d938acap-2, 0x1.3153845480dfbp5, 0.3792),
    (0x1.dda2a3c713a1ep-1, 0x1.f10102ecb508p-5, 0x1.fdd8ad1ddfbcp-1, 0.0322),
    (0x1.4f0db58786fabp1, 0x1.4b547924fd122p-1, 0x1.dd2cda266169ep0, -0.0371),
    (0x1.023a0edbc1c11p13, 0x1.a4d3535c8560dp-1, 0x1.9e84b0dec7c08p10, -0.4718),
    (0x1.b461a6b5c20d3p-16, 0x1.8b0ce9718a894p-2, 0x1.170308a5b4bd8p-6, -0.2885),
    (0x1.0e70e64e3f2acp0, 0x1.71abc78672cp-6, 0x1.0051320346c29p0, 0.3703),
    (0x1.d8c6a62d7fd9p-2, -0x1.5829bf9c6539p-3, 0x1.238104dd3b306p0, 0.4572),
    (0x1.df9fd6fcc554p-4, -0x1.e2f460df71dbp-5, 0x1.228145f44b82p0, -0.0240),
    (0x1.8955d5926548ep-1, -0x1.08e386bd0561cp-3, 0x1.08e1763a8a54p0, 0.3289),
    (0x1.fb1d7c65dc9f4p-3, -0x1.90551e755a3bep-2, 0x1.b9d14024aefb6p0, 0.2328),
    (0x1.be2b055fc6c4p-1, -0x1.4a0f9e552df6p-4, 0x1.02dadc45f9ba4p0, -0.0869),
    (0x1.cbf7c83369142p-2, -0x1.19503011c81dcp-1, 0x1.8d623f1c67a1dp0, 0.2695),
    (0x1.552f59af5eb24p76, 0x1.98ad9e04e22a8p2, 0x1.ef1c991a2b23p487, -0.2283),
    (0x1.763d0e17469eap72, -0x1.1b9efc4ef9fdcp2, 0x1.69b34c97be14p-322, -0.3829),
    (0x1.15ad7a6e8a2bbp-17, -0x1.698bbaa58754p1, 0x1.9c0554e2ad94ep47, -0.3141),
    (0x1.7d87f5232c371p76, 0x1.24f2ae3275ca6p3, 0x1.03d1215ba0c9ep701, -0.3478),
    (0x1.573ca776db57ap-70, -0x1.9e70f987cad19p2, 0x1.7842a27ab6d04p450, -0.3658),
    (0x1.7d4de8c2aa50ap-54, -0x1.55546e9e11e5bp2, 0x1.e83f1c37eb18dp284, 0.2743),
    (0x1.0080f7da221e8p-3, 0x1.c84ff574b30e8p0, 0x1.93d76cb55c098p-6, 0.1120),
    (0x1.a340f32edd515p-48, -0x1.3d614dd4588c3p3, 0x1.0211868ba71d5p469, 0.0180),
  ]
}
