import Dispatch

#if DEBUG
  @testable import DeepQ
#endif

/// Learning from images with both papers' networks: the tutorial's, and the larger one of 2015.
enum AtariLearningCases {
  #if DEBUG
    static let all: [Case] = learning + (Emulator.absence == nil ? [training] : [])

    /// What a whole training costs: emulator, action, memory, and an update every fourth step.
    private static let training = Case("Atari", "a step of Pong, an update every 4") {
      var hyperparameters = networks[0].1
      hyperparameters.length = .steps(1 << 30)
      hyperparameters.trainEvery = .steps(4)
      hyperparameters.replayWarmup = 500
      hyperparameters.epsilon.start = 0.05
      hyperparameters.epsilon.end = 0.05
      hyperparameters.rewardClip = 1
      var trial = Trial(
        TrialSpecification(
          environment: environment("ALE/Pong"),
          hyperparameters: hyperparameters, evaluation: EvaluationSchedule(),
          solve: SolveCriterion(threshold: nil), rootSeed: 42, replicate: 0))
      trial.advance(steps: 600)
      return SteppingTrial(trial)
    }

    private static let learning: [Case] = networks.flatMap { name, network in
      [
        Case("Atari", "gradient step, \(name)", flops: flopsOfUpdate(network)) {
          UpdatingFromImages(network, threads: 1)
        },
        Case(
          "Atari", "gradient step, \(name), two threads", flops: flopsOfUpdate(network), threads: 2
        ) {
          UpdatingFromImages(network, threads: 2)
        },
        Case("Atari", "action from one observation, \(name)") { ActingOnImages(network) },
      ]
    }

    private static let networks: [(String, Hyperparameters)] = [
      ("tutorial's network", hyperparameters(["16@8x8/4", "32@4x4/2"], hidden: 256)),
      ("network of 2015", hyperparameters(["32@8x8/4", "64@4x4/2", "64@3x3/1"], hidden: 512)),
    ]

    private static func hyperparameters(_ convolutions: [String], hidden: Int) -> Hyperparameters {
      var hyperparameters = Hyperparameters()
      hyperparameters.convolution = convolutions.compactMap { ConvolutionSettings($0) }
      hyperparameters.hidden = [hidden]
      hyperparameters.loss = .huber
      return hyperparameters
    }

    /// Operations of the products of one gradient step: two passes forward, one backward for the
    /// weights, one for the inputs of all layers but the first.
    private static func flopsOfUpdate(_ network: Hyperparameters) -> Double {
      guard let size = NetworkSize(network, in: atari) else { return 0 }
      return 2 * Double(network.batchSize) * (4 * size.multiplyAdds - size.firstMultiplyAdds)
    }
  #else
    static let all: [Case] = []
  #endif
}

#if DEBUG
  /// Four images of 84 by 84 pixels, and the six actions of Pong.
  private let atari = EnvironmentInterface(
    observation: .image(channels: 4, rows: 84, columns: 84, stack: 4), actionCount: 6)

  /// A learner that has seen nothing.
  private func newLearner(
    _ network: Hyperparameters, threads: Int, using random: inout RandomSource
  ) -> Learner {
    let executor =
      threads == 1
      ? ParallelExecutor.alone
      : ParallelExecutor(size: threads) { parts, work in
        withoutActuallyEscaping(work) { work in
          nonisolated(unsafe) let work = work
          DispatchQueue.concurrentPerform(iterations: parts) { work($0) }
        }
      }
    return Learner(network, in: atari, executor: executor, using: &random)
  }

  /// A trial that goes on.
  private final class SteppingTrial: Workload {
    private var trial: Trial

    init(_ trial: consuming Trial) { self.trial = trial }

    func run(_ count: Int) { trial.advance(steps: count) }
  }

  /// Makes gradient steps, sampling and optimiser included, on a memory of images.
  private final class UpdatingFromImages: Workload {
    private var random = RandomSource(SeedSequence(entropy: 1))
    private var learner: Learner
    private var memory: ReplayMemory

    init(_ network: Hyperparameters, threads: Int) {
      learner = newLearner(network, threads: threads, using: &random)
      memory = ReplayMemory(
        capacity: 20_000, observation: atari.observation, nStep: 1, gamma: 0.99)
      let observations = ObservationStorage(atari.observation, count: 64)
      let bytes = 64 * atari.observation.byteCount
      for index in 0..<bytes { observations.pixels[index] = UInt8(random.integer(below: 256)) }
      for number in 0..<20_000 {
        memory.append(
          TimeStep(
            before: AgentState(observation: observations[number % 64]), action: number % 6,
            reward: 0, after: AgentState(observation: observations[(number + 1) % 64]),
            terminated: number % 1000 == 999, truncated: false),
          reward: Float(number % 3) - 1, bootstraps: number % 1000 != 999)
      }
    }

    func run(_ count: Int) {
      var loss = 0.0
      for _ in 0..<count { loss += learner.update(from: &memory, progress: 0, using: &random).loss }
      use(loss)
    }
  }

  /// Chooses greedy actions for an image that does not change.
  private final class ActingOnImages: Workload {
    private var random = RandomSource(SeedSequence(entropy: 1))
    private let learner: Learner
    private let observation = ObservationStorage(atari.observation)

    init(_ network: Hyperparameters) {
      learner = newLearner(network, threads: 1, using: &random)
      for index in 0..<atari.observation.byteCount {
        observation.pixels[index] = UInt8(random.integer(below: 256))
      }
    }

    func run(_ count: Int) {
      var random = random
      var sum = 0
      for _ in 0..<count { sum += learner.act(on: observation.buffer, epsilon: 0, using: &random) }
      self.random = random
      use(sum)
    }
  }
#endif
