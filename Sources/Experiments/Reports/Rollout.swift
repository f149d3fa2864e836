public import DeepQ

/// An episode, or the beginning of one, played with given actions: what `sweep rollout` prints.
///
/// With Gymnasium's seed and actions, an environment of the same name there gives the same rows.
public struct Rollout: Equatable, Sendable {
  /// The reset, then one row for each step that was taken.
  public let rows: [Row]

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
    /// The observation that followed.
    public var observation: [Float]
  }

  /// Plays an episode until it ends or the actions do; actions beyond its end are not taken.
  ///
  /// - Parameters:
  ///   - definition: the environment.
  ///   - specification: its settings; the episode is truncated at their limit.
  ///   - seed: as in Gymnasium's `reset(seed:)`.
  ///   - actions: what to do, from the first step on.
  /// - Precondition: every action is one of the environment's, which `RolloutActions` sees to.
  public init(
    of definition: EnvironmentDefinition, specification: EnvironmentSpecification, seed: UInt64,
    actions: [Int]
  ) {
    var (environment, random) = definition.make(specification, seed)
    var observation = [Float](repeating: 0, count: definition.observationCount)
    observation.withUnsafeMutableBufferPointer { environment.reset(using: &random, into: $0) }

    var rows = [Row(observation: observation)]
    for (index, action) in actions.enumerated() {
      let outcome = observation.withUnsafeMutableBufferPointer {
        environment.step(action, using: &random, into: $0)
      }
      let row = Row(
        action: action, reward: outcome.reward, terminated: outcome.terminated,
        truncated: index + 1 == specification.maxEpisodeSteps, observation: observation)
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
    let count = rows.first?.observation.count ?? 0
    let header =
      ["step", "action", "reward", "terminated", "truncated"]
      + (0..<count).map { "observation_\($0)" }
    let lines = rows.enumerated().map { step, row in
      let cells =
        [
          "\(step)", row.action.map { "\($0)" } ?? "",
          row.reward.map { shortest($0) } ?? "",
          "\(row.terminated)", "\(row.truncated)",
        ] + row.observation.map { shortest($0) }
      return cells.joined(separator: ",") + "\n"
    }
    return header.joined(separator: ",") + "\n" + lines.joined()
  }
}
