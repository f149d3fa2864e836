import Testing

@testable import DeepQ

@Suite struct GradientNormTests {
  /// One vector of parameters: no weights, a bias.
  private let vector = Network(
    observation: .vector(0), hidden: [], actionCount: 8, dueling: false)

  @Test func `a long gradient is scaled to the limit`() {
    let gradient = FloatBuffer([3, 4, 0, 0, 0, 0, 0, 0])
    #expect(clipNorm(of: gradient, of: vector, to: 2.5) == 5)
    #expect(gradient.array == [1.5, 2, 0, 0, 0, 0, 0, 0])
  }

  @Test func `a short gradient is left alone`() {
    let gradient = FloatBuffer([3, 4, 0, 0, 0, 0, 0, 0])
    clipNorm(of: gradient, of: vector, to: 5)
    #expect(gradient.array == [3, 4, 0, 0, 0, 0, 0, 0])
  }

  @Test(arguments: [[5], [40], [33, 17]])
  func `the norm is summed in the written order`(hidden: [Int]) {
    let shape = Network(
      observation: .vector(3), hidden: hidden, actionCount: 2, dueling: false)
    var random = RandomSource(SeedSequence(entropy: 4))
    let gradient = shape.initialParameters(.heUniform, using: &random)
    var partials = Array(repeating: Float(0), count: 8)
    for layer in shape.layerWeights(of: gradient) {
      let (outputs, inputs) = (layer.weightShape[0], layer.weightShape[1])
      for input in 0..<inputs {
        for output in 0..<outputs {
          let value = layer.weight[output * inputs + input]
          partials[output % 8].addProduct(value, value)
        }
      }
    }
    let four = (0..<4).map { partials[$0] + partials[$0 + 4] }
    let twin = ((four[0] + four[2]) + (four[1] + four[3])).squareRoot()
    #expect(clipNorm(of: gradient, of: shape, to: 100) == twin)
  }

  @Test func `not a number stays visible`() {
    let gradient = FloatBuffer([.nan, 4, 0, 0, 0, 0, 0, 0])
    clipNorm(of: gradient, of: vector, to: 1)
    #expect(gradient.array[0].isNaN)
  }
}
