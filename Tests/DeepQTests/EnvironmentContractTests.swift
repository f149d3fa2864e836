import Testing

@testable import DeepQ

/// What `Environment` and `EnvironmentDefinition` promise, for every environment there is.
@Suite struct EnvironmentContractTests {
  static let ids = Environments.registry.map(\.id)

  @Test func `names are versioned and unique, and found by their own name only`() {
    #expect(Set(Self.ids).count == Self.ids.count)
    for id in Self.ids {
      #expect(id.contains(/^[A-Za-z0-9\/]+-v[0-9]+$/), "\(id)")
      #expect(Environments.definition(of: id)?.id == id)
    }
    #expect(Environments.definition(of: "CartPole") == nil)
  }

  @Test(arguments: ids) func `a definition is complete`(id: String) throws {
    let definition = try #require(Environments.definition(of: id))
    #expect(!definition.summary.isEmpty && !definition.summary.contains("\n"))
    let interface = definition.interface(definition.specification)
    #expect(interface.observation.count > 0)
    #expect(interface.actionCount > 1)
    #expect(definition.maxEpisodeSteps ?? 1 > 0)
  }

  @Test(arguments: ids) func `no episode is shorter than its environment says`(id: String) throws {
    let definition = try #require(Environments.definition(of: id))
    let least = definition.minEpisodeSteps(definition.specification)
    #expect(least >= 1)
    for seed in 0..<20 {
      var walk = try Walk(id, seed: UInt64(seed))
      let moments = walk.episode(steps: 300)
      // The first is the reset.
      if walk.hasEnded { #expect(moments.count - 1 >= least, "seed \(seed)") }
    }
  }

  @Test(arguments: ids) func `the same seed and actions give the same episode`(id: String) throws {
    var first = try Walk(id, seed: 7)
    var second = try Walk(id, seed: 7)
    #expect(first.episode(steps: 300) == second.episode(steps: 300))
    #expect(first.episode(steps: 300) == second.episode(steps: 300), "after a second reset")
  }

  @Test(arguments: ids) func `all of an observation is written, and is finite`(id: String) throws {
    var walk = try Walk(id, seed: 8)
    for moment in walk.episode(steps: 300) {
      #expect(moment.observation.allSatisfy { $0.isFinite })
      #expect(moment.outcome?.reward.isFinite ?? true)
    }
  }

  /// Those that draw from nothing but the random source that they are given.
  static let idsWithoutGenerators = ids.filter { !$0.hasPrefix("MinAtar/") }

  @Test(arguments: idsWithoutGenerators)
  func `a new episode depends on the random source only`(id: String) throws {
    var used = try Walk(id, seed: 9)
    _ = used.episode(steps: 5)
    var fresh = try Walk(id, seed: 9)
    fresh.random = used.random
    fresh.actions = used.actions
    #expect(used.episode(steps: 50) == fresh.episode(steps: 50))
  }

  @Test(arguments: ids) func `an environment restored goes on as the saved one`(id: String) throws {
    for steps in [0, 1, 4, 7] {
      var first = try Walk(id, seed: 11)
      _ = first.reset()
      for _ in 0..<steps where !first.hasEnded { _ = first.step(0) }
      // Nothing goes on from the end.
      guard !first.hasEnded else { continue }
      var archive = ArchiveWriter(kind: id, version: 1)
      first.environment.save(to: &archive)
      var second = try Walk(id, seed: 12)
      _ = second.reset()
      var reader = try ArchiveReader(archive.bytes, kind: id, version: 1)
      try second.environment.restore(from: &reader)
      try reader.finish()
      (second.random, second.actions) = (first.random, first.actions)
      #expect(first.step(1) == second.step(1))
      #expect(first.episode(steps: 50) == second.episode(steps: 50))
    }
  }

  @Test(arguments: ids) func `states that can be numbered are, and shown as one-hot vectors`(
    id: String
  ) throws {
    var walk = try Walk(id, seed: 13)
    for moment in walk.episode(steps: 50) {
      guard let count = walk.interface.stateCount else {
        #expect(moment.state == nil)
        continue
      }
      let state = try #require(moment.state)
      #expect(moment.observation == (0..<count).map { $0 == state ? 1 : 0 })
    }
  }

  @Test(arguments: ids) func `a replay memory gives back what was shown`(id: String) throws {
    var walk = try Walk(id, seed: 14)
    let shape = walk.interface.observation
    var memory = ReplayMemory(capacity: 200, observation: shape, nStep: 1, gamma: 0.5)
    var shown: [(before: [Float], after: [Float])] = []
    for _ in 0..<3 {
      let moments = walk.episode(steps: 40)
      for (before, after) in zip(moments, moments.dropFirst()) {
        let first = before.storage(shape)
        let second = after.storage(shape)
        let hasEnded = after.outcome?.terminated == true
        memory.append(
          TimeStep(
            before: AgentState(observation: first.buffer), action: 0, reward: 0,
            after: AgentState(observation: second.buffer), terminated: hasEnded,
            truncated: false),
          reward: 0, bootstraps: !hasEnded)
        shown.append((before.observation, after.observation))
      }
      // What follows belongs to another episode, whether or not this one had ended.
      memory.startsEpisode = true
    }
    let batch = ReplayBatch(size: shown.count, observation: shape)
    for place in shown.indices { batch.indices[place] = place }
    memory.gather(into: batch)
    for (place, step) in shown.enumerated() {
      #expect(Walk.numbers(of: batch.observations[place]) == step.before)
      #expect(Walk.numbers(of: batch.nextObservations[place]) == step.after)
    }
  }

  @Test(arguments: ids) func `every action can be the first`(id: String) throws {
    for action in try 0..<Walk(id, seed: 10).interface.actionCount {
      var walk = try Walk(id, seed: 10)
      _ = walk.reset()
      #expect(walk.step(action).observation.allSatisfy { $0.isFinite })
    }
  }
}

/// A walk of random actions through an environment.
private struct Walk {
  struct Moment: Equatable {
    var observation: [Float]
    var state: Int?
    var outcome: StepOutcome?

    /// The observation as the environment wrote it.
    func storage(_ shape: ObservationShape) -> ObservationStorage {
      let storage = ObservationStorage(shape)
      for (index, number) in observation.enumerated() {
        switch shape {
        case .vector: storage.buffer.floats[index] = number
        case .image: storage.buffer.bytes[index] = UInt8(number)
        }
      }
      return storage
    }
  }

  let interface: EnvironmentInterface
  var environment: any Environment
  var random: RandomSource
  var actions = RandomSource(SeedSequence(entropy: 1))
  private(set) var hasEnded = false

  init(_ id: String, seed: UInt64) throws {
    let definition = try #require(Environments.definition(of: id))
    interface = definition.interface(definition.specification)
    (environment, random) = definition.make(definition.specification, seed)
  }

  mutating func reset() -> Moment {
    let observation = ObservationStorage(interface.observation)
    Self.spoil(observation.buffer)
    environment.reset(using: &random, into: observation.buffer)
    hasEnded = false
    return Moment(
      observation: Self.numbers(of: observation.buffer), state: environment.finiteState)
  }

  mutating func step(_ action: Int) -> Moment {
    let observation = ObservationStorage(interface.observation)
    Self.spoil(observation.buffer)
    let outcome = environment.step(action, using: &random, into: observation.buffer)
    hasEnded = outcome.terminated || outcome.truncated
    return Moment(
      observation: Self.numbers(of: observation.buffer), state: environment.finiteState,
      outcome: outcome)
  }

  /// Fills an observation with what no environment shows: nothing finite, or a pixel of 7.
  private static func spoil(_ observation: ObservationBuffer) {
    switch observation.shape {
    case .vector: observation.floats.update(repeating: .nan)
    case .image: observation.bytes.update(repeating: 7)
    }
  }

  static func numbers(of observation: ObservationBuffer) -> [Float] {
    switch observation.shape {
    case .vector: Array(observation.floats)
    case .image: observation.bytes.map { $0 == 7 ? .nan : Float($0) }
    }
  }

  /// A reset and up to so many random steps.
  mutating func episode(steps: Int) -> [Moment] {
    var moments = [reset()]
    while moments.count <= steps, moments.last?.outcome?.terminated != true {
      moments.append(step(actions.integer(below: interface.actionCount)))
    }
    return moments
  }
}
