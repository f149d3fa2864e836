/// Plays the policy of a finished trial step by step: the episodes of its last evaluation again, or
/// of its best one where the parameters of that were kept.
public struct PolicyPlayer: ~Copyable {
  /// The present observation if it is a vector, else empty.
  public private(set) var numbers: [Float] = []
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
  public init?(_ specification: TrialSpecification, result: TrialResult) {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    guard let policy = StoredPolicy(specification, result: result) else { return nil }
    self.policy = policy
    episodes = PolicyEpisodes(
      specification,
      after: result.weightsStep ?? result.evaluations.last?.step ?? result.steps)
    observe()
  }

  /// Starts the next episode.
  public mutating func startEpisode() {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    episodes.startEpisode()
    observe()
  }

  /// Takes one step; returns the action and its reward.
  ///
  /// - Precondition: the episode has not ended.
  public mutating func step() -> (action: Int, reward: Double) {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    let taken = episodes.step(with: policy)
    observe()
    return taken
  }

  private mutating func observe() {
    guard case .vector = episodes.observation.shape else { return }
    numbers = Array(episodes.observation.buffer.floats)
  }
}

/// The policy of a trial's result: a network, or a table.
private enum StoredPolicy: Policy, ~Copyable {
  case network(StoredNetwork)
  case table(ActionValues)

  init?(_ specification: TrialSpecification, result: TrialResult) {
    let interface = specification.environment.interface
    if specification.algorithm.kind == .network {
      guard
        let network = StoredNetwork(
          specification.hyperparameters, in: interface, weights: result.weights)
      else { return nil }
      self = .network(network)
    } else {
      guard let table = result.actionValues, table.stateCount == interface.stateCount,
        table.actionCount == interface.actionCount
      else { return nil }
      self = .table(table)
    }
  }

  func act(on agentState: AgentState, epsilon: Double, using random: inout RandomSource) -> Int {
    switch self {
    case .network(let network):
      network.act(on: agentState, epsilon: epsilon, using: &random)
    case .table(let table):
      table.act(on: agentState, epsilon: epsilon, using: &random)
    }
  }
}
