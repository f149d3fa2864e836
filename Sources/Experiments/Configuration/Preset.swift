import DeepQ

/// Hyperparameters by a name: what a paper trained with, and `base` changes one by one.
///
/// Frozen, because experiment files mean them: other values are another preset.
struct Preset: Sendable {
  /// What an experiment file calls it.
  let name: String
  /// One line for a reader.
  let summary: String
  /// What differs from the defaults.
  let hyperparameters: Hyperparameters

  private init(_ name: String, summary: String, _ change: (inout Hyperparameters) -> Void) {
    self.name = name
    self.summary = summary
    var hyperparameters = Hyperparameters()
    change(&hyperparameters)
    self.hyperparameters = hyperparameters
  }

  /// All presets.
  static let all = [dqn2013, dqn2015, rainbow]

  /// As in Mnih et al., "Playing Atari with Deep Reinforcement Learning", 2013, section 5.
  ///
  /// The paper names neither discount factor nor learning rate, nor the constant in RMSProp: they
  /// are those of its successor.
  private static let dqn2013 = Preset(
    "dqn-2013",
    summary: "Atari as in the paper of 2013: two convolutions, RMSProp, no target network"
  ) { values in
    asInBothPapers(&values)
    values.trainEvery = .steps(1)
    values.targetUpdateEvery = 0
    values.convolution = [
      ConvolutionSettings(filters: 16, kernel: 8, stride: 4),
      ConvolutionSettings(filters: 32, kernel: 4, stride: 2),
    ]
    values.hidden = [256]
  }

  /// As in Mnih et al., "Human-level control through deep reinforcement learning", Nature 518, 2015,
  /// extended data table 1; what the table leaves open, as in the code that came with it.
  private static let dqn2015 = Preset(
    "dqn-2015",
    summary: "Atari as in the paper of 2015: three convolutions, a target network, Huber loss"
  ) { values in
    asInBothPapers(&values)
    values.trainEvery = .steps(4)
    values.targetUpdateEvery = 10_000
    values.loss = .huber
    values.convolution = convolutionsOf2015
    values.hidden = [512]
  }

  /// All extensions at once.
  ///
  /// As in M. Hessel et al., "Rainbow: Combining Improvements in Deep Reinforcement Learning", AAAI
  /// 2018, table 1, whose times are frames, four to a step. The paper's dueling streams have a hidden layer each; ours share one.
  private static let rainbow = Preset(
    "rainbow",
    summary: "Atari as in the Rainbow paper: double, dueling, prioritised, 3-step, C51 and noisy"
  ) { values in
    values.gamma = 0.99
    values.learningRate = 6.25e-5
    values.optimizer.rule = .adam
    values.optimizer.epsilon = 1.5e-4
    values.batchSize = 32
    values.trainEvery = .steps(4)
    values.replayCapacity = 1_000_000
    values.replayWarmup = 20_000
    values.targetUpdateEvery = 8_000
    values.epsilon.start = 0
    values.epsilon.end = 0
    values.rewardClip = 1
    values.convolution = convolutionsOf2015
    values.hidden = [512]
    values.initialization = .heUniform
    values.double = true
    values.dueling = true
    values.nStep = 3
    values.priorities.exponent = 0.5
    values.priorities.importance = 0.4
    values.priorities.importanceEnd = 1
    values.distribution.kind = .categorical
    values.distribution.atoms = 51
    values.distribution.vMin = -10
    values.distribution.vMax = 10
    values.noisy = true
    values.noisySigma = 0.5
  }

  private static let convolutionsOf2015 = [
    ConvolutionSettings(filters: 32, kernel: 8, stride: 4),
    ConvolutionSettings(filters: 64, kernel: 4, stride: 2),
    ConvolutionSettings(filters: 64, kernel: 3, stride: 1),
  ]

  private static func asInBothPapers(_ values: inout Hyperparameters) {
    values.gamma = 0.99
    values.learningRate = 2.5e-4
    values.optimizer.rule = .rmsprop
    values.optimizer.decay = 0.95
    values.optimizer.epsilon = 0.01
    values.optimizer.centered = true
    values.batchSize = 32
    values.replayCapacity = 1_000_000
    values.replayWarmup = 50_000
    values.epsilon.end = 0.1
    values.epsilon.decay = 1_000_000
    values.epsilon.shape = .linear
    values.epsilon.unit = .step
    values.rewardClip = 1
    values.initialization = .heUniform
  }
}
