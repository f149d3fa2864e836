import DeepQ

/// A step of each environment, resets included where episodes end.
enum EnvironmentCases {
  static let all: [Case] = Environments.registry.filter { $0.id == "CartPole-v1" }.map {
    definition in
    Case("Environment", "a step of \(definition.id)") { Stepping(definition) }
  }
}

/// Takes actions in turn.
private final class Stepping: Workload {
  private var environment: any Environment
  private var random: RandomSource
  private var observation: [Float]
  private let actionCount: Int
  private var action = 0

  init(_ definition: EnvironmentDefinition) {
    let specification = EnvironmentSpecification(
      id: definition.id, maxEpisodeSteps: definition.maxEpisodeSteps)
    (environment, random) = definition.make(specification, 1)
    observation = Array(repeating: 0, count: definition.observationCount)
    actionCount = definition.actionCount
    observation.withUnsafeMutableBufferPointer {
      environment.reset(using: &random, into: $0)
    }
  }

  func run(_ count: Int) {
    observation.withUnsafeMutableBufferPointer { observation in
      for _ in 0..<count {
        action = action + 1 == actionCount ? 0 : action + 1
        let outcome = environment.step(action, using: &random, into: observation)
        if outcome.terminated { environment.reset(using: &random, into: observation) }
      }
    }
  }
}
