import Testing

@testable import DeepQ

@Suite struct RandomSourceNormalTests {
  @Test func `the first draws are those of an independent program`() {
    var random = RandomSource(SeedSequence(entropy: 20))
    var values: [Double] = []
    for _ in 0..<6 {
      let pair = random.discPoint().normalPair
      values += [pair.0, pair.1]
    }
    #expect(values == firstDraws)
  }

  @Test func `20 000 draws hash to what an independent program's hash to`() {
    var random = RandomSource(SeedSequence(entropy: 21))
    // Each value's bits into a hash, in the manner of FNV-1a.
    var hash: UInt64 = 0
    for _ in 0..<10_000 {
      let pair = random.discPoint().normalPair
      hash = (hash ^ pair.0.bitPattern) &* 0x100_0000_01b3
      hash = (hash ^ pair.1.bitPattern) &* 0x100_0000_01b3
    }
    #expect(hash == 0xe00e1cdadc601c02)
  }

  @Test func `moments are those of the normal distribution`() {
    let count = 100_000
    let values = filled(count, seed: 22).map(Double.init)
    let n = Double(count)
    func moment(_ power: Int) -> Double {
      values.reduce(0) { sum, value in sum + (0..<power).reduce(1.0) { p, _ in p * value } } / n
    }
    // Moments 0, 1, 0, 3; the variance of xᵏ is 1, 2, 15, 96. Four standard errors each.
    #expect(moment(1).magnitude < 4 * (1 / n).squareRoot())
    #expect((moment(2) - 1).magnitude < 4 * (2 / n).squareRoot())
    #expect(moment(3).magnitude < 4 * (15 / n).squareRoot())
    #expect((moment(4) - 3).magnitude < 4 * (96 / n).squareRoot())
    // Two draws of a pair, and of neighbouring pairs, have nothing to do with one another.
    let products = zip(values, values.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / n
    #expect(products.magnitude < 4 * (1 / n).squareRoot())
    // P(|x| > 2) = 0.0455003.
    let tail = Double(values.count { $0.magnitude > 2 }) / n
    #expect((tail - 0.0455003).magnitude < 4 * (0.0455003 * 0.9544997 / n).squareRoot())
  }

  @Test(arguments: [0, 1, 2, 7, 8, 9, 63, 64, 65, 131])
  func `a buffer takes whole pairs in order, and wastes the last draw of an odd count`(count: Int) {
    var random = RandomSource(SeedSequence(entropy: 23))
    var expected: [Float] = []
    while expected.count < count {
      let pair = random.discPoint().normalPair
      expected += [Float(pair.0), Float(pair.1)]
    }
    var filling = RandomSource(SeedSequence(entropy: 23))
    var values = [Float](repeating: .nan, count: count)
    values.withUnsafeMutableBufferPointer { filling.fillNormal($0) }
    #expect(values == Array(expected.prefix(count)))
    #expect(filling == random)
  }

  private func filled(_ count: Int, seed: UInt64) -> [Float] {
    var random = RandomSource(SeedSequence(entropy: seed))
    var values = [Float](repeating: .nan, count: count)
    values.withUnsafeMutableBufferPointer { random.fillNormal($0) }
    return values
  }

  /// NumPy 2.4.6's `Generator(PCG64(SeedSequence(20))).random()`, the polar method in Python's
  /// floats, and mpmath's logarithm rounded to nearest; the hash above likewise, with seed 21.
  private let firstDraws: [Double] = [
    -0x1.c4a3c06c47188p0, -0x1.3fdd9f7ffd51dp-2, -0x1.0d14f0e81f352p0,
    0x1.014fc950617ep-4, -0x1.3573ef72d4ee7p-3, -0x1.6cd80372a21ddp-1,
    0x1.d8de5b4145affp0, -0x1.f41b1108e49a6p-2, 0x1.a451b7e496a67p-1,
    -0x1.581803a5198d6p0, -0x1.aa0b1d1930041p-3, -0x1.cabc3b2ba7041p-2,
  ]
}

extension DiscPoint {
  /// The two draws, from one logarithm, where the program computes four at a time.
  fileprivate var normalPair: (Double, Double) {
    let factor = (-2 * logarithm(s) / s).squareRoot()
    return (u * factor, v * factor)
  }
}
