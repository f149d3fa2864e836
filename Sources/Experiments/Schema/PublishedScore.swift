/// A score that somebody published, with what it was measured by.
///
/// A score means nothing without its protocol: the same agent's Breakout scores differ fourfold by
/// frames, sticky actions, lives, epsilon and how the mean is taken.
public struct PublishedScore: Equatable, Sendable {
  /// What `--reference` calls the source.
  public let reference: String
  /// The environment.
  public let environment: String
  /// The agent.
  public let agent: String
  /// What was measured, and how.
  public let measure: String
  /// The mean.
  public let mean: Double
  /// The standard deviation over seeds; `nil` where none is published.
  public let deviation: Double?
  /// The number of seeds.
  public let seeds: Int

  /// A source of scores.
  public struct Reference: Equatable, Sendable {
    /// What `--reference` calls it.
    public let name: String
    /// Where the figures are from.
    public let source: String
  }

  /// The sources.
  public static let references: [Reference] = [
    Reference(
      name: "cleanrl",
      source: "CleanRL's documentation: 500 000 steps, training returns, mean and deviation"),
    Reference(
      name: "rl-zoo",
      source: "RL Baselines3 Zoo's benchmark table: one run, greedy evaluation"),
    Reference(
      name: "dopamine",
      source: "Dopamine's published data: sticky actions 0.25, minimal actions, epsilon 0.01, "
        + "training return over a million frames"),
    Reference(
      name: "minatar",
      source: "Young and Tian 2019 (arXiv 1903.03176), read from their plots to about 2 %: sticky "
        + "actions 0.1, ramping, six actions, training return"),
    Reference(
      name: "dqn-2013",
      source: "Mnih et al. 2013 (arXiv 1312.5602): 10 million frames, epsilon 0.05"),
    Reference(
      name: "dqn-2015",
      source: "Mnih et al. 2015 (Nature 518): 200 million frames, no-op starts, epsilon 0.05"),
  ]

  /// All scores, by source.
  public static let all: [PublishedScore] =
    table(
      "cleanrl", "500k steps", 3,
      [
        ("CartPole-v1", "DQN", 488.7, 16.1), ("CartPole-v1", "C51", 481.2, 20.5),
        ("CartPole-v1", "PQN", 495.1, 6.9), ("Acrobot-v1", "DQN", -91.5, 7.2),
        ("Acrobot-v1", "C51", -87.7, 5.5), ("MountainCar-v0", "DQN", -195.0, 8.5),
        ("MountainCar-v0", "C51", -166.4, 27.9),
      ])
    + table(
      "rl-zoo", "50k steps", 1,
      [("CartPole-v1", "DQN", 500, nil), ("CartPole-v1", "QR-DQN", 500, nil)])
    + table(
      "rl-zoo", "100k steps", 1,
      [("Acrobot-v1", "DQN", -76.6, nil), ("Acrobot-v1", "QR-DQN", -69.1, nil)])
    + table(
      "rl-zoo", "120k steps", 1,
      [("MountainCar-v0", "DQN", -100.8, nil), ("MountainCar-v0", "QR-DQN", -106.0, nil)])
    + table(
      "rl-zoo", "10M steps", 1,
      [
        ("ALE/Pong", "QR-DQN", 20.5, nil), ("ALE/Breakout", "QR-DQN", 393.6, nil),
        ("ALE/SpaceInvaders", "QR-DQN", 1900, nil),
      ])
    + dopaminePong("DQN (RMSProp)", [(-15.4, 3.5), (-4.9, 10.2), (5.7, 10.2), (11.8, 7.9)])
    + dopaminePong("DQN (Adam)", [(-10.7, 7.2), (6.3, 6.4), (15.8, 2.7), (18.2, 1.0)])
    + dopaminePong("C51", [(-18.1, 0.7), (-6.1, 2.9), (14.2, 2.1), (17.6, 2.0)])
    + dopaminePong("Rainbow", [(-12.6, 2.2), (15.2, 1.7), (18.4, 0.8), (19.3, 0.6)])
    + dopaminePong("QR-DQN", [(8.9, 1.5), (15.2, 1.8), (18.3, 0.6), (19.1, 0.1)])
    + dopaminePong("IQN", [(4.3, 2.1), (15.2, 1.5), (18.4, 1.0), (19.8, 0.4)])
    + table(
      "dopamine", "10M frames", 5,
      [
        ("ALE/Breakout", "DQN (RMSProp)", 21.5, 4.0), ("ALE/Breakout", "DQN (Adam)", 46.9, 2.2),
        ("ALE/Breakout", "C51", 47.1, 2.9), ("ALE/Breakout", "Rainbow", 41.9, 2.6),
        ("ALE/Breakout", "IQN", 102.7, 16.8),
      ])
    + minAtar("Breakout", [9.1, 9.6, 10.0]) + minAtar("Asterix", [6.9, 14.3, 16.7])
    + minAtar("Freeway", [47.7, 50.7, 50.2]) + minAtar("SpaceInvaders", [32.5, 40.9, 43.5])
    + minAtar("Seaquest", [1.0, 4.9, 20.0])
    + table(
      "dqn-2013", "10M frames", 1,
      [
        ("ALE/Pong", "DQN", 20, nil), ("ALE/Breakout", "DQN", 168, nil),
        ("ALE/BeamRider", "DQN", 4092, nil), ("ALE/Qbert", "DQN", 1952, nil),
        ("ALE/Seaquest", "DQN", 1705, nil), ("ALE/SpaceInvaders", "DQN", 581, nil),
        ("ALE/Enduro", "DQN", 470, nil),
      ])
    // The deviations are over evaluation episodes of one run.
    + table(
      "dqn-2015", "200M frames", 1,
      [("ALE/Pong", "DQN", 18.9, nil), ("ALE/Breakout", "DQN", 401, nil)])

  private static func table(
    _ reference: String, _ measure: String, _ seeds: Int,
    _ rows: [(environment: String, agent: String, mean: Double, deviation: Double?)]
  ) -> [PublishedScore] {
    rows.map { row in
      PublishedScore(
        reference: reference, environment: row.environment, agent: row.agent, measure: measure,
        mean: row.mean, deviation: row.deviation, seeds: seeds)
    }
  }

  private static func dopaminePong(
    _ agent: String, _ scores: [(mean: Double, deviation: Double)]
  ) -> [PublishedScore] {
    zip(["5M", "10M", "20M", "50M"], scores).map { frames, score in
      PublishedScore(
        reference: "dopamine", environment: "ALE/Pong", agent: agent, measure: "\(frames) frames",
        mean: score.mean, deviation: score.deviation, seeds: 5)
    }
  }

  private static func minAtar(_ game: String, _ means: [Double]) -> [PublishedScore] {
    zip(["1M", "2M", "5M"], means).map { frames, mean in
      PublishedScore(
        reference: "minatar", environment: "MinAtar/\(game)-v0", agent: "DQN",
        measure: "\(frames) frames", mean: mean, deviation: nil, seeds: 30)
    }
  }
}
