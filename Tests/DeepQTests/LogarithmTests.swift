import Testing

@testable import DeepQ

@Suite struct LogarithmTests {
  @Test func `the error is below 0.501 units in the last place`() {
    for (x, nearest, rest) in references {
      let error = (logarithm(x) - nearest) / nearest.ulp - rest
      #expect(error.magnitude < 0.501, "ln \(x)")
    }
  }

  @Test func `two doubles are closer by eleven bits`() {
    for (x, nearest, rest) in references {
      let parts = logarithmInTwoParts(x)
      let error = ((parts.high - nearest) + parts.low) / nearest.ulp - rest
      // 2⁻¹¹·⁵, and half of the four digits' last.
      #expect(error.magnitude < 0x1.7p-12 + 0.00005, "ln \(x)")
      #expect(parts.high + parts.low == parts.high)
    }
  }

  @Test func `special values are those of its comment`() {
    #expect(logarithm(1) == 0)
    #expect(logarithm(0) == -.infinity)
    #expect(logarithm(-0.0) == -.infinity)
    #expect(logarithm(.infinity) == .infinity)
    #expect(logarithm(-1).isNaN)
    #expect(logarithm(-.infinity).isNaN)
    #expect(logarithm(.nan).isNaN)
  }

  @Test func `four logarithms have the bits of each`() {
    var random = RandomSource(SeedSequence(entropy: 2041))
    for number in 0..<20_000 {
      var x = SIMD4<Double>()
      for lane in x.indices {
        let exponent = number % 2 == 0 ? -1 : random.integer(in: -1022..<1024)
        x[lane] = Double(sign: .plus, exponent: exponent, significand: random.uniform(1, 2))
      }
      let together: SIMD4<Double> = logarithm(x)
      for lane in x.indices where together[lane].bitPattern != logarithm(x[lane]).bitPattern {
        Issue.record("ln \(x[lane]) among four")
      }
    }
  }

  @Test func `powers of two have multiples of ln 2`() {
    for exponent in -1074...1023 {
      let power = Double(sign: .plus, exponent: exponent, significand: 1)
      // To 53 bits of ln 2, one rounding, and the function's own.
      let expected = Double(exponent) * 0x1.62e42fefa39efp-1
      #expect((logarithm(power) - expected).magnitude <= 2 * expected.ulp)
    }
  }

  @Test func `the exponential of a logarithm is the number`() {
    var random = RandomSource(SeedSequence(entropy: 2040))
    for _ in 0..<20_000 {
      let x =
        random.uniform(1, 2)
        * Double(
          sign: .plus, exponent: random.integer(in: -1020..<1020), significand: 1)
      // In two doubles the logarithm's error is below 2⁻⁶⁴ · 710 = 0.35 · 2⁻⁵³.
      let error = (exponential(logarithmInTwoParts(x)) - x) / x.ulp
      if error.magnitude > 1 { Issue.record("e to the ln \(x) is \(error) units off") }
    }
  }

  @Test func `the logarithm of neighbours does not fall`() {
    for center in [0.25, 0.5.squareRoot(), 1, 2.0.squareRoot(), 1e-300] {
      var x = center - 200 * center.ulp
      for _ in 0..<400 {
        if logarithm(x) > logarithm(x.nextUp) { Issue.record("the logarithm falls after \(x)") }
        x = x.nextUp
      }
    }
  }

  /// x, the double nearest to ln x, and what that lacks in units of its last place; by mpmath 1.4.1
  /// with 300 bits.
  private let references: [(Double, Double, Double)] = [
    (0x1p1, 0x1.62e42fefa39efp-1, 0.2089),
    (0x1p-1, -0x1.62e42fefa39efp-1, -0.2089),
    (0x1.4p3, 0x1.26bb1bbb55516p1, -0.4888),
    (0x1.fffffffffffffp-1, -0x1p-53, -0.2500),
    (0x1.0000000000001p0, 0x1.fffffffffffffp-53, 0.0000),
    (0x1.00000004p0, 0x1.fffffffcp-31, 0.0026),
    (0x1.6a09e667f3bccp-1, -0x1.62e42fefa39f1p-2, 0.1941),
    (0x1.6a09e667f3bcdp-1, -0x1.62e42fefa39eep-2, 0.0225),
    (0x1.6a09e667f3bccp0, 0x1.62e42fefa39eep-2, -0.3881),
    (0x1.6a09e667f3bcdp0, 0x1.62e42fefa39fp-2, 0.4403),
    (0x0.0000000000001p-1022, -0x1.74385446d71c3p9, -0.3890),
    (0x0.02e055c9a3f6cp-1022, -0x1.64714a9115cdp9, 0.1282),
    (0x1p-1022, -0x1.6232bdd7abcd2p9, -0.2417),
    (0x1.fffffffffffffp1023, 0x1.62e42fefa39efp9, 0.2079),
    (0x1.91d2ab95300d4p-1, -0x1.f041da5959e52p-3, -0.3782),
    (0x1.d81e65b889623p-1, -0x1.4c2954cdab072p-4, 0.1170),
    (0x1.49a0df82e9d0cp0, 0x1.02db0034fe5c5p-2, -0.1473),
    (0x1.a905e189de6a2p-1, -0x1.7d4cad107568ap-3, -0.3182),
    (0x1.1e6689ee70c7dp0, 0x1.cba0c90683b7cp-4, 0.4850),
    (0x1.28f6eb7a16ab2p0, 0x1.2ffed3905d026p-3, -0.0610),
    (0x1.efae3dc70cb2ap-1, -0x1.095c9e36b6c7ep-5, 0.4382),
    (0x1.182906cb497aep0, 0x1.7165259a45676p-4, 0.1959),
    (0x1.7d8be93dd8996p-1, -0x1.2d26681209b54p-2, -0.2516),
    (0x1.7c5f1273905fcp-1, -0x1.304f0c6b8abbbp-2, -0.2177),
    (0x1.a5cdae7f1505p-3, -0x1.948017f74e33ep0, -0.0471),
    (0x1.5c5d62a207b45p-1, -0x1.8a50f56c67e86p-2, -0.0721),
    (0x1.b5dac1e37c3b8p-2, -0x1.b2fcd145abf8bp-1, -0.0656),
    (0x1.41afcbbb98d78p-2, -0x1.286bb8d591beap0, 0.3423),
    (0x1.2bcec3bb19a9ep-1, -0x1.1203906ba024dp-1, 0.0728),
    (0x1.d00f90ae4854ap-2, -0x1.9539c01074cf8p-1, 0.1040),
    (0x1.32f61e9fcc712p-2, -0x1.346a7b56c7a1dp0, 0.2846),
    (0x1.96b8e84b814c6p-1, -0x1.d76ff312b6581p-3, 0.4310),
    (0x1.8b62f6a324fc6p396, 0x1.12ebc4b0e6544p8, -0.0464),
    (0x1.ec93ba401ef8p-511, -0x1.618b3244dc088p8, 0.1116),
    (0x1.439d14c49c07cp148, 0x1.9b47d6d6d84fbp6, -0.1506),
    (0x1.2a4ae75b4a3c2p50, 0x1.167b67bae389cp5, -0.2053),
    (0x1.a226046c1b969p747, 0x1.0322c3e3c1645p9, -0.0763),
    (0x1.3fac39055ac2dp457, 0x1.3cfd89aa97f12p8, 0.3518),
    (0x1.410f86042bd17p-423, -0x1.24f98ccedd23p8, -0.3720),
    (0x1.0b92bd2648639p957, 0x1.4bb16aa916cb2p9, 0.4588),
  ]
}
