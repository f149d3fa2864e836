/// A task in steps: an action in, an observation and a reward out.
///
/// Only the dynamics: limits on an episode's length belong to the loop around it, because they are
/// no part of the task and an agent must tell the two ends apart. `EnvironmentContractTests` checks
/// these requirements for every registered environment:
///
/// - A reset starts an episode that does not depend on anything before it but the random source,
///   unless the environment is a machine with a generator and a memory of its own.
/// - The same state, random source and actions give the same observations, rewards and ends.
/// - Nothing random comes from anywhere but `random` and the seed that the environment was made of.
/// - An environment that is restored from a saved state continues as the saved one does.
public protocol Environment: Sendable {
  /// Starts a new episode and writes its first observation.
  mutating func reset(using random: inout RandomSource, into observation: ObservationBuffer)

  /// Takes one action and writes the observation that follows, the last one included.
  ///
  /// - Precondition: an episode has been started and has not terminated, and `action` is one of the
  ///   environment's.
  mutating func step(
    _ action: Int, using random: inout RandomSource, into observation: ObservationBuffer
  ) -> StepOutcome

  /// Writes all that the rest of the episode depends on beside the random source.
  func save(to archive: inout ArchiveWriter)

  /// Restores a saved state, in the middle of its episode.
  ///
  /// - Throws: `ArchiveError` if an environment of the same definition and settings has no such
  ///   state; the environment must then not be used any more.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError)

  /// The number of the state, from 0, where there are finitely many; else `nil`.
  var finiteState: Int? { get }

  /// Keeps an image in colour of the screen from the next reset on, where the environment has one.
  ///
  /// Nothing else depends on it.
  mutating func keepColours()

  /// The screen that belongs to the last observation, if it is kept; else `nil`.
  var colourScreen: ColourScreen? { get }
}

extension Environment {
  /// Most environments have more states than can be numbered.
  public var finiteState: Int? { nil }

  /// Most environments have no screen.
  public func keepColours() {}

  /// Most environments have no screen.
  public var colourScreen: ColourScreen? { nil }
}

/// The result of a step, beside the observation.
public struct StepOutcome: Equatable, Sendable {
  /// The reward of this step.
  public var reward: Double
  /// Whether the task itself ended the episode: nothing follows, so nothing is worth anything any
  /// more.
  public var terminated: Bool
  /// Whether a limit inside the environment ended the episode, such as an emulator's on its frames.
  ///
  /// The limit on an episode's steps is not the environment's business.
  public var truncated: Bool

  /// Creates an outcome.
  public init(reward: Double, terminated: Bool, truncated: Bool = false) {
    self.reward = reward
    self.terminated = terminated
    self.truncated = truncated
  }
}

/// One environment step, as the training loop saw it.
struct TimeStep {
  var before: AgentState
  var action: Int
  var reward: Double
  var after: AgentState
  /// Whether the task itself ended.
  var terminated: Bool
  /// Whether a limit outside the task ended the episode.
  var truncated: Bool

  /// Whether the episode ended.
  var ended: Bool { terminated || truncated }
}

/// What an agent acts on: the observation, and the number of the state where states are finite.
struct AgentState {
  var observation: ObservationBuffer
  /// `nil` where there are not finitely many states.
  var state: Int? = nil
}
