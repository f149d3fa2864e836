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

  @Test(arguments: ids) func `a new episode depends on the random source only`(id: String) throws {
    var used = try Walk(id, seed: 9)
    _ = used.episode(steps: 5)
    var fresh = try Walk(id, seed: 9)
    fresh.random = used.random
    fresh.actions = used.actions
    #expect(used.episode(steps: 50) == fresh.episode(steps: 50))
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
    var outcome: StepOutcome?
  }

  let interface: EnvironmentInterface
  var environment: any Environment
  var random: RandomSource
  var actions = RandomSource(SeedSequence(entropy: 1))

  init(_ id: String, seed: UInt64) throws {
    let definition = try #require(Environments.definition(of: id))
    interface = definition.interface(definition.specification)
    (environment, random) = definition.make(definition.specification, seed)
  }

  mutating func reset() -> Moment {
    let observation = ObservationStorage(interface.observation)
    observation.buffer.floats.update(repeating: .nan)
    environment.reset(using: &random, into: observation.buffer)
    return Moment(observation: Array(observation.buffer.floats))
  }

  mutating func step(_ action: Int) -> Moment {
    let observation = ObservationStorage(interface.observation)
    observation.buffer.floats.update(repeating: .nan)
    let outcome = environment.step(action, using: &random, into: observation.buffer)
    return Moment(observation: Array(observation.buffer.floats), outcome: outcome)
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
