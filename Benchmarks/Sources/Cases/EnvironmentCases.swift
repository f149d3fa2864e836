import DeepQ

/// A step of each environment, resets included where episodes end.
enum EnvironmentCases {
  static let all: [Case] =
    ["CartPole-v1", "ALE/Pong"].compactMap(Environments.definition(of:))
    .filter { $0.absence() == nil }
    .map { definition in
      Case("Environment", "a step of \(definition.id)") { Stepping(definition) }
    } + AtariCases.all
}

/// Takes actions in turn.
private final class Stepping: Workload {
  private var environment: any Environment
  private var random: RandomSource
  private let observation: ObservationStorage
  private let actionCount: Int
  private var action = 0

  init(_ definition: EnvironmentDefinition) {
    (environment, random) = definition.make(definition.specification, 1)
    let interface = definition.interface(definition.specification)
    observation = ObservationStorage(interface.observation)
    actionCount = interface.actionCount
    environment.reset(using: &random, into: observation.buffer)
  }

  func run(_ count: Int) {
    for _ in 0..<count {
      action = action + 1 == actionCount ? 0 : action + 1
      let outcome = environment.step(action, using: &random, into: observation.buffer)
      if outcome.terminated || outcome.truncated {
        environment.reset(using: &random, into: observation.buffer)
      }
    }
  }
}
