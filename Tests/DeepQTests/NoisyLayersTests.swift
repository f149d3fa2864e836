import Testing

@testable import DeepQ

@Suite struct NoisyLayersTests {
  /// Outputs that need padding, in one panel and in two, and a convolution that has no noise.
  private let shape = Network(
    observation: .image(channels: 2, rows: 6, columns: 5),
    convolution: [ConvolutionSettings(filters: 3, kernel: 3, stride: 1)], hidden: [27],
    actionCount: 3, dueling: false)

  private func parameters() -> FloatBuffer {
    var random = RandomSource(SeedSequence(entropy: 1))
    return shape.noisyParameters(
      means: shape.initialParameters(.heUniform, using: &random), sigma: 0.5)
  }

  /// The factors of a layer, drawn as the paper has it.
  private func factors(_ count: Int, using random: inout RandomSource) -> [Float] {
    var draws = [Float](repeating: 0, count: count)
    draws.withUnsafeMutableBufferPointer { random.fillNormal($0) }
    return draws.map { $0 < 0 ? -abs($0).squareRoot() : $0.squareRoot() }
  }

  @Test func `each weight has the noise of its input times that of its output`() {
    let noise = NoisyLayers(shape, isNoisy: true)
    let parameters = parameters()
    var random = RandomSource(SeedSequence(entropy: 2))
    var twin = random
    noise.perturb(parameters, using: &random)
    let layers = shape.layerWeights(of: parameters)
    let perturbed = shape.layerWeights(of: noise.perturbed)
    #expect(
      layers.map(\.name) == [
        "00_convolution", "01_dense", "01_dense_spread", "02_dense", "02_dense_spread",
      ])
    #expect(perturbed[0] == layers[0])
    for (index, place) in [(1, 1), (2, 3)] {
      let (mean, sigma) = (layers[place], layers[place + 1])
      let (outputs, inputs) = (mean.weightShape[0], mean.weightShape[1])
      let drawn = factors(inputs + outputs, using: &twin)
      for output in 0..<outputs {
        let factor = drawn[inputs + output]
        for input in 0..<inputs {
          let at = output * inputs + input
          #expect(
            perturbed[index].weight[at]
              == mean.weight[at].addingProduct(sigma.weight[at], factor * drawn[input]))
        }
        #expect(
          perturbed[index].bias[output]
            == mean.bias[output].addingProduct(sigma.bias[output], factor))
      }
    }
    #expect(random == twin)
  }

  @Test func `sigmas start at sigma over the root of the number of inputs`() {
    let layers = shape.layerWeights(of: parameters())
    // 27 units see 3 filters at 4 x 3 places.
    #expect(layers[2].weight.allSatisfy { $0 == Float(0.5 / 6) })
    #expect(layers[4].bias.allSatisfy { $0 == Float(0.5 / 27.0.squareRoot()) })
  }

  @Test func `a sigma's gradient is the weight's times its noise`() {
    let noise = NoisyLayers(shape, isNoisy: true)
    let parameters = parameters()
    var random = RandomSource(SeedSequence(entropy: 3))
    noise.perturb(parameters, using: &random)
    // Means of 0 and sigmas of 1 show the noise itself.
    let bare = FloatBuffer(zeros: 2 * shape.parameterCount)
    let gradient = FloatBuffer(zeros: 2 * shape.parameterCount)
    for place in 0..<shape.parameterCount {
      bare.start[shape.parameterCount + place] = 1
      gradient.start[place] = Float(place % 7) - 3
    }
    noise.writeSigmas(of: gradient)
    let again = NoisyLayers(shape, isNoisy: true)
    random = RandomSource(SeedSequence(entropy: 3))
    again.perturb(bare, using: &random)
    let convolution = shape.layers[0].parameterCount
    for place in 0..<shape.parameterCount {
      let expected =
        place < convolution ? 0 : gradient.start[place] * again.perturbed.start[place]
      #expect(gradient.start[shape.parameterCount + place] == expected)
    }
  }

  @Test func `what was saved is read without its sigmas`() {
    let parameters = parameters()
    guard let read = shape.parameters(from: shape.layerWeights(of: parameters)) else {
      Issue.record("nothing was read")
      return
    }
    #expect(read.elements.elementsEqual(parameters.elements.prefix(shape.parameterCount)))
  }

  @Test func `without noise there is nothing`() {
    let isOn = NoisyLayers(shape, isNoisy: false).isOn
    #expect(!isOn)
  }
}
