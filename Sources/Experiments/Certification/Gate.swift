import DeepQ

/// A claim about learning that a run can show: an experiment, what is measured of each of its trials,
/// and what that has to reach, stated before the run.
public struct Gate: Equatable, Sendable {
  /// What the command line calls it.
  public let name: String
  /// What it shows, in a few words.
  public let title: String
  /// The experiment: the name of a file in `experiments/gates`, with one configuration.
  public let experiment: String
  /// The environment that it has to be in.
  let environment: String
  /// The environment's settings that have to be other than its defaults.
  var settings: [String: EnvironmentSettingValue] = [:]
  /// The most steps that its training may have.
  let steps: Int
  /// The seeds that are asked for.
  let seeds: Int
  /// What a seed took of one core of an AMD EPYC, about, in seconds; `nil` where it is not known.
  var secondsPerSeed: Double?
  /// The number that is taken of each trial.
  let measure: GateMeasure
  /// What others have published.
  let reference: GateReference
  /// What has to hold, all of it.
  let requirements: [GateRequirement]

  /// The gate of a name; `nil` if there is none.
  public static func named(_ name: String) -> Gate? { all.first { $0.name == name } }
}

/// A published result that a gate compares with.
struct GateReference: Equatable, Sendable {
  /// The score.
  let value: Double
  /// Its standard deviation over seeds, and their number; `nil` where no deviation is published, and
  /// the score is taken as exact.
  let spread: (deviation: Double, seeds: Int)?
  /// Whose score it is, and how it was measured.
  let source: String

  static func == (one: GateReference, other: GateReference) -> Bool {
    one.value == other.value && one.source == other.source
      && one.spread?.deviation == other.spread?.deviation
      && one.spread?.seeds == other.spread?.seeds
  }

  /// A score of the table of published ones.
  ///
  /// - Precondition: there is one of that source, environment, agent and measure.
  init(_ source: String, _ environment: String, _ agent: String, _ measure: String) {
    let score = PublishedScore.all.first {
      $0.reference == source && $0.environment == environment && $0.agent == agent
        && $0.measure == measure
    }
    guard let score else { preconditionFailure("no score: \(source) \(environment) \(agent)") }
    value = score.mean
    spread = score.deviation.flatMap { score.seeds > 1 ? ($0, score.seeds) : nil }
    let deviation = score.deviation.map { " +- \(shortest($0))" } ?? ""
    self.source =
      "\(shortest(score.mean))\(deviation), \(agent) at \(measure), \(counted(score.seeds, "seed")) "
      + "(\(source))"
  }

  /// A score that is not in the table.
  init(_ value: Double, source: String) {
    self.value = value
    spread = nil
    self.source = source
  }
}

/// What the scores of a gate's trials have to show.
enum GateRequirement: Equatable, Sendable {
  /// The mean differs from the published one by less than a margin: two one-sided t tests, p < 0.05.
  case equivalence(margin: Double)
  /// The mean is above the published one: a one-sided t test, p < 0.05.
  case superiority
  /// The mean is at least that much.
  case mean(atLeast: Double)
  /// Each seed's score is at least that much.
  case everySeed(atLeast: Double)
  /// Each seed's score is at most that much.
  case everySeedAtMost(Double)

  /// What has to hold, as a phrase.
  func text(_ reference: GateReference) -> String {
    switch self {
    case .equivalence(let margin):
      let bounds = [reference.value - margin, reference.value + margin].map(ScoreText.value)
      return "mean between \(bounds[0]) and \(bounds[1])"
    case .superiority: return "mean above \(shortest(reference.value))"
    case .mean(let bound): return "mean at least \(shortest(bound))"
    case .everySeed(let bound): return "every seed at least \(shortest(bound))"
    case .everySeedAtMost(let bound): return "every seed at most \(shortest(bound))"
    }
  }

  /// What scores or their mean are compared with as they are; `nil` if a test judges.
  var bound: Double? {
    switch self {
    case .equivalence, .superiority: nil
    case .mean(let bound), .everySeed(let bound), .everySeedAtMost(let bound): bound
    }
  }

  /// The test that it is judged by; `nil` if that is the scores themselves.
  var test: String? {
    switch self {
    case .equivalence: "two one-sided t tests"
    case .superiority: "one-sided t test"
    case .mean, .everySeed, .everySeedAtMost: nil
    }
  }
}
