import Testing

@testable import DeepQ

@Suite struct NetworkShapeTests {
  @Test(arguments: NetworkCase.all)
  func `a whole network agrees with its scalar twin bit for bit`(network: NetworkCase) {
    var twin = ReferenceNetwork<Float>(network.weights, shape: network.shape)
    if network.readsBytes { twin[0].weight = twin[0].weight.map { $0 / 255 } }
    #expect(
      network.values() == twin.values(network.observations, batch: network.batch))
  }

  // The loss is `Σ c[b, a] · Q(b, a)` with random c, so its gradient by the values is c. A central
  // difference with step h in `Double` is off by about h² (a network of rectifiers is piecewise
  // linear: by rounding only, unless a rectifier switches within the step, which h = 1e-7 makes
  // rare); the `Float` gradient by some 100 roundings of terms of order 1.
  @Test(arguments: NetworkCase.all)
  func `gradients agree with central differences in Double`(network: NetworkCase) {
    let gradient = network.gradient()
    let ofLayers = gradient.filter { !$0.isNormalization }
    let ofNormalizations = gradient.filter(\.isNormalization)
    let wide = ReferenceNetwork<Double>(network.weights, shape: network.shape)
    let scale = network.readsBytes ? 255.0 : 1
    let observations = network.observations.map { Double($0) / scale }
    func loss(_ candidate: ReferenceNetwork<Double>) -> Double {
      zip(candidate.values(observations, batch: network.batch), network.valueGradient)
        .reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    func expect(
      _ computed: Float, _ parameter: WritableKeyPath<ReferenceNetwork<Double>, Double>
    ) {
      let step = 1e-7
      var (above, below) = (wide, wide)
      above[keyPath: parameter] += step
      below[keyPath: parameter] -= step
      let difference = (loss(above) - loss(below)) / (2 * step)
      #expect(abs(Double(computed) - difference) < 2e-5 * max(1, abs(difference)))
    }
    for layer in wide.layers.indices {
      for index in wide[layer].weight.indices {
        expect(ofLayers[layer].weight[index], \.[layer].weight[index])
      }
      for index in wide[layer].bias.indices {
        expect(ofLayers[layer].bias[index], \.[layer].bias[index])
      }
    }
    for layer in ofNormalizations.indices {
      for index in ofNormalizations[layer].weight.indices {
        expect(ofNormalizations[layer].weight[index], \.[gain: layer, index])
        expect(ofNormalizations[layer].bias[index], \.[bias: layer, index])
      }
    }
  }

  @Test(arguments: NetworkCase.all)
  func `any number of threads computes the same bits`(network: NetworkCase) {
    for size in [2, 3, 7] {
      // Parts in the reverse order: none may need what another has done.
      let executor = ParallelExecutor(size: size) { parts, work in
        for part in (0..<parts).reversed() { work(part) }
      }
      #expect(network.values(executor) == network.values())
      #expect(network.gradient(executor) == network.gradient())
    }
  }

  @Test(arguments: NetworkCase.all)
  func `stored parameters are read back as they were`(network: NetworkCase) {
    func restored(_ weights: [LayerWeights]) -> [Float]? {
      guard let parameters = network.shape.parameters(from: weights) else { return nil }
      return parameters.array
    }
    #expect(restored(network.weights) == network.parameters().array)
    #expect(restored(network.weights.dropLast()) == nil)
    let narrow = network.weights.map { weights in
      var weights = weights
      if weights.isNormalization { weights.bias.removeLast() }
      return weights
    }
    #expect((restored(narrow) == nil) == network.weights.contains(where: \.isNormalization))
  }

  @Test func `a normalisation is stored behind its layer, in the shape of its output`() {
    let network = NetworkCase.all.first { $0.testDescription.hasPrefix("convolutions, affine") }
    #expect(
      network?.weights.map(\.name) == [
        "00_convolution", "00_convolution_norm", "01_convolution", "01_convolution_norm",
        "02_dense", "02_dense_norm", "03_dense",
      ])
    #expect(
      network?.weights.filter(\.isNormalization).map(\.biasShape) == [[3, 4, 3], [5, 3, 2], [6]])
  }

  @Test func `gains start at 1 and their biases at 0, without a draw`() {
    func weights(_ normalization: LayerNormalization) -> [LayerWeights] {
      let shape = Network(
        observation: .vector(3), hidden: [5], actionCount: 2, dueling: false,
        normalization: normalization)
      var random = RandomSource(SeedSequence(entropy: 9))
      return shape.layerWeights(of: shape.initialParameters(.heUniform, using: &random))
    }
    let affine = weights(.affine)
    #expect(affine[1].weight == [1, 1, 1, 1, 1] && affine[1].bias == [0, 0, 0, 0, 0])
    #expect(affine.filter { !$0.isNormalization } == weights(.none))
    #expect(weights(.plain) == weights(.none))
  }

  @Test func `layers are named so that name order is layer order`() {
    let shape = Network(
      observation: .vector(4), hidden: [24, 16], actionCount: 2, dueling: false)
    let weights = shape.layerWeights(of: FloatBuffer(zeros: shape.parameterCount))
    #expect(weights.map(\.name) == ["00_dense", "01_dense", "02_dense"])
    #expect(weights.map(\.weightShape) == [[24, 4], [16, 24], [2, 16]])
  }

  @Test func `the tutorial's network has the shapes of torch`() {
    let shape = Network(
      observation: .image(channels: 4, rows: 84, columns: 84),
      convolution: [
        ConvolutionSettings(filters: 16, kernel: 8, stride: 4),
        ConvolutionSettings(filters: 32, kernel: 4, stride: 2),
      ], hidden: [256], actionCount: 6, dueling: false)
    let weights = shape.layerWeights(of: FloatBuffer(zeros: shape.parameterCount))
    #expect(
      weights.map(\.name) == ["00_convolution", "01_convolution", "02_dense", "03_dense"])
    #expect(
      weights.map(\.weightShape) == [[16, 4, 8, 8], [32, 16, 4, 4], [256, 2592], [6, 256]])
  }

  @Test
  func `initial weights are drawn in order, within the bound of their layer, and biases are zero`()
  {
    let shape = Network(
      observation: .vector(3), hidden: [5], actionCount: 2, dueling: false)
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

  @Test func `PyTorch's initial parameters have biases, drawn after the layer's weights`() {
    let shape = Network(
      observation: .vector(4), hidden: [3], actionCount: 2, dueling: false)
    var random = RandomSource(SeedSequence(entropy: 9))
    var again = random
    let weights = shape.layerWeights(of: shape.initialParameters(.pyTorch, using: &random))
    func draw(_ count: Int, _ limit: Double) -> [Float] {
      (0..<count).map { _ in Float(again.uniform(-limit, limit)) }
    }
    // 1 / √4 and 1 / √3.
    #expect(weights[0].weight == draw(12, 0.5))
    #expect(weights[0].bias == draw(3, 0.5))
    #expect(weights[1].weight == draw(6, (1 / 3.0).squareRoot()))
    #expect(weights[1].bias == draw(2, (1 / 3.0).squareRoot()))
    #expect(random.words == again.words)
  }

  @Test func `a convolution's bound counts the places of its window`() {
    let shape = Network(
      observation: .image(channels: 2, rows: 4, columns: 4),
      convolution: [ConvolutionSettings(filters: 3, kernel: 2, stride: 1)], hidden: [],
      actionCount: 2, dueling: false)
    var random = RandomSource(SeedSequence(entropy: 9))
    var again = random
    let weights = shape.layerWeights(of: shape.initialParameters(.glorotUniform, using: &random))
    // √(6 / (2·2·2 + 3·2·2)).
    let limit = 0.3.squareRoot()
    #expect(weights[0].weight == (0..<24).map { _ in Float(again.uniform(-limit, limit)) })
  }

  @Test func `a dueling head makes values of a state value and advantages`() {
    // One layer: V = 1, A = (2, 4, 9), whose mean is 5: Q = (-2, 0, 5).
    let shape = Network(observation: .vector(1), hidden: [], actionCount: 3, dueling: true)
    let parameters = FloatBuffer([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 9, 0, 0, 0, 0])
    let activations = Activations(network: shape, batch: 1)
    let observation = ObservationStorage([7])
    shape.forward(
      ObservationBatch(observation), parameters: parameters,
      scratch: NetworkScratch(network: shape, batch: 1, backwards: false), into: activations)
    #expect((0..<4).map { activations.values[$0] } == [-2, 0, 5, 0])
  }

  @Test func `a dueling head makes each output of a distribution by itself`() {
    let head = DuelingHead(
      Network(
        observation: .vector(1), hidden: [], actionCount: 2, outputsPerAction: 2, dueling: true))
    // V = (1, 2), A = (3, 5), (7, 1), whose means are 5 and 3.
    let outputs = FloatBuffer([1, 2, 3, 5, 7, 1, 0, 0])
    head.combine(outputs.start, batch: 1)
    #expect(Array(outputs.elements) == [-1, 4, 3, 0, 0, 0, 0, 0])
    // Sums 4 and 8, means 2 and 4.
    let gradients = FloatBuffer([1, 2, 3, 6, 0, 0, 0, 0])
    head.separate(gradients.start, batch: 1)
    #expect(Array(gradients.elements) == [4, 8, -1, -2, 1, 2, 0, 0])
  }
}

/// A small network with random weights, a batch, and a gradient of its values.
struct NetworkCase: CustomTestStringConvertible, Sendable {
  static let all = [
    NetworkCase("dense", .vector(3), hidden: [7, 10]),
    NetworkCase("dueling", .vector(3), hidden: [7, 10], dueling: true),
    NetworkCase("dense on images", .image(channels: 2, rows: 3, columns: 3), hidden: [6]),
    NetworkCase(
      "convolutions", .image(channels: 4, rows: 10, columns: 9),
      convolution: [
        ConvolutionSettings(filters: 3, kernel: 4, stride: 2),
        ConvolutionSettings(filters: 5, kernel: 2, stride: 1),
      ], hidden: [6], dueling: true),
    NetworkCase("tanh", .vector(3), hidden: [7, 10], activation: .tanh),
    NetworkCase("elu, wide", .vector(3), hidden: [40, 48], activation: .elu),
    NetworkCase(
      "silu, affine, many rows", .vector(3), hidden: [3, 10], batch: 19, activation: .silu,
      normalization: .affine),
    NetworkCase(
      "relu, plain", .vector(3), hidden: [7, 10], dueling: true, normalization: .plain),
    NetworkCase(
      "dense on images, affine", .image(channels: 2, rows: 3, columns: 3), hidden: [6],
      normalization: .affine),
    NetworkCase(
      "convolutions, affine, leaky", .image(channels: 4, rows: 10, columns: 9),
      convolution: [
        ConvolutionSettings(filters: 3, kernel: 4, stride: 2),
        ConvolutionSettings(filters: 5, kernel: 2, stride: 1),
      ], hidden: [6], activation: .leakyReLU, normalization: .affine),
    // 1024 outputs of the convolution, whose images are further apart than they are long.
    NetworkCase(
      "convolution of 4 KiB, affine", .image(channels: 2, rows: 10, columns: 10),
      convolution: [ConvolutionSettings(filters: 16, kernel: 3, stride: 1)], hidden: [6],
      activation: .elu, normalization: .affine),
    NetworkCase(
      "convolution of 4 KiB", .image(channels: 2, rows: 10, columns: 10),
      convolution: [ConvolutionSettings(filters: 16, kernel: 3, stride: 1)], hidden: [6]),
  ]

  let testDescription: String
  let shape: Network
  let weights: [LayerWeights]
  let batch: Int
  /// Numbers, or the bytes of images, in the order that environments give them in.
  let observations: [Float]
  let valueGradient: [Float]
  private let seed = SeedSequence(entropy: 5)

  init(
    _ name: String, _ observation: ObservationShape, convolution: [ConvolutionSettings] = [],
    hidden: [Int], dueling: Bool = false, batch: Int = 5, activation: ActivationFunction = .relu,
    normalization: LayerNormalization = .none
  ) {
    testDescription = name
    self.batch = batch
    shape = Network(
      observation: observation, convolution: convolution, hidden: hidden, actionCount: 4,
      dueling: dueling, activation: activation, normalization: normalization)
    var random = RandomSource(seed)
    weights = shape.layerWeights(of: Self.parameters(of: shape, using: &random))
    switch observation {
    case .vector: observations = random.floats(batch * observation.count)
    case .image:
      observations = (0..<(batch * observation.count)).map { _ in
        Float(random.integer(below: 256))
      }
    }
    valueGradient = random.floats(batch * 4)
  }

  var readsBytes: Bool { shape.observation.image != nil }

  func values(_ executor: ParallelExecutor = .alone) -> [Float] {
    withForwardPass(executor) { _, activations, _ in
      (0..<batch).flatMap { b in
        (0..<4).map { activations.values[b * shape.valueStride + $0] }
      }
    }
  }

  func gradient(_ executor: ParallelExecutor = .alone) -> [LayerWeights] {
    withForwardPass(executor) { parameters, activations, observations in
      let gradients = Activations(network: shape, batch: batch)
      for b in 0..<batch {
        for a in 0..<4 { gradients.values[b * shape.valueStride + a] = valueGradient[b * 4 + a] }
      }
      let result = FloatBuffer(zeros: shape.parameterCount)
      shape.backward(
        observations, parameters: parameters, activations: activations, gradients: gradients,
        scratch: NetworkScratch(network: shape, batch: batch, backwards: true, executor: executor),
        into: result)
      return shape.layerWeights(of: result)
    }
  }

  func parameters() -> FloatBuffer {
    var random = RandomSource(seed)
    return Self.parameters(of: shape, using: &random)
  }

  /// Initial weights, and random gains and biases of normalisations.
  private static func parameters(
    of shape: Network, using random: inout RandomSource
  ) -> FloatBuffer {
    let parameters = shape.initialParameters(.heUniform, using: &random)
    for hidden in shape.hiddenOutputs.compactMap({ $0 }) {
      hidden.forEachGain {
        parameters.start[$0] = Float(random.uniform(0.5, 1.5))
        parameters.start[$0 + hidden.count] = Float(random.uniform(-0.5, 0.5))
      }
    }
    return parameters
  }

  private func withForwardPass<Result>(
    _ executor: ParallelExecutor,
    _ body: (borrowing FloatBuffer, borrowing Activations, ObservationBatch) -> Result
  ) -> Result {
    let parameters = parameters()
    let activations = Activations(network: shape, batch: batch)
    let scratch = NetworkScratch(network: shape, batch: batch, backwards: false, executor: executor)
    let storage = ObservationStorage(shape.observation, count: batch)
    for (index, number) in observations.enumerated() {
      switch shape.observation {
      case .vector: storage.numbers[index] = number
      case .image: storage.pixels[index] = UInt8(number)
      }
    }
    let batch = ObservationBatch(storage)
    shape.forward(batch, parameters: parameters, scratch: scratch, into: activations)
    return body(parameters, activations, batch)
  }
}
