/// What a trial produced: a pure function of its specification.
public struct TrialResult: Equatable, Sendable {
  /// Why the trial ended before its time, or `nil` if it did not fail.
  public var failure: String?
  /// Environment steps taken.
  public var steps = 0
  /// Gradient steps taken.
  public var updates = 0
  /// The training episodes that ended, in order.
  public var episodes = EpisodeCurves()
  /// The evaluations, in order; the last is at the end of the training.
  public var evaluations: [Evaluation] = []
  /// Episodes after which the task first counted as solved; `nil` if it never did.
  public var solvedAtEpisode: Int?
  /// The final parameters, layer by layer in name order.
  public var weights: [LayerWeights] = []
  /// The final state of each random stream, in the order of their derivation.
  public var randomStates: [StreamState] = []

  /// An empty result.
  public init() {}
}

/// One element for each training episode, in columns.
public struct EpisodeCurves: Equatable, Sendable {
  /// Undiscounted sum of rewards.
  public var returns: [Double] = []
  /// Environment steps in the episode.
  public var lengths: [Int] = []
  /// Environment steps taken by the end of the episode, since the start of the training.
  public var steps: [Int] = []
  /// Exploration rate at the end of the episode.
  public var epsilons: [Double] = []
  /// Mean loss of the updates made during the episode; not a number where there were none.
  public var losses: [Double] = []
  /// Whether the task itself ended the episode.
  public var terminated: [Bool] = []
  /// Whether a limit outside the task ended the episode.
  public var truncated: [Bool] = []

  /// No episodes.
  public init() {}

  /// Whether two records are the same, bit for bit: not a number equals itself here.
  public static func == (one: EpisodeCurves, other: EpisodeCurves) -> Bool {
    one.returns == other.returns && one.lengths == other.lengths && one.steps == other.steps
      && one.epsilons == other.epsilons && one.terminated == other.terminated
      && one.truncated == other.truncated
      && one.losses.elementsEqual(other.losses) { $0.bitPattern == $1.bitPattern }
  }
}

/// One evaluation of the learned policy.
public struct Evaluation: Equatable, Sendable {
  /// Training steps taken before it.
  public var step: Int
  /// Undiscounted return of each evaluation episode.
  public var returns: [Double]

  /// Creates an evaluation's record.
  public init(step: Int, returns: [Double]) {
    self.step = step
    self.returns = returns
  }
}

/// One layer's parameters in the layout of `torch.nn`.
public struct LayerWeights: Equatable, Sendable {
  /// Two digits that give the layer's place, then its kind: `00_dense`.
  public var name: String
  /// Shape of `weight`: dense `[outputs, inputs]`, convolution `[filters, channels, rows,
  /// columns]`.
  public var weightShape: [Int]
  /// Weights, row-major.
  public var weight: [Float]
  /// One bias for each output.
  public var bias: [Float]

  /// Creates a layer's record.
  public init(name: String, weightShape: [Int], weight: [Float], bias: [Float]) {
    self.name = name
    self.weightShape = weightShape
    self.weight = weight
    self.bias = bias
  }
}

/// The state of one named random stream.
public struct StreamState: Equatable, Sendable {
  /// The stream's purpose.
  public var name: String
  /// The generator's state as six words: state high, state low, increment high, increment low,
  /// whether a 32-bit half is buffered, and that half.
  public var words: [UInt64]

  /// Creates a stream's record.
  public init(name: String, words: [UInt64]) {
    self.name = name
    self.words = words
  }
}
