/// Everything about a trial's learning that a sweep may vary, with the documented defaults.
///
/// Times are environment steps unless a name says otherwise. The key, range and help text
/// of each value in an experiment file are in the hyperparameter table of `Experiments`.
public struct Hyperparameters: Equatable, Sendable {
  /// The learning algorithm.
  public var algorithm = Algorithm.dqn

  /// How long a trial trains.
  public var length = TrainingLength.steps(50_000)

  /// Discount factor γ of future rewards, in 0...1.
  public var gamma = 0.99

  /// Step size α of the optimiser.
  public var learningRate = 1e-3

  /// Final learning rate as a fraction of the initial one; 1 for a constant rate.
  ///
  /// It falls over the training length, as the schedule says.
  public var learningRateEnd = 1.0

  /// How the learning rate falls.
  public var learningRateSchedule = LearningRateSchedule.linear

  /// Share of the training in which the learning rate falls, above 0; it stays at its end afterwards.
  public var learningRateFraction = 1.0

  /// How fast the learning rate of a table's element falls: after n updates of it, it is divided by
  /// 1 + n times this.
  public var visitDecay = 0.0

  /// Initial value of all elements of a table.
  public var initialValue = 0.0

  /// The largest change of a value by a sweep that counts as none.
  public var tolerance = 1e-10

  /// Sweeps after which a value or policy iteration that has not converged has failed.
  public var maxSweeps = 100_000

  /// The exploration rate ε over time.
  public var epsilon = EpsilonSchedule()

  /// Transitions in one gradient step.
  public var batchSize = 32

  /// When the network learns.
  public var trainEvery = TrainingInterval.steps(1)

  /// Gradient steps each time the network learns.
  public var gradientSteps = 1

  /// The samples of a gradient step.
  public var fit = Fit.batch

  /// Capacity of the replay memory in transitions; new ones replace the oldest.
  public var replayCapacity = 50_000

  /// Steps before the first update.
  public var replayWarmup = 1_000

  /// Whether one batch may hold a transition more than once, where draws are uniform.
  public var replayReplacement = true

  /// Prioritised sampling from the replay memory.
  public var priorities = PrioritySettings()

  /// Steps between updates of the target network; 0 means that there is none.
  public var targetUpdateEvery = 500

  /// Fraction τ of the online network taken over by each update of the target network; 1 copies it.
  public var targetTau = 1.0

  /// Whether the online network chooses the action that the target network values (double DQN).
  public var double = false

  /// Munchausen reinforcement learning.
  public var munchausen = MunchausenSettings()

  /// What the network estimates of each action's return.
  public var distribution = DistributionSettings()

  /// Rewards summed before the bootstrap, n of the n-step return.
  public var nStep = 1

  /// PQN: environments that are stepped in turn.
  public var environments = 4

  /// PQN: steps of each environment between one learning and the next.
  public var rollout = 128

  /// PQN: λ of the Q(λ) returns, in 0...1; 0 bootstraps after every step.
  public var lambda = 0.65

  /// PQN: times that each rollout is learned from.
  public var epochs = 4

  /// PQN: gradient steps of an epoch; divides the steps of a rollout.
  public var minibatches = 4

  /// The loss of a temporal-difference error, where the network estimates expected returns.
  public var loss = Loss.meanSquared

  /// Error beyond which the Huber loss grows linearly.
  public var huberDelta = 1.0

  /// The rule that turns gradients into parameter changes.
  public var optimizer = OptimizerSettings()

  /// Largest Euclidean norm of a gradient over all parameters, or `nil` for no limit.
  ///
  /// Longer ones are scaled down to it.
  public var gradientClip: Double?

  /// Largest magnitude of a reward that is learned from, or `nil` for no limit.
  ///
  /// Returns count unclipped rewards.
  public var rewardClip: Double?

  /// The reward that is learned from when a step ends the task, or `nil` for the environment's.
  public var terminalPenalty: Double?

  /// What a time limit means to the learner.
  public var onTruncation = Truncation.bootstrap

  /// Convolutions before the hidden layers, first to last; for images only.
  public var convolution: [ConvolutionSettings] = []

  /// Units of each hidden layer, first to last.
  public var hidden = [24, 24]

  /// Whether the head splits into a state value and advantages (dueling network).
  public var dueling = false

  /// Whether the dense layers have noise on their parameters, by which the network explores.
  public var noisy = false

  /// Initial σ of a noisy parameter, times the square root of the number of its layer's inputs.
  public var noisySigma = 0.5

  /// Learning from a stream of steps.
  public var streaming = StreamingSettings()

  /// Share of the weights of each output that start at 0, with a sparse initialisation.
  public var sparsity = 0.9

  /// The activation function of the hidden layers and convolutions.
  public var activation = ActivationFunction.relu

  /// The normalisation of the hidden layers and convolutions.
  public var layerNormalization = LayerNormalization.none

  /// The distribution of initial weights.
  public var initialization = Initialization.glorotUniform

  /// All defaults.
  public init() {}

  /// The learning rate once a share of the training, 0...1, is done.
  func learningRate(at progress: Double) -> Double {
    guard learningRateEnd != 1 else { return learningRate }
    let fallen = min(1, progress / learningRateFraction)
    switch learningRateSchedule {
    case .linear: return learningRate * (1 + (learningRateEnd - 1) * fallen)
    case .cosine:
      let share = (1 + sineAndCosine(anyAngle: .pi * fallen).cosine) / 2
      return learningRate * (learningRateEnd + (1 - learningRateEnd) * share)
    }
  }
}

/// How a learning rate falls from its first value to its last.
public enum LearningRateSchedule: String, CaseIterable, Sendable {
  /// In proportion to the completed fraction of the training.
  case linear
  /// Along half a period of a cosine (Loshchilov and Hutter 2017, equation 5, without restarts).
  case cosine
}

/// The loss of a temporal-difference error, averaged over a batch.
public enum Loss: String, CaseIterable, Sendable {
  /// The squared error.
  case meanSquared = "mse"
  /// Half the squared error up to δ, linear beyond (Huber 1964).
  case huber
}

/// How long a trial trains.
public enum TrainingLength: Equatable, Sendable {
  /// This many environment steps.
  case steps(Int)
  /// This many episodes, however long.
  case episodes(Int)
}

/// The samples of a gradient step, of a batch that has been drawn.
public enum Fit: String, CaseIterable, Sendable {
  /// The mean loss of the batch.
  case batch
  /// The loss of one of its transitions, of each in turn, as the tutorial's code does.
  case sample
}

/// How often the network learns.
public enum TrainingInterval: Equatable, Sendable {
  /// Every this many environment steps.
  case steps(Int)
  /// At the end of each episode.
  case episode
}

/// What the end of an episode by a limit, rather than by the task, means to the learner.
public enum Truncation: String, CaseIterable, Sendable {
  /// The value of the last observation still counts: the task would have gone on.
  case bootstrap
  /// It is taken for the end of the task, as the tutorial's code does.
  case terminate
}

/// Stream Q(λ): eligibility traces, and the normalisation of what is learned from.
///
/// Source: M. Elsayed, G. Vasan, A. R. Mahmood, "Streaming Deep Reinforcement Learning Finally Works",
/// 2024 (arXiv 2410.14606).
public struct StreamingSettings: Equatable, Sendable {
  /// Decay rate λ of the eligibility traces, beside γ.
  public var traceDecay = 0.8
  /// κ of the bound on a step's size.
  public var kappa = 2.0
  /// Whether observations that are vectors are normalised by the moments of those seen so far.
  public var normalizesObservations = true
  /// Whether rewards are divided by the standard deviation of their discounted sum.
  public var scalesRewards = true

  /// All defaults.
  public init() {}
}

/// Munchausen reinforcement learning: the policy is soft, and the scaled logarithm of the probability
/// of the action taken is added to the reward.
///
/// Source: N. Vieillard, O. Pietquin, M. Geist, "Munchausen Reinforcement Learning", NeurIPS 2020,
/// equation 1 and section 4.
public struct MunchausenSettings: Equatable, Sendable {
  /// Share α of the scaled log-policy that is added to the reward, in 0...1; 0 for plain Q-learning
  /// with its greedy policy.
  public var alpha = 0.0
  /// Temperature τ of the soft policy, above 0.
  public var temperature = 0.03
  /// Lower bound l₀ of the scaled log-policy, at most 0.
  public var minLogPolicy = -1.0

  /// All defaults.
  public init() {}

  /// Whether it is in use.
  public var isOn: Bool { alpha > 0 }
}

/// What a network estimates of each action's return: its expectation, or its distribution.
public struct DistributionSettings: Equatable, Sendable {
  /// The kinds, by the name that an experiment file uses.
  public enum Kind: String, CaseIterable, Sendable {
    /// The expected return alone.
    case none
    /// Probabilities of fixed returns (Bellemare et al. 2017).
    case categorical = "c51"
    /// Quantiles (Dabney et al. 2018).
    case quantile = "qr-dqn"
  }

  /// Which.
  public var kind = Kind.none
  /// C51: number of atoms, the fixed returns from `vMin` to `vMax`; at least 2.
  public var atoms = 51
  /// C51: the smallest atom.
  public var vMin = -10.0
  /// C51: the largest atom, above `vMin`.
  public var vMax = 10.0
  /// QR-DQN: number of quantiles, at least 1.
  public var quantiles = 200
  /// QR-DQN: error beyond which the loss grows linearly; 0 for a loss that is linear throughout.
  public var kappa = 1.0

  /// All defaults.
  public init() {}

  /// Whether all atoms of C51, and the distance from `vMin` to `vMax`, are distinct finite numbers in
  /// `Float`, in which networks compute; true for other kinds.
  public var areAtomsRepresentable: Bool {
    guard kind == .categorical else { return true }
    let (low, high) = (Float(vMin), Float(vMax))
    let step = Self.atomStep(atoms: atoms, vMin: vMin, vMax: vMax)
    return (high - low).isFinite && step.isNormal && low + step > low && high - step < high
  }

  /// The distance of neighbouring atoms of C51.
  static func atomStep(atoms: Int, vMin: Double, vMax: Double) -> Float {
    Float((vMax - vMin) / Double(atoms - 1))
  }

  /// Outputs of the network for each action.
  public var outputsPerAction: Int {
    switch kind {
    case .none: 1
    case .categorical: atoms
    case .quantile: quantiles
    }
  }
}

extension Hyperparameters {
  /// The network that these settings make for an environment.
  func network(for interface: EnvironmentInterface) -> Network {
    Network(
      observation: interface.observation, convolution: convolution, hidden: hidden,
      actionCount: interface.actionCount, outputsPerAction: distribution.outputsPerAction,
      dueling: dueling, activation: activation, normalization: layerNormalization)
  }

  /// Draws the initial parameters of that network.
  func initialParameters(of network: Network, using random: inout RandomSource) -> FloatBuffer {
    network.initialParameters(initialization, sparsity: sparsity, using: &random)
  }
}
