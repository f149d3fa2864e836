import Testing

@testable import DeepQ

@Suite struct QNetworkTests {
  @Test(arguments: [false, true])
  func `a whole network agrees with its scalar twin bit for bit`(dueling: Bool) {
    let network = NetworkCase(dueling: dueling)
    let twin = ReferenceNetwork<Float>(network.weights, dueling: dueling)
    #expect(network.values() == twin.values(network.observations, batch: network.batch))
  }

  // The loss is `Σ c[b, a] · Q(b, a)` with random c, so its gradient by the values is c. A central
  // difference with step h in `Double` is off by about h² (a network of rectifiers is piecewise
  // linear: by rounding only, unless a rectifier switches within the step, which h = 1e-7 makes
  // rare); the `Float` gradient by some 100 roundings of terms of order 1.
  @Test(arguments: [false, true])
  func `gradients agree with central differences in Double`(dueling: Bool) {
    let network = NetworkCase(dueling: dueling)
    let gradient = network.gradient()
    let wide = ReferenceNetwork<Double>(network.weights, dueling: dueling)
    let observations = network.observations.map(Double.init)
    func loss(_ candidate: ReferenceNetwork<Double>) -> Double {
      zip(candidate.values(observations, batch: network.batch), network.valueGradient)
        .reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    let step = 1e-7
    for layer in wide.layers.indices {
      for index in wide.layers[layer].weight.indices {
        var (above, below) = (wide, wide)
        above.layers[layer].weight[index] += step
        below.layers[layer].weight[index] -= step
        let difference = (loss(above) - loss(below)) / (2 * step)
        #expect(abs(Double(gradient[layer].weight[index]) - difference) < 2e-5)
      }
      for index in wide.layers[layer].bias.indices {
        var (above, below) = (wide, wide)
        above.layers[layer].bias[index] += step
        below.layers[layer].bias[index] -= step
        let difference = (loss(above) - loss(below)) / (2 * step)
        #expect(abs(Double(gradient[layer].bias[index]) - difference) < 2e-5)
      }
    }
  }

  @Test func `layers are named so that name order is layer order`() {
    let shape = NetworkShape(
      observationCount: 4, hidden: [24, 16], actionCount: 2, dueling: false)
    let weights = shape.layerWeights(of: FloatBuffer(zeros: shape.parameterCount))
    #expect(weights.map(\.name) == ["00_dense", "01_dense", "02_dense"])
    #expect(weights.map(\.weightShape) == [[24, 4], [16, 24], [2, 16]])
  }

  @Test
  func `initial weights are drawn in order, within the bound of their layer, and biases are zero`()
  {
    let shape = NetworkShape(observationCount: 3, hidden: [5], actionCount: 2, dueling: false)
    var random = RandomSource(SeedSequence(entropy: 9))
    var again = random
    let weights = shape.layerWeights(of: shape.initialParameters(.heUniform, using: &random))
    // √(6 / 3) and √(6 / 5).
    let first = (0..<15).map { _ in Float(again.uniform(-2.0.squareRoot(), 2.0.squareRoot())) }
    let second = (0..<10).map { _ in Float(again.uniform(-1.2.squareRoot(), 1.2.squareRoot())) }
    #expect(weights[0].weight == first)
    #expect(weights[1].weight == second)
    #expect(weights.allSatisfy { $0.bias.allSatisfy { $0 == 0 } })
    #expect(Initialization.glorotUniform.limit(inputs: 2, outputs: 4) == 1)
  }

  @Test func `a dueling head makes values of a state value and advantages`() {
    // One layer: V = 1, A = (2, 4, 9), whose mean is 5: Q = (-2, 0, 5).
    let shape = NetworkShape(observationCount: 1, hidden: [], actionCount: 3, dueling: true)
    let parameters = FloatBuffer([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 9, 0, 0, 0, 0])
    let activations = Activations(shape: shape, batch: 1)
    let observation = FloatBuffer([7])
    shape.forward(
      ObservationBatch(start: observation.start, count: 1), parameters: parameters,
      into: activations)
    #expect((0..<4).map { activations.values[$0] } == [-2, 0, 5, 0])
  }
}

/// A small network with random weights, a batch, and a gradient of its values.
private struct NetworkCase {
  let shape: NetworkShape
  let weights: [LayerWeights]
  let batch = 5
  let observations: [Float]
  let valueGradient: [Float]
  private let seed = SeedSequence(entropy: 5)

  init(dueling: Bool) {
    shape = NetworkShape(
      observationCount: 3, hidden: [7, 10], actionCount: 4, dueling: dueling)
    var random = RandomSource(seed)
    weights = shape.layerWeights(of: shape.initialParameters(.heUniform, using: &random))
    observations = random.floats(batch * 3)
    valueGradient = random.floats(batch * 4)
  }

  func values() -> [Float] {
    withForwardPass { _, activations, _ in
      (0..<batch).flatMap { b in
        (0..<4).map { activations.values[b * shape.valueStride + $0] }
      }
    }
  }

  func gradient() -> [LayerWeights] {
    withForwardPass { parameters, activations, observations in
      let gradients = Activations(shape: shape, batch: batch)
      for b in 0..<batch {
        for a in 0..<4 { gradients.values[b * shape.valueStride + a] = valueGradient[b * 4 + a] }
      }
      let result = FloatBuffer(zeros: shape.parameterCount)
      shape.backward(
        observations, parameters: parameters, activations: activations, gradients: gradients,
        transposed: FloatBuffer(zeros: shape.transposedCount), into: result)
      return shape.layerWeights(of: result)
    }
  }

  private func withForwardPass<Result>(
    _ body: (borrowing FloatBuffer, borrowing Activations, ObservationBatch) -> Result
  ) -> Result {
    var random = RandomSource(seed)
    let parameters = shape.initialParameters(.heUniform, using: &random)
    let activations = Activations(shape: shape, batch: batch)
    let buffer = FloatBuffer(observations)
    let observations = ObservationBatch(start: buffer.start, count: batch)
    shape.forward(observations, parameters: parameters, into: activations)
    return body(parameters, activations, observations)
  }
}
