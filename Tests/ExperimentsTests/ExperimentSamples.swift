import DeepQ

@testable import Experiments

/// Real experiments of a few milliseconds.
enum ExperimentSamples {
  /// Two configurations with two seeds each.
  static func tiny(_ addition: String = "", set overrides: [String] = []) throws -> Experiment {
    try experiment(
      """
      name: tiny
      environment: CartPole-v1
      base: {steps: 120, network.hidden: [4], batch_size: 4, replay.warmup: 20}
      grid: {gamma: [0.9, 0.99]}
      seeds: {count: 2}
      evaluate: {episodes: 1}
      \(addition)
      """, set: overrides)
  }

  /// The first of two trials diverges: its learning rate is absurd.
  static func diverging() throws -> Experiment {
    try tiny(set: ["optimizer=sgd", "gamma=0.9", "seeds.count=1", "learning_rate=1000,0.001"])
  }

  /// A machine with two cores, and memory for whatever is asked of it.
  static let machine = MachineResources(cores: 2, availableMemory: nil)
}

extension ScratchFolder {
  /// Where an experiment's results lie.
  func results(_ experiment: Experiment) -> ResultsFolder {
    ResultsFolder(results: path, name: experiment.name)
  }

  /// Runs an experiment here, quietly.
  @discardableResult
  func run(
    _ experiment: Experiment, stop: StopFlag = StopFlag(),
    machine: MachineResources = ExperimentSamples.machine,
    _ change: (inout ExperimentRun.Options) -> Void = { _ in }
  ) throws -> ExperimentOutcome {
    var options = ExperimentRun.Options()
    options.results = path
    options.progress = .quiet
    change(&options)
    return try ExperimentRun(experiment, options: options, machine: machine).run(stop: stop)
  }
}
