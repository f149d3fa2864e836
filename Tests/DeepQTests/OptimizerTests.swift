import Testing

@testable import DeepQ

@Suite struct OptimizerTests {
  @Test func `Adam's first step is the learning rate against the gradient's sign`() {
    // With both moments corrected, m / √v is g / |g|; ε = 0 leaves rounding only, and these
    // gradients are powers of two.
    var settings = OptimizerSettings()
    settings.epsilon = 0
    settings.beta1 = 0.5
    settings.beta2 = 0.75
    let after = steps(settings, rate: 0.25, parameters: [1, 1, 1], gradients: [[2, -0.5, 8]])
    #expect(after == [0.75, 1.25, 0.75])
  }

  @Test func `Adam follows its paper over many steps`() {
    var settings = OptimizerSettings()
    settings.rule = .adam
    compareWithDouble(settings) { state, g, t in
      state.first = 0.9 * state.first + 0.1 * g
      state.second = 0.999 * state.second + 0.001 * g * g
      let first = state.first / (1 - power(0.9, t))
      let second = state.second / (1 - power(0.999, t))
      return first / (second.squareRoot() + 1e-8)
    }
  }

  @Test func `RAdam follows its paper over many steps`() {
    var settings = OptimizerSettings()
    settings.rule = .radam
    settings.beta2 = 0.98
    compareWithDouble(settings) { state, g, t in
      state.first = 0.9 * state.first + 0.1 * g
      state.second = 0.98 * state.second + 0.02 * g * g
      let first = state.first / (1 - power(0.9, t))
      let limit = 99.0
      let length = limit - 2 * Double(t) * power(0.98, t) / (1 - power(0.98, t))
      guard length > 5 else { return first }
      let scale =
        ((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)).squareRoot()
      return scale * first / ((state.second / (1 - power(0.98, t))).squareRoot() + 1e-8)
    }
  }

  @Test func `RAdam's first steps are those of momentum`() {
    // ρ of the first step is ρ∞ - 2·β₂/(1 - β₂) = 1: m/(1 - β₁) is the gradient.
    var settings = OptimizerSettings()
    settings.rule = .radam
    settings.beta1 = 0.5
    #expect(steps(settings, rate: 0.25, parameters: [1, 1], gradients: [[2, -8]]) == [0.5, 3])
  }

  @Test func `decoupled weight decay is apart from Adam's moments`() {
    // The first step of Adam is ∓0.25, as above; before it each parameter loses 0.25 · 0.5 of itself.
    var settings = OptimizerSettings()
    settings.epsilon = 0
    settings.beta1 = 0.5
    settings.beta2 = 0.75
    settings.weightDecay = 0.5
    let after = steps(settings, rate: 0.25, parameters: [1, 16, -8], gradients: [[2, -0.5, 8]])
    #expect(after == [0.625, 14.25, -7.25])
  }

  @Test func `plain RMSProp follows its definition over many steps`() {
    var settings = OptimizerSettings()
    settings.rule = .rmsprop
    settings.momentum = 0.5
    settings.epsilon = 1e-3
    compareWithDouble(settings) { state, g, _ in
      state.first = 0.95 * state.first + 0.05 * g * g
      state.third = 0.5 * state.third + g / (state.first.squareRoot() + 1e-3)
      return state.third
    }
  }

  @Test func `centred RMSProp follows its paper over many steps`() {
    var settings = OptimizerSettings()
    settings.rule = .rmsprop
    settings.centered = true
    settings.momentum = 0.95
    settings.epsilon = 0.01
    compareWithDouble(settings) { state, g, _ in
      state.first = 0.95 * state.first + 0.05 * g * g
      state.second = 0.95 * state.second + 0.05 * g
      let variance = state.first - state.second * state.second
      state.third = 0.95 * state.third + g / (variance + 0.01).squareRoot()
      return state.third
    }
  }

  @Test func `plain RMSProp with epsilon inside the root follows Keras over many steps`() {
    var settings = OptimizerSettings()
    settings.rule = .rmsprop
    settings.epsilon = 0.01
    settings.epsilonPlacement = .inside
    compareWithDouble(settings) { state, g, _ in
      state.first = 0.95 * state.first + 0.05 * g * g
      return g / (state.first + 0.01).squareRoot()
    }
  }

  @Test func `centred RMSProp with epsilon outside the root follows PyTorch over many steps`() {
    var settings = OptimizerSettings()
    settings.rule = .rmsprop
    settings.centered = true
    settings.epsilon = 0.01
    settings.epsilonPlacement = .outside
    compareWithDouble(settings) { state, g, _ in
      state.first = 0.95 * state.first + 0.05 * g * g
      state.second = 0.95 * state.second + 0.05 * g
      let variance = state.first - state.second * state.second
      return g / (variance.squareRoot() + 0.01)
    }
  }

  @Test(arguments: [(false, OptimizerSettings.EpsilonPlacement.outside), (true, .inside)])
  func `without a word of its own epsilon is inside the root only if centred`(
    centered: Bool, placement: OptimizerSettings.EpsilonPlacement
  ) {
    var settings = OptimizerSettings()
    settings.rule = .rmsprop
    settings.centered = centered
    settings.epsilon = 0.01
    let gradients: [[Float]] = [[0.3, -0.7, 0.11]]
    let after = OptimizerSettings.EpsilonPlacement.allCases.map { placement in
      var settings = settings
      settings.epsilonPlacement = placement
      return steps(settings, rate: 0.01, parameters: [0.5, 1, 2], gradients: gradients)
    }
    let places = OptimizerSettings.EpsilonPlacement.allCases
    for (other, parameters) in zip(places, after) where other != .automatic {
      #expect((parameters == after[0]) == (other == placement))
    }
  }

  @Test func `gradient descent with momentum adds up its velocity`() {
    var settings = OptimizerSettings()
    settings.rule = .sgd
    settings.momentum = 0.5
    // v: 2, then 0.5 · 2 + 4 = 5; θ: 1 - 0.25 · 2 = 0.5, then 0.5 - 0.25 · 5 = -0.75.
    #expect(steps(settings, rate: 0.25, parameters: [1], gradients: [[2], [4]]) == [-0.75])
  }

  @Test func `a parameter without a gradient stays exactly where it is`() {
    for rule in OptimizerSettings.Rule.allCases {
      var settings = OptimizerSettings()
      settings.rule = rule
      #expect(
        steps(settings, rate: 1, parameters: [0, 3], gradients: [[0, 0], [0, 0]]) == [0, 3])
    }
  }

  @Test(arguments: OptimizerSettings.Rule.allCases, [false, true])
  func `the pass agrees bit for bit wherever a parameter stands`(
    rule: OptimizerSettings.Rule, centered: Bool
  ) {
    // 37 equal parameters cover whole vectors and the rest: whatever a vectoriser does, all must
    // come out equal.
    var settings = OptimizerSettings()
    settings.rule = rule
    settings.centered = centered
    settings.momentum = 0.9
    let gradients: [[Float]] = [0.3, -0.7, 0.11].map { Array(repeating: $0, count: 37) }
    let after = steps(
      settings, rate: 0.01, parameters: Array(repeating: 0.5, count: 37), gradients: gradients)
    let alone = steps(settings, rate: 0.01, parameters: [0.5], gradients: gradients.map { [$0[0]] })
    #expect(after == Array(repeating: alone[0], count: 37))
  }

  private struct State {
    var first = 0.0
    var second = 0.0
    var third = 0.0
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  /// Runs 50 steps beside the same rule in `Double`; `Float` may drift by some 50 roundings of
  /// numbers below 4.
  private func compareWithDouble(
    _ settings: OptimizerSettings, _ change: (inout State, Double, Int) -> Double
  ) {
    var random = RandomSource(SeedSequence(entropy: 3))
    let gradients = (0..<50).map { _ in random.floats(1) }
    let after = steps(settings, rate: 0.01, parameters: [0.5], gradients: gradients)
    var state = State()
    var parameter = 0.5
    for (index, gradient) in gradients.enumerated() {
      parameter -= 0.01 * change(&state, Double(gradient[0]), index + 1)
    }
    #expect(abs(Double(after[0]) - parameter) < 50 * 0x1p-24 * 4)
  }

  private func steps(
    _ settings: OptimizerSettings, rate: Double, parameters: [Float], gradients: [[Float]]
  ) -> [Float] {
    let block = FloatBuffer(padded(parameters))
    var optimizer = Optimizer(settings, count: block.count)
    for gradient in gradients {
      optimizer.update(block, gradient: FloatBuffer(padded(gradient)), learningRate: rate)
    }
    return Array(block.array.prefix(parameters.count))
  }

  private func padded(_ values: [Float]) -> [Float] {
    values + Array(repeating: 0, count: paddedToVectors(values.count) - values.count)
  }
}
