public import DeepQ

/// One step of training: act, environment, remember, sample, update.
public enum TrainingCases {
  /// The step that the peers are compared by: 24-24, batch 32, one update a step, Adam.
  public static let base = training("24-24, batch 32, replay 50 000")

  static let all: [Case] =
    [base]
    + [[16], [64, 64], [120, 84], [128, 128], [256, 256]].map { widths in
      training("network \(widths.map(String.init).joined(separator: "-"))") { $0.hidden = widths }
    }
    + [1, 8, 64, 256].map { size in training("batch \(size)") { $0.batchSize = size } }
    + [(1_000, "1 000"), (1_000_000, "1 000 000")].map { capacity, text in
      training("replay \(text)") { $0.replayCapacity = capacity }
    }
    + [
      training("replay drawn without replacement") { $0.replayReplacement = false },
      training("double DQN") { $0.double = true },
      training("prioritised replay") { $0.priorities.exponent = 0.6 },
      training("Munchausen") { $0.munchausen.alpha = 0.9 },
      training("noisy network") { $0.noisy = true },
      training("C51, 51 atoms") { $0.distribution.kind = .categorical },
      training("QR-DQN, 50 quantiles") {
        $0.distribution.kind = .quantile
        $0.distribution.quantiles = 50
      },
      training("RMSProp") { $0.optimizer.rule = .rmsprop },
      training("SGD") { $0.optimizer.rule = .sgd },
      training("no update", updates: false) { $0.trainEvery = .steps(.max) },
    ]

  private static func training(
    _ name: String, updates: Bool = true,
    _ change: @escaping @Sendable (inout Hyperparameters) -> Void = { _ in }
  ) -> Case {
    var changed = Hyperparameters()
    change(&changed)
    let flops = updates ? flopsOfUpdate(changed) : nil
    return Case("CartPole step with update", name, flops: flops) { Training(change) }
  }

  /// Floating-point operations in the matrix products of one gradient step.
  ///
  /// Two forward passes (one more for double DQN, and for Munchausen), the gradient of the weights, and that of each
  /// layer's inputs but the first's.
  public static func flopsOfUpdate(_ hyperparameters: Hyperparameters) -> Double {
    let widths = [4] + hyperparameters.hidden + [2 * hyperparameters.distribution.outputsPerAction]
    let products = zip(widths, widths.dropFirst()).map { Double($0 * $1) }
    let all = products.reduce(0, +)
    let passes = 3.0 + (hyperparameters.double ? 1 : 0) + (hyperparameters.munchausen.isOn ? 1 : 0)
    return 2 * Double(hyperparameters.batchSize) * (passes * all + all - products[0])
  }
}

/// A trial that goes on learning, its replay memory full.
public final class Training: Workload {
  private var trial: Trial

  /// Fills the memory, then lets the learning start.
  public init(_ change: (inout Hyperparameters) -> Void = { _ in }) {
    var hyperparameters = Hyperparameters()
    hyperparameters.length = .steps(1 << 40)
    hyperparameters.epsilon.start = 0.05
    hyperparameters.epsilon.end = 0.05
    change(&hyperparameters)
    hyperparameters.replayWarmup = hyperparameters.replayCapacity
    trial = Trial(specification(hyperparameters))
    trial.advance(steps: hyperparameters.replayCapacity + 2_000)
  }

  /// Takes `count` steps.
  public func run(_ count: Int) { trial.advance(steps: count) }

  /// Episodes that have ended so far.
  public var episodesFinished: Int { trial.episodesFinished }
}

/// A registered environment with default settings.
func environment(_ id: String) -> EnvironmentSpecification {
  guard let definition = Environments.definition(of: id) else {
    preconditionFailure("'\(id)' is not a registered environment")
  }
  return definition.specification
}

/// CartPole-v1 with these settings and few evaluations.
func specification(
  _ hyperparameters: Hyperparameters, evaluation: EvaluationSchedule = EvaluationSchedule(),
  replicate: Int = 0
) -> TrialSpecification {
  TrialSpecification(
    environment: environment("CartPole-v1"),
    hyperparameters: hyperparameters, evaluation: evaluation,
    solve: SolveCriterion(threshold: 475), rootSeed: 42, replicate: replicate)
}
