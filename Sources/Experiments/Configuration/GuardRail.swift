import DeepQ
import Foundation

/// A rule about what is usual: a configuration that breaks it can be run, but is probably a mistake.
///
/// `sweep plan` and `sweep run` warn of it; `run.allow` silences a rule by its name.
struct GuardRail: Sendable {
  /// Its name in `run.allow` and at the end of its warning.
  let name: String
  /// The keys that it is about; the warning is at the first that the file gives.
  let keys: [String]
  /// The kinds of algorithms that it is about.
  var kinds: [Algorithm.Kind] = [.network]
  /// What is unusual about a configuration, and what is usual; `nil` if nothing is unusual.
  let finding: @Sendable (Hyperparameters, Surroundings) -> String?

  /// What a configuration is judged by beside itself.
  struct Surroundings: Sendable {
    let environment: EnvironmentSpecification
    let evaluation: EvaluationSchedule
    let interface: EnvironmentInterface
    let reference: ReferenceLength?
    let goal: UnreachableGoal?
    private let limits: ConfigurationCheck.Surroundings

    init(_ environment: EnvironmentSpecification, _ evaluation: EvaluationSchedule) {
      self.environment = environment
      self.evaluation = evaluation
      interface = environment.interface
      reference = ReferenceLength(environment)
      goal = UnreachableGoal(environment)
      limits = ConfigurationCheck.Surroundings(
        interface: interface, maxEpisodeSteps: environment.maxEpisodeSteps)
    }

    /// The most steps that a training has; `nil` if nothing says.
    func maxSteps(_ values: Hyperparameters) -> MaxSteps? { MaxSteps(values, limits) }

    /// The most steps that an episode has; `nil` if nothing says.
    var episodeLimit: Int? { limits.episodeLimit }

    var isAtari: Bool { environment.definition.family == .atari }
  }

  /// All the rules.
  static let all = environmentRules + targetRules + learningRules
}

// MARK: - The environment

extension GuardRail {
  private static let environmentRules = [
    GuardRail(name: "convolution", keys: ["network.convolution"], kinds: Algorithm.Kind.networks) {
      values, surroundings in
      guard
        case .image(let channels, let rows, let columns, _) = surroundings.interface.observation,
        values.convolution.isEmpty
      else { return nil }
      return "the images of \(surroundings.environment.id) (\(channels)x\(rows)x\(columns)) are "
        + "learned from without 'network.convolution'; usual is "
        + (surroundings.isAtari ? "[16@8x8/4, 32@4x4/2]" : "[16@3x3/1]")
    },
    GuardRail(
      name: "goal", keys: ["environment.map"], kinds: Algorithm.Kind.allCases
    ) { _, surroundings in surroundings.goal?.description },
    GuardRail(name: "steps", keys: ["steps", "episodes"], kinds: Algorithm.Kind.networks) {
      values, surroundings in
      guard let reference = surroundings.reference, case .steps(let steps) = values.length,
        Double(steps) < ReferenceLength.minShare * reference.steps
      else { return nil }
      let frames =
        surroundings.environment.definition.framesPerStep(surroundings.environment)
        .map { ", or \(steps * $0) frames" } ?? ""
      return "'steps' (\(steps)\(frames)) is below "
        + "\(Int(100 * ReferenceLength.minShare)) % of the shortest training with a published score "
        + "in \(reference.place); usual is at least \(reference.measure)"
    },
    GuardRail(name: "evaluation", keys: ["evaluate.every"], kinds: Algorithm.Kind.learners) {
      values, surroundings in
      let every = surroundings.evaluation.every
      guard every > 0, let length = surroundings.maxSteps(values), every > length.count else {
        return nil
      }
      return "'evaluate.every' (\(every)) is above \(length), so that only the end is evaluated; "
        + "usual are 10 to 50 evaluations, or 0 for the end alone"
    },
    GuardRail(name: "c51-range", keys: ["c51.v_max", "c51.v_min"]) { values, surroundings in
      guard values.distribution.kind == .categorical,
        let returns = surroundings.returns(of: values)
      else { return nil }
      let (low, high) = (values.distribution.vMin, values.distribution.vMax)
      // Sums and their limits are rounded differently.
      let tolerance = 1e-9 * (returns.upperBound - returns.lowerBound)
      guard low > returns.lowerBound + tolerance || high < returns.upperBound - tolerance else {
        return nil
      }
      return "'c51.v_min' (\(shortest(low))) to 'c51.v_max' (\(shortest(high))) cannot hold the "
        + "returns of \(surroundings.environment.id) with 'gamma' \(shortest(values.gamma)), which "
        + "are from \(rounded(returns.lowerBound)) to \(rounded(returns.upperBound)); usual is a "
        + "range that holds them all"
    },
  ]
}

extension GuardRail.Surroundings {
  /// The smallest and the largest discounted return that is learned from, where the rewards of a step
  /// have known bounds; else `nil`.
  fileprivate func returns(of values: Hyperparameters) -> ClosedRange<Double>? {
    guard let rewards = environment.definition.rewards else { return nil }
    let clip = values.rewardClip ?? .infinity
    let low = max(-clip, min(rewards.lowerBound, clip))
    let high = max(-clip, min(rewards.upperBound, clip))
    let gamma = values.gamma
    guard gamma < 1 || episodeLimit != nil else { return nil }
    let decayed = episodeLimit.map { pow(gamma, Double($0)) } ?? 0
    // The discounts of an episode of as many steps as there can be, added up.
    let sum = gamma < 1 ? (1 - decayed) / (1 - gamma) : Double(episodeLimit ?? 0)
    // An episode may end after one step.
    var (least, most) = (low < 0 ? low * sum : low, high > 0 ? high * sum : high)
    if let penalty = values.terminalPenalty.map({ max(-clip, min($0, clip)) }) {
      least = min(least, penalty)
      most = max(most, penalty)
    }
    return least...most
  }
}

// MARK: - The target network

extension GuardRail {
  private static let targetRules = [
    GuardRail(name: "soft-target", keys: ["target.update_every", "target.tau"]) { values, _ in
      let (every, tau) = (values.targetUpdateEvery, values.targetTau)
      guard every > 0, tau < 1, Double(every) / tau > maxTargetDelay else { return nil }
      return "'target.update_every' (\(every)) is rare for soft updates with 'target.tau' "
        + "(\(shortest(tau))): the target network lags by about \(rounded(Double(every) / tau)) "
        + "steps; usual is 'target.update_every' 1 with 'target.tau' 0.005"
    },
    GuardRail(name: "hard-target", keys: ["target.update_every", "target.tau"]) { values, _ in
      guard values.targetTau == 1, case .steps(let interval) = values.trainEvery,
        values.gradientSteps == 1, (1...interval).contains(values.targetUpdateEvery)
      else { return nil }
      return "'target.update_every' (\(values.targetUpdateEvery)) copies the online network before "
        + "each update, as if there were no target network; usual are 100 to 10000, or 'target.tau' "
        + "0.005"
    },
    GuardRail(name: "target-interval", keys: ["target.update_every", "steps", "episodes"]) {
      values, surroundings in
      guard let length = surroundings.maxSteps(values), values.targetUpdateEvery >= length.count
      else { return nil }
      return "'target.update_every' (\(values.targetUpdateEvery)) is not below \(length), so that "
        + "the target network keeps its initial parameters; usual are 100 to 10000"
    },
  ]

  /// The longest usual interval between copies, that of the Atari agents of 2015, in steps.
  private static let maxTargetDelay = 10_000.0
}

// MARK: - Learning and exploration

extension GuardRail {
  private static let learningRules = [
    GuardRail(
      name: "learning-rate", keys: ["learning_rate", "optimizer"], kinds: [.network, .rollout]
    ) { values, _ in
      let usual: ClosedRange<Double> = values.optimizer.rule == .sgd ? 1e-6...1 : 1e-7...0.1
      guard !usual.contains(values.learningRate) else { return nil }
      return "'learning_rate' (\(shortest(values.learningRate))) is far from what is usual for "
        + "'\(values.optimizer.rule.rawValue)': "
        + (values.optimizer.rule == .sgd ? "1e-4 to 0.1" : "1e-5 to 1e-2")
    },
    GuardRail(
      name: "exploration", keys: ["epsilon.decay", "epsilon.per", "epsilon.schedule", "steps"],
      kinds: Algorithm.Kind.learners
    ) { values, surroundings in
      let epsilon = values.epsilon
      guard epsilon.end < epsilon.start, let units = surroundings.maxUnits(of: values) else {
        return nil
      }
      let last: Double
      switch epsilon.shape {
      case .linear:
        guard epsilon.decay > units else { return nil }
        last = epsilon.start + (epsilon.end - epsilon.start) * units / epsilon.decay
      case .exponential:
        last = epsilon.start * pow(epsilon.decay, units)
        guard last > (epsilon.start + epsilon.end) / 2 else { return nil }
      }
      return "'epsilon.decay' (\(shortest(epsilon.decay))) is so slow that epsilon is still "
        + "\(rounded(last)) after the training's \(rounded(units)) \(epsilon.unit.rawValue)s; usual "
        + "is to come to 'epsilon.end' (\(shortest(epsilon.end))) within the first half"
    },
  ]
}

extension GuardRail.Surroundings {
  /// The most units of its exploration schedule that a training has; `nil` if nothing says.
  fileprivate func maxUnits(of values: Hyperparameters) -> Double? {
    let steps = maxSteps(values).map { Double($0.count) }
    var episodes = steps
    if case .episodes(let count) = values.length { episodes = Double(count) }
    switch values.epsilon.unit {
    case .step: return steps
    case .episode: return episodes
    case .update where values.algorithm.kind == .rollout:
      return steps.map { values.rolloutUpdates(steps: $0) }
    // Every step is one, but where a replay memory or a rollout is learned from.
    case .update where values.algorithm.kind != .network: return steps
    case .update:
      let occasions: Double?
      switch values.trainEvery {
      case .steps(let interval):
        occasions = steps.map { ($0 - Double(values.replayWarmup)) / Double(interval) }
      case .episode: occasions = episodes
      }
      return occasions.map { max(0, $0.rounded(.up)) * Double(values.gradientSteps) }
    }
  }
}

/// A number with at most three digits after those that matter.
private func rounded(_ number: Double) -> String {
  abs(number) >= 1000 && abs(number) < 1e15
    ? String(format: "%.0f", number) : shortest((number * 1000).rounded() / 1000)
}
