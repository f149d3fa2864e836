/// The exploration rate ε of an ε-greedy policy over time.
public struct EpsilonSchedule: Equatable, Sendable {
  /// How ε falls from its start to its end.
  public enum Shape: String, CaseIterable, Sendable {
    /// ε is multiplied by `decay` each time, until it reaches its end.
    case exponential
    /// ε falls in equal parts, `decay` times, until it reaches its end.
    case linear
  }

  /// The unit of time of the decay.
  public enum Unit: String, CaseIterable, Sendable {
    /// An environment step.
    case step
    /// A batch that is learned from, at once or transition by transition.
    case update
    /// An episode.
    case episode
  }

  /// Initial ε, in 0...1.
  public var start = 1.0
  /// Minimum ε, in 0...`start`.
  public var end = 0.01
  /// The factor of an exponential fall, in 0...1; the number of units of a linear one, at least 1.
  public var decay = 0.995
  /// How ε falls.
  public var shape = Shape.exponential
  /// What the decay counts.
  public var unit = Unit.episode

  /// All defaults.
  public init() {}
}

/// The exploration rate of a trial at the present time of its schedule.
struct ExplorationRate: Equatable, Sendable {
  let schedule: EpsilonSchedule
  /// ε now.
  private(set) var value: Double
  /// Units passed so far.
  private(set) var count = 0

  /// The start of a schedule.
  init(_ schedule: EpsilonSchedule) {
    self.schedule = schedule
    value = schedule.start
  }

  /// Writes how far the schedule has come.
  func save(to archive: inout ArchiveWriter) {
    archive.write(value)
    archive.write(count)
  }

  /// Restores the saved state.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    value = try archive.real()
    guard (0...1).contains(value) else { throw archive.error("\(value) is no exploration rate") }
    count = try archive.integer(in: 0...Self.maxUnits)
  }

  /// More than any trial comes to; what is beyond cannot be counted on.
  private static let maxUnits = 1 << 60

  /// One step, update or episode has passed; it counts if the schedule counts such units.
  mutating func advance(_ unit: EpsilonSchedule.Unit) {
    guard unit == schedule.unit, value > schedule.end else { return }
    count += 1
    switch schedule.shape {
    case .exponential: value = max(schedule.end, value * schedule.decay)
    case .linear:
      let fraction = Double(count) / schedule.decay
      value =
        fraction < 1 ? schedule.start + (schedule.end - schedule.start) * fraction : schedule.end
    }
  }
}
