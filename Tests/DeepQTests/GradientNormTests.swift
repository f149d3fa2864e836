import Testing

@testable import DeepQ

@Suite struct GradientNormTests {
  @Test func `a long gradient is scaled to the limit`() {
    let gradient = FloatBuffer([3, 4, 0, 0, 0, 0, 0, 0])
    #expect(clipNorm(of: gradient, to: 2.5) == 5)
    #expect(gradient.array == [1.5, 2, 0, 0, 0, 0, 0, 0])
  }

  @Test func `a short gradient is left alone`() {
    let gradient = FloatBuffer([3, 4, 0, 0, 0, 0, 0, 0])
    clipNorm(of: gradient, to: 5)
    #expect(gradient.array == [3, 4, 0, 0, 0, 0, 0, 0])
  }

  @Test func `the norm is summed in the written order`() {
    var random = RandomSource(SeedSequence(entropy: 4))
    let values = random.floats(88)
    var partials = Array(repeating: Float(0), count: 8)
    for (index, value) in values.enumerated() { partials[index % 8].addProduct(value, value) }
    let four = (0..<4).map { partials[$0] + partials[$0 + 4] }
    let twin = ((four[0] + four[2]) + (four[1] + four[3])).squareRoot()
    #expect(clipNorm(of: FloatBuffer(values), to: 100) == twin)
  }

  @Test func `not a number stays visible`() {
    let gradient = FloatBuffer([.nan, 4, 0, 0, 0, 0, 0, 0])
    clipNorm(of: gradient, to: 1)
    #expect(gradient.array[0].isNaN)
  }
}
