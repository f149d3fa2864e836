/// The registry of environments.
public enum Environments {
  /// One entry for each environment, except the Atari games; contract tests run over all of them.
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

  /// The definitions of all Atari games.
  public static var games: [EnvironmentDefinition] { AtariGame.all.map(\.definition) }

  /// The names of all environments, for messages.
  public static var names: [String] { registry.map(\.id) + AtariGame.all.map(\.id) }
}

/// A family of environments, whose names begin alike.
public enum EnvironmentFamily: Sendable {
  /// Gymnasium's classic control tasks.
  case classicControl
  /// Finite Markov decision processes.
  case finite
  /// MinAtar's games.
  case minAtar
  /// The Atari 2600 games of the Arcade Learning Environment.
  case atari

  /// The first part of the id of its environments: `ALE/` of `ALE/Pong`.
  public var namespace: String {
    switch self {
    case .classicControl, .finite: ""
    case .minAtar: "MinAtar/"
    case .atari: "ALE/"
    }
  }
}

/// How an environment is drawn.
public enum EnvironmentPicture: Sendable {
  /// A cart with a pole, from CartPole's observation.
  case cartPole
  /// A car in a valley, from MountainCar's observation.
  case mountainCar
  /// Two links, from Acrobot's observation.
  case acrobot
  /// A grid of cells, which are the states.
  case grid(@Sendable (_ specification: EnvironmentSpecification) -> GridMap)
  /// The city with the taxi, from the state of Taxi.
  case taxi
  /// The pixels of the observation, a colour for each of its channels.
  case channels
  /// An emulator's screen, in its colours.
  case screen
}

/// The definition of an environment: its metadata, and the function that makes it.
public struct EnvironmentDefinition: Sendable {
  /// Versioned name: a change of dynamics is a new version.
  public var id: String
  /// The family that it belongs to.
  public var family: EnvironmentFamily
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
  /// How it is drawn.
  public var picture: EnvironmentPicture
  /// Steps per second of a picture that moves at the pace for which the task is known.
  public var stepsPerSecond: @Sendable (_ specification: EnvironmentSpecification) -> Int
  /// What the actions are called, in the order of their numbers.
  public var actionNames: @Sendable (_ specification: EnvironmentSpecification) -> [String]

  /// The environment with its default settings.
  public var specification: EnvironmentSpecification {
    EnvironmentSpecification(self, maxEpisodeSteps: maxEpisodeSteps)
  }

  /// The name within its family: `Pong` of `ALE/Pong`.
  public var name: Substring { id.dropFirst(family.namespace.count) }

  /// The observations and actions, with the settings of a specification.
  public var interface: @Sendable (EnvironmentSpecification) -> EnvironmentInterface

  /// The specification with which a policy is evaluated: without what only helps the training.
  public var evaluation: @Sendable (EnvironmentSpecification) -> EnvironmentSpecification = { $0 }

  /// Frames of an emulator that one step takes; `nil` where there are none.
  public var framesPerStep: @Sendable (EnvironmentSpecification) -> Int? = { _ in nil }

  /// Steps that no episode is shorter than, unless a limit cuts it off: memory for the curves of a
  /// training is planned with it.
  public var minEpisodeSteps: @Sendable (EnvironmentSpecification) -> Int = { _ in 1 }

  /// The smallest and the largest reward of a step; `nil` where nothing says.
  public var rewards: ClosedRange<Double>?

  /// Whether its saved state is complete: a training in an environment that cannot be saved starts
  /// again.
  public var canBeSaved = true

  /// Why the environment cannot run on this machine, and what to do about it; `nil` if it can.
  public var absence: @Sendable () -> String? = { nil }

  /// What is wrong with a specification that only the running environment can tell; `nil` if
  /// nothing is, or if the environment cannot run on this machine.
  public var problem: @Sendable (EnvironmentSpecification) -> String? = { _ in nil }

  /// Makes the environment, before its first reset, and the random source to run it with.
  ///
  /// The environment decides how to use the seed, because some have generators of their own;
  /// for most the source is `RandomSource(SeedSequence(entropy: seed))`, as in Gymnasium's
  /// `reset(seed:)`.
  public var make:
    @Sendable (_ specification: EnvironmentSpecification, _ seed: UInt64) -> (
      environment: any Environment, random: RandomSource
    )
}

/// The observations and actions of an environment.
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
