/// The environments that an experiment can name.
public enum Environments {
  /// One entry for each environment; contract tests run over all of them.
  public static let registry: [EnvironmentDefinition] =
    [
      CartPole.v0,
      CartPole.v1,
      MountainCar.v0,
      Acrobot.v1,
      GridWorld.definition,
      FrozenLake.small,
      FrozenLake.large,
      CliffWalking.plain,
      CliffWalking.slippery,
      Taxi.definition,
    ] + MinAtar.definitions

  /// The environment of that name, if there is one.
  public static func definition(of id: String) -> EnvironmentDefinition? {
    registry.first { $0.id == id } ?? AtariGame(id: id)?.definition
  }

  /// The names of all environments, for messages.
  public static var names: [String] { registry.map(\.id) + AtariGame.all.map(\.id) }
}

/// What is known of an environment before any of it runs.
public struct EnvironmentDefinition: Sendable {
  /// Versioned name: a change of dynamics is a new version.
  public var id: String
  /// One line for a reader.
  public var summary: String
  /// Steps after which an episode is truncated, unless an experiment says otherwise; `nil` for no
  /// limit.
  public var maxEpisodeSteps: Int?
  /// Mean return that counts as solving it, by convention; `nil` if there is none.
  public var solvedReturn: Double?
  /// Its other settings, in the order in which they are written.
  public var settings: [EnvironmentSetting] = []

  /// The environment as a finite Markov decision process with γ = 1, where it is one.
  public var mdp: (@Sendable (_ specification: EnvironmentSpecification) -> FiniteMDP)?
  /// The environment as a map, where it is a grid of cells that are its states.
  public var map: (@Sendable (_ specification: EnvironmentSpecification) -> GridMap)?

  /// The environment with the settings that an experiment gets which names no others.
  public var specification: EnvironmentSpecification {
    EnvironmentSpecification(id: id, maxEpisodeSteps: maxEpisodeSteps)
  }

  /// What an agent sees and does in it, with the settings of a specification.
  public var interface: @Sendable (EnvironmentSpecification) -> EnvironmentInterface

  /// The specification with which a policy is evaluated: without what only helps the training.
  public var evaluation: @Sendable (EnvironmentSpecification) -> EnvironmentSpecification = { $0 }

  /// Frames of an emulator that one step takes; `nil` where there are none.
  public var framesPerStep: @Sendable (EnvironmentSpecification) -> Int? = { _ in nil }

  /// Steps that no episode is shorter than, unless a limit cuts it off: memory for the curves of a
  /// training is planned with it.
  public var minEpisodeSteps: @Sendable (EnvironmentSpecification) -> Int = { _ in 1 }

  /// Whether what it saves is all that an episode goes on from: a training in an environment that
  /// cannot be saved starts over.
  public var canBeSaved = true

  /// Why the environment cannot run on this machine, and what to do about it; `nil` if it can.
  public var absence: @Sendable () -> String? = { nil }

  /// What is wrong with a specification that only the running environment can tell; `nil` if
  /// nothing is, or if the environment cannot run on this machine.
  public var problem: @Sendable (EnvironmentSpecification) -> String? = { _ in nil }

  /// Makes the environment, before its first reset, and the random source to run it with.
  ///
  /// What becomes of the seed is the environment's business, because some have generators inside;
  /// for most the source is `RandomSource(SeedSequence(entropy: seed))`, as in Gymnasium's
  /// `reset(seed:)`.
  public var make:
    @Sendable (_ specification: EnvironmentSpecification, _ seed: UInt64) -> (
      environment: any Environment, random: RandomSource
    )
}

/// What an agent sees and does in an environment.
public struct EnvironmentInterface: Equatable, Sendable {
  /// The shape of each observation.
  public var observation: ObservationShape
  /// Actions, numbered from 0.
  public var actionCount: Int
  /// Steps that an episode has at most by the environment's own limits; `nil` if it has none.
  public var maxSteps: Int?
  /// States, numbered from 0, where there are finitely many; else `nil`.
  public var stateCount: Int?

  /// Creates an interface.
  public init(
    observation: ObservationShape, actionCount: Int, maxSteps: Int? = nil, stateCount: Int? = nil
  ) {
    self.observation = observation
    self.actionCount = actionCount
    self.maxSteps = maxSteps
    self.stateCount = stateCount
  }
}
