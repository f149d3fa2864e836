#if DEBUG
  @testable import DeepQ
#endif

/// The parts of a training step that are the agent's.
enum AgentCases {
  #if DEBUG
    static let all: [Case] = [
      Case("Agent, 24-24", "action from one observation, greedy") { Acting(epsilon: 0) },
      Case("Agent, 24-24", "action from one observation, random") { Acting(epsilon: 1) },
      Case(
        "Agent, 24-24", "update: sample, forward, backward, Adam",
        flops: TrainingCases.flopsOfUpdate(Hyperparameters())
      ) { Updating() },
      Case("Agent, 24-24", "copy to the target network") { Copying() },
    ]
  #else
    static let all: [Case] = []
  #endif
}

#if DEBUG
  /// A learner of CartPole's size that has seen nothing.
  private func newLearner(using random: inout RandomSource) -> Learner {
    Learner(
      Hyperparameters(), in: EnvironmentInterface(observation: .vector(4), actionCount: 2),
      using: &random)
  }

  /// Chooses actions for an observation that does not change.
  private final class Acting: Workload {
    private var random = RandomSource(SeedSequence(entropy: 1))
    private let learner: Learner
    private let observation = ObservationStorage(.vector(4))
    private let epsilon: Double

    init(epsilon: Double) {
      self.epsilon = epsilon
      learner = newLearner(using: &random)
      for (index, number) in [0.01, -0.02, 0.03, 0.04].enumerated() {
        observation.buffer.floats[index] = Float(number)
      }
    }

    func run(_ count: Int) {
      var random = random
      var sum = 0
      for _ in 0..<count {
        sum += learner.act(on: observation.buffer, epsilon: epsilon, using: &random)
      }
      self.random = random
      use(sum)
    }
  }

  /// Makes gradient steps on a full memory.
  private final class Updating: Workload {
    private var random = RandomSource(SeedSequence(entropy: 1))
    private var learner: Learner
    private var memory: ReplayMemory

    init() {
      learner = newLearner(using: &random)
      memory = filledReplayMemory(capacity: 50_000, using: &random)
    }

    func run(_ count: Int) {
      var loss = 0.0
      for _ in 0..<count { loss += learner.update(from: &memory, progress: 0, using: &random).loss }
      use(loss)
    }
  }

  /// Copies the online network to the target network.
  private final class Copying: Workload {
    private let learner: Learner

    init() {
      var random = RandomSource(SeedSequence(entropy: 1))
      learner = newLearner(using: &random)
    }

    func run(_ count: Int) {
      for _ in 0..<count { learner.updateTarget(stepsTaken: 0) }
    }
  }
#endif
