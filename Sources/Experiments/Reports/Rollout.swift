public import DeepQ
import Hashing

/// An episode, or the beginning of one, played with given actions: what `sweep rollout` prints.
///
/// With Gymnasium's seed and actions, an environment of the same name there gives the same rows.
public struct Rollout: Equatable, Sendable {
  /// The reset, then one row for each step that was taken.
  public let rows: [Row]
  /// The columns of the observation.
  private let columns: [String]

  /// One observation and what led to it.
  public struct Row: Equatable, Sendable {
    /// The action taken; `nil` for the reset.
    public var action: Int?
    /// The action's reward; `nil` for the reset.
    public var reward: Double?
    /// Whether the task ended the episode.
    public var terminated = false
    /// Whether the limit on its steps ended the episode; as in Gymnasium, both can happen in one
    /// step.
    public var truncated = false
    /// The observation that followed, in the cells of its columns: each number of a vector, the
    /// SHA-256 of an image's bytes, or the number of the state, where states are numbered.
    public var observation: [String]
  }

  /// Plays an episode until it ends or the actions do; actions beyond its end are not taken.
  ///
  /// - Parameters:
  ///   - specification: the environment; the episode is truncated at its limit.
  ///   - seed: as in Gymnasium's `reset(seed:)`.
  ///   - actions: what to do, from the first step on.
  /// - Precondition: every action is one of the environment's, which `RolloutActions` sees to.
  public init(
    of specification: EnvironmentSpecification, seed: UInt64, actions: [Int]
  ) {
    var (environment, random) = specification.definition.make(specification, seed)
    let interface = specification.interface
    columns = Self.columns(of: interface)
    let observation = ObservationStorage(interface.observation)
    environment.reset(using: &random, into: observation.buffer)

    var rows = [Row(observation: Self.cells(of: observation.buffer, in: environment))]
    for (index, action) in actions.enumerated() {
      let outcome = environment.step(action, using: &random, into: observation.buffer)
      let row = Row(
        action: action, reward: outcome.reward, terminated: outcome.terminated,
        truncated: outcome.truncated || index + 1 == specification.maxEpisodeSteps,
        observation: Self.cells(of: observation.buffer, in: environment))
      rows.append(row)
      if row.terminated || row.truncated { break }
    }
    self.rows = rows
  }

  /// The rows as CSV with a header, one line each, in shortest round-trip numbers.
  ///
  /// Truth values are `true` and `false`, which pandas and R read as such; in the row of the reset
  /// they are `false`, so that the columns hold nothing else, and the action and the reward are
  /// empty.
  public var csv: String {
    let header = ["step", "action", "reward", "terminated", "truncated"] + columns
    let lines = rows.enumerated().map { step, row in
      let cells =
        [
          "\(step)", row.action.map { "\($0)" } ?? "",
          row.reward.map { shortest($0) } ?? "",
          "\(row.terminated)", "\(row.truncated)",
        ] + row.observation
      return cells.joined(separator: ",") + "\n"
    }
    return header.joined(separator: ",") + "\n" + lines.joined()
  }

  private static func columns(of interface: EnvironmentInterface) -> [String] {
    // Gymnasium gives the number too; its one-hot vector is for networks.
    if interface.stateCount != nil { return ["observation_0"] }
    return switch interface.observation {
    case .vector(let count): (0..<count).map { "observation_\($0)" }
    case .image: ["observation_sha256"]
    }
  }

  private static func cells(
    of observation: ObservationBuffer, in environment: any Environment
  ) -> [String] {
    if let state = environment.finiteState { return ["\(state)"] }
    return switch observation.shape {
    case .vector: observation.floats.map { shortest($0) }
    case .image:
      [SHA256.hash(UnsafeRawBufferPointer(observation.bytes)).hexadecimal]
    }
  }
}
