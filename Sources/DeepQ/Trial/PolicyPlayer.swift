/// Plays the policy of a finished trial step by step: the episodes of its last evaluation again, or
/// of its best one where the parameters of that were kept.
public struct PolicyPlayer: ~Copyable {
  /// The present observation if it is a vector, else empty.
  public var numbers: [Float] {
    guard case .vector = episodes.observation.shape else { return [] }
    return Array(episodes.observation.buffer.floats)
  }
  /// The present observation, `[channels, rows, columns]`, if it is an image, else empty.
  public var pixels: [UInt8] {
    guard case .image = episodes.observation.shape else { return [] }
    return Array(episodes.observation.buffer.bytes)
  }
  /// The screen in colour that belongs to the observation; `nil` where there is none, or if it is
  /// not kept.
  public var colourScreen: ColourScreen? { episodes.colourScreen }
  /// The number of the environment's state, where there are finitely many.
  public var state: Int? { episodes.state }
  /// Steps of the episode so far.
  public var length: Int { episodes.length }
  /// Sum of the rewards of the episode so far.
  public var episodeReturn: Double { episodes.episodeReturn }
  /// Whether the episode has ended.
  public var hasEnded: Bool { episodes.hasEnded }

  private var episodes: PolicyEpisodes
  private let policy: StoredPolicy

  /// The start of the first episode; `nil` if the result contains no policy for the environment of the
  /// specification.
  ///
  /// - Parameters:
  ///   - specification: the trial's. With another ε of the evaluation or another root seed, other
  ///     episodes are played.
  ///   - result: the trial's.
  ///   - keepsColours: whether the screen is kept in colour, where there is one.
  public init?(
    _ specification: TrialSpecification, result: TrialResult, keepsColours: Bool = false
  ) {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    guard let policy = StoredPolicy(specification, result: result) else { return nil }
    self.policy = policy
    episodes = PolicyEpisodes(
      specification,
      after: result.weightsStep ?? result.evaluations.last?.step ?? result.steps,
      keepsColours: keepsColours)
  }

  /// The values of all actions in the present state: a network's expected returns, or the row of a
  /// table.
  public func actionValues() -> [Double] {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    return policy.values(of: episodes.agentState)
  }

  /// Starts the next episode.
  public mutating func startEpisode() {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    episodes.startEpisode()
  }

  /// Takes one step; returns the action and its reward.
  ///
  /// - Precondition: the episode has not ended.
  public mutating func step() -> (action: Int, reward: Double) {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    return episodes.step(with: policy)
  }
}

/// The policy of a trial's result: a network, or a table.
private enum StoredPolicy: Policy, ~Copyable {
  case network(StoredNetwork)
  case normalizing(StoredNetwork, StoredMoments, ObservationStorage)
  case table(ActionValues)

  init?(_ specification: TrialSpecification, result: TrialResult) {
    let interface = specification.environment.interface
    if specification.algorithm.hasNetwork {
      guard
        let network = StoredNetwork(
          specification.hyperparameters, in: interface, weights: result.weights)
      else { return nil }
      if let moments = StoredMoments(among: result.weights, for: interface.observation) {
        self = .normalizing(network, moments, ObservationStorage(interface.observation))
      } else {
        self = .network(network)
      }
    } else {
      guard let table = result.actionValues, table.stateCount == interface.stateCount,
        table.actionCount == interface.actionCount
      else { return nil }
      self = .table(table)
    }
  }

  func values(of agentState: AgentState) -> [Double] {
    switch self {
    case .network(let network): return network.values(of: agentState.observation)
    case .normalizing(let network, let moments, let normalized):
      moments.normalize(agentState.observation, into: normalized.buffer)
      return network.values(of: normalized.buffer)
    case .table(let table): return table.row(of: agentState.state ?? 0)
    }
  }

  func act(on agentState: AgentState, epsilon: Double, using random: inout RandomSource) -> Int {
    switch self {
    case .network(let network):
      return network.act(on: agentState, epsilon: epsilon, using: &random)
    case .normalizing(let network, let moments, let normalized):
      moments.normalize(agentState.observation, into: normalized.buffer)
      return network.act(
        on: AgentState(observation: normalized.buffer), epsilon: epsilon, using: &random)
    case .table(let table):
      return table.act(on: agentState, epsilon: epsilon, using: &random)
    }
  }
}
