/// Experiments that are over in a moment, or never.
struct SampleExperiment {
  var name: String
  /// What differs from the smallest experiment there is.
  var blocks: String

  var file: String { name + ".cfg" }

  var text: String {
    """
    name: \(name)
    environment: CartPole-v1
    algorithm: dqn
    \(blocks)
    evaluate: {episodes: 2}
    run.allow: [steps, target-interval, learning-rate]

    """
  }

  private static let base = "network.hidden: [4], batch_size: 8, replay.warmup: 50"

  /// Four trials of a few milliseconds each.
  static let tiny = SampleExperiment(
    name: "tiny",
    blocks: """
      base: {steps: 300, \(base)}
      grid: {gamma: [0.9, 0.99]}
      seeds: {count: 2}
      """)

  /// The same with another value.
  static let changed = SampleExperiment(
    name: "tiny",
    blocks: """
      base: {steps: 300, \(base)}
      grid: {gamma: [0.9, 0.95]}
      seeds: {count: 2}
      """)

  /// Two trials of a few milliseconds, then one of about half a second.
  static let slow = SampleExperiment(
    name: "slow",
    blocks: """
      base: {\(base)}
      grid: {steps: [300, 301, 200_000]}
      """)

  /// A trial of a few milliseconds, then one that does not end.
  static let endless = SampleExperiment(
    name: "endless",
    blocks: """
      base: {\(base)}
      grid: {steps: [300, 1_000_000_000]}
      """)

  /// A trial whose step 64 brings a million gradient steps, with a checkpoint at its first.
  static let learning = SampleExperiment(
    name: "learning",
    blocks: """
      base:
        steps: 1_000
        batch_size: 64
        replay.warmup: 64
        train_every: 64
        gradient_steps: 1_000_000
        network.hidden: [64, 64]
      run: {checkpoint_every: 64}
      """)

  /// The first of two trials diverges: its learning rate is absurd.
  static let diverging = SampleExperiment(
    name: "diverging",
    blocks: """
      base: {steps: 300, \(base), optimizer: sgd}
      grid: {learning_rate: [1000, 0.001]}
      """)
}
