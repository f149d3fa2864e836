import Testing

@testable import DeepQ

/// Whole trials of Stream Q(λ).
@Suite struct StreamQAgentTests {
  static func specification(
    _ change: (inout TrialSpecification) -> Void = { _ in }
  ) throws -> TrialSpecification {
    var specification = TrialCheckpointTests.specification(steps: 400) {
      $0.hyperparameters.algorithm = .streamQ
      $0.hyperparameters.learningRate = 1
      $0.hyperparameters.initialization = .sparse
      $0.hyperparameters.hidden = [16]
    }
    change(&specification)
    return specification
  }

  @Test func `every step is an update, and none is stored`() throws {
    let result = Trial.run(try Self.specification())
    #expect(result.failure == nil)
    #expect((result.steps, result.updates) == (400, 400))
    let specification = try Self.specification()
    #expect(Trial.replayBytes(of: specification, frameCompression: .none) == 0)
  }

  @Test func `a trial restored goes on to the same bits`() throws {
    for index in 0..<5 {
      try TrialCheckpointTests.expectSameBits(try Self.specification(), restoringAt: index)
    }
  }

  @Test func `the file's weights play the last evaluation again`() throws {
    let specification = try Self.specification()
    let result = Trial.run(specification)
    #expect(result.weights.last?.name == LayerWeights.observationMoments)
    let last = try #require(result.evaluations.last)
    guard var player = PolicyPlayer(specification, result: result) else {
      Issue.record("the weights are those of another network")
      return
    }
    for expected in last.returns {
      while !player.hasEnded { _ = player.step() }
      #expect(player.episodeReturn == expected)
      player.startEpisode()
    }
  }

  @Test func `each part makes a difference`() throws {
    let plain = Trial.run(try Self.specification()).weights
    let changes: [(inout Hyperparameters) -> Void] = [
      { $0.streaming.traceDecay = 0.5 }, { $0.streaming.kappa = 3 },
      { $0.streaming.normalizesObservations = false }, { $0.streaming.scalesRewards = false },
      { $0.sparsity = 0.5 }, { $0.dueling = true }, { $0.rewardClip = 0.5 },
    ]
    for change in changes {
      #expect(Trial.run(try Self.specification { change(&$0.hyperparameters) }).weights != plain)
    }
  }

  @Test func `sparse weights are as many for each output`() {
    let network = Network(observation: .vector(10), hidden: [20], actionCount: 2, dueling: false)
    var random = RandomSource(SeedSequence(entropy: 4))
    let layers = network.layerWeights(
      of: network.initialParameters(.sparse, sparsity: 0.9, using: &random))
    for (layer, count) in zip(layers, [1, 2]) {
      let inputs = layer.weightShape[1]
      for output in 0..<layer.weightShape[0] {
        let row = layer.weight[output * inputs..<(output + 1) * inputs]
        #expect(row.count { $0 != 0 } == count)
        #expect(row.allSatisfy { abs($0) <= (1 / Float(inputs)).squareRoot() })
      }
    }
    // Four inputs have none left.
    let narrow = Network(observation: .vector(4), hidden: [2], actionCount: 2, dueling: false)
    let first = narrow.layerWeights(
      of: narrow.initialParameters(.sparse, sparsity: 0.9, using: &random))[0]
    #expect(first.weight.allSatisfy { $0 == 0 })
  }
}
