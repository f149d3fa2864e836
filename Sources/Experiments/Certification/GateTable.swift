import DeepQ

extension Gate {
  /// All gates: a gate is a row.
  public static let all: [Gate] =
    minAtar("Breakout", margin: 1.4, seconds: 560)
    + minAtar("Asterix", margin: 1.7, seconds: 530)
    + minAtar("Freeway", margin: 4.8, seconds: 580)
    + minAtar("SpaceInvaders", margin: 4.9, seconds: 560)
    + minAtar("Seaquest", margin: 0.5, seconds: 560)
    + [
      Gate(
        name: "pong", title: "Pong under Dopamine's protocol, 2 million frames",
        experiment: "pong-sticky", environment: "ALE/Pong", settings: ["noop_max": .integer(0)],
        steps: 500_000, seeds: 5, secondsPerSeed: 3_900,
        measure: .trainingReturns(lastSteps: 250_000),
        reference: GateReference("dopamine", "ALE/Pong", "QR-DQN", "5M frames"),
        requirements: [.mean(atLeast: 18)]),
      Gate(
        name: "breakout", title: "Breakout under Dopamine's protocol, 10 million frames",
        experiment: "breakout-sticky", environment: "ALE/Breakout",
        settings: ["noop_max": .integer(0)], steps: 2_500_000, seeds: 3, secondsPerSeed: 9_600,
        measure: .trainingReturns(lastSteps: 250_000),
        reference: GateReference("dopamine", "ALE/Breakout", "DQN (Adam)", "10M frames"),
        requirements: [.everySeed(atLeast: 46.9)]),
      Gate(
        name: "mountaincar", title: "MountainCar-v0, 120 000 steps",
        experiment: "mountaincar", environment: "MountainCar-v0", steps: 120_000, seeds: 10,
        secondsPerSeed: 86, measure: .finalEvaluation,
        reference: GateReference("rl-zoo", "MountainCar-v0", "DQN", "120k steps"),
        requirements: [.superiority, .everySeed(atLeast: -120)]),
      Gate(
        name: "acrobot", title: "Acrobot-v1, 100 000 steps",
        experiment: "acrobot", environment: "Acrobot-v1", steps: 100_000, seeds: 10,
        secondsPerSeed: 49, measure: .finalEvaluation,
        reference: GateReference("rl-zoo", "Acrobot-v1", "DQN", "100k steps"),
        requirements: [.superiority, .everySeed(atLeast: -100)]),
      Gate(
        name: "cartpole", title: "CartPole-v1, 50 000 steps",
        experiment: "cartpole-stable", environment: "CartPole-v1", steps: 50_000, seeds: 20,
        secondsPerSeed: 11, measure: .finalEvaluation,
        reference: GateReference("rl-zoo", "CartPole-v1", "DQN", "50k steps"),
        requirements: [.everySeed(atLeast: 500)]),
      Gate(
        name: "cartpole-stability", title: "CartPole-v1 stays solved",
        experiment: "cartpole-stable", environment: "CartPole-v1", steps: 50_000, seeds: 20,
        secondsPerSeed: 11, measure: .stability(threshold: 475),
        reference: GateReference(
          0.3, source: "0.22 to 0.30, RL-Zoo's settings, 5 seeds (stable-baselines3)"),
        requirements: [.mean(atLeast: 0.98)]),
      Gate(
        name: "cartpole-speed", title: "CartPole-v1 solved within 20 000 steps",
        experiment: "cartpole-stable", environment: "CartPole-v1", steps: 50_000, seeds: 20,
        secondsPerSeed: 11, measure: .stepsToThreshold(475),
        reference: GateReference(
          8000, source: "median 8000, RL-Zoo's settings, 5 seeds (stable-baselines3)"),
        requirements: [.everySeedAtMost(20_000)]),
      // One of the published deviations below the published mean.
      Gate(
        name: "pqn-cartpole", title: "PQN on CartPole-v1, 500 000 steps",
        experiment: "pqn-cartpole", environment: "CartPole-v1", steps: 500_000, seeds: 10,
        secondsPerSeed: 4, measure: .lastTrainingReturns,
        reference: GateReference("cleanrl", "CartPole-v1", "PQN", "500k steps"),
        requirements: [.mean(atLeast: 488.2)]),
      Gate(
        name: "stream-q-cartpole", title: "Stream Q(lambda) on CartPole-v1, 200 000 steps",
        experiment: "stream-q-cartpole", environment: "CartPole-v1", steps: 200_000, seeds: 10,
        secondsPerSeed: 1, measure: .finalEvaluation,
        reference: GateReference("rl-zoo", "CartPole-v1", "DQN", "50k steps"),
        requirements: [.everySeed(atLeast: 475)]),
    ]

  /// The two gates of a game: the published agent has the published score, and the best settings of
  /// ours learn more in a fifth of the frames.
  ///
  /// - Parameters:
  ///   - game: The game's name in the environment's.
  ///   - margin: What a score may differ from the published one, which was read from a plot: 15 % of
  ///     it, 10 % of Freeway's, 25 % where the curve is steepest, and half a point of a score near 1.
  ///   - seconds: What a seed of the published agent took.
  /// - Returns: Both gates.
  private static func minAtar(_ game: String, margin: Double, seconds: Double) -> [Gate] {
    let environment = "MinAtar/\(game)-v0"
    let name = game.lowercased()
    return [
      Gate(
        name: "minatar-\(name)", title: "MinAtar \(game), the published DQN, 1 million frames",
        experiment: "minatar-\(name)", environment: environment,
        steps: 1_000_000, seeds: 10,
        secondsPerSeed: seconds, measure: .lastTrainingReturns,
        reference: GateReference("minatar", environment, "DQN", "1M frames"),
        requirements: [.equivalence(margin: margin)]),
      Gate(
        name: "minatar-\(name)-best", title: "MinAtar \(game), our best settings, 1 million frames",
        experiment: "minatar-\(name)-best", environment: environment,
        steps: 1_000_000, seeds: 10,
        secondsPerSeed: 120, measure: .lastTrainingReturns,
        reference: GateReference("minatar", environment, "DQN", "5M frames"),
        requirements: [.superiority]),
    ]
  }
}
