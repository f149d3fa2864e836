/// Plays what a trial has learned: the episodes of its last evaluation, over again and step by step.
public struct PolicyPlayer: ~Copyable {
  /// What the environment shows now, if that is a vector; else empty.
  public private(set) var numbers: [Float] = []
  /// The number of the environment's state, where states are numbered.
  public var state: Int? { environment.finiteState }
  /// Steps of the episode so far.
  public private(set) var length = 0
  /// Sum of the rewards of the episode so far.
  public private(set) var episodeReturn = 0.0
  /// Whether the episode has ended.
  public private(set) var hasEnded = false

  private let epsilon: Double
  private let timeLimit: Int
  private var environment: any Environment
  private var random: RandomSource
  private var exploration: RandomSource
  private let observation: ObservationStorage
  private let network: StoredNetwork?
  private let table: ActionValues?

  /// The start of the first episode; `nil` if the result holds nothing to play with in the
  /// environment of the specification.
  ///
  /// - Precondition: the environment is registered.
  public init?(_ specification: TrialSpecification, result: TrialResult) {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    let definition = specification.environmentDefinition
    let interface = specification.environmentInterface
    let streams = RandomStreams.evaluation(
      rootSeed: specification.rootSeed, replicate: specification.replicate,
      step: result.evaluations.last?.step ?? result.steps)
    epsilon = specification.evaluation.epsilon
    timeLimit = specification.episodeLimit ?? PolicyEvaluation.stepLimit
    (environment, random) = definition.make(
      definition.evaluation(specification.environment), streams.environmentSeed)
    exploration = streams.exploration
    observation = ObservationStorage(interface.observation)
    network =
      specification.algorithm.kind == .network
      ? StoredNetwork(specification.hyperparameters, in: interface, weights: result.weights) : nil
    table = specification.algorithm.kind == .network ? nil : result.actionValues
    if let table {
      guard table.stateCount == interface.stateCount, table.actionCount == interface.actionCount
      else { return nil }
    } else if network == nil {
      return nil
    }
    startEpisode()
  }

  /// Starts the next episode.
  public mutating func startEpisode() {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    environment.reset(using: &random, into: observation.buffer)
    (length, episodeReturn, hasEnded) = (0, 0, false)
    observe()
  }

  /// Takes one step; returns the action and its reward.
  ///
  /// - Precondition: the episode has not ended.
  public mutating func step() -> (action: Int, reward: Double) {
    precondition(!hasEnded, "the episode has ended")
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    let agentState = AgentState(observation: observation.buffer, state: environment.finiteState)
    let action: Int
    if let table {
      action = table.act(on: agentState, epsilon: epsilon, using: &exploration)
    } else {
      action = network?.act(on: agentState, epsilon: epsilon, using: &exploration) ?? 0
    }
    let outcome = environment.step(action, using: &random, into: observation.buffer)
    length += 1
    episodeReturn += outcome.reward
    hasEnded = outcome.terminated || outcome.truncated || length >= timeLimit
    observe()
    return (action, outcome.reward)
  }

  private mutating func observe() {
    if case .vector = observation.shape { numbers = Array(observation.buffer.floats) }
  }
}

/// A network of a trial's file.
struct StoredNetwork: Policy, ~Copyable {
  private let parameters: FloatBuffer
  private let network: ActingNetwork

  /// `nil` if the weights are not of the network that the hyperparameters describe.
  init?(
    _ hyperparameters: Hyperparameters, in interface: EnvironmentInterface,
    weights: [LayerWeights]
  ) {
    guard let parameters = hyperparameters.network(for: interface).parameters(from: weights) else {
      return nil
    }
    self.parameters = parameters
    network = ActingNetwork(hyperparameters, in: interface)
  }

  /// Chooses an action as the learner did.
  func act(on agentState: AgentState, epsilon: Double, using random: inout RandomSource) -> Int {
    network.act(
      on: agentState.observation, parameters: parameters, epsilon: epsilon, using: &random)
  }
}
