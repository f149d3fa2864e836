import DeepQ
import Foundation

/// What `sweep plan` tells of an experiment: every trial, the count, the memory and the time.
public struct ExperimentPlan: Sendable {
  private let experiment: Experiment
  private let workers: Int
  private let cores: Int
  private let note: String?
  /// Memory that the largest trial needs.
  public let bytesPerTrial: Int
  /// Memory that the whole run takes at most.
  public let bytes: Int
  private let disk: DiskSpace
  /// Seconds that all trials together take on one core, by the cost model.
  public let coreSeconds: Double
  /// Seconds until the last trial ends.
  public let wallSeconds: Double
  /// Environment steps of all trainings.
  public let steps: Double
  /// Frames of the emulator in all trainings; `nil` where there is none.
  public let frames: Double?

  /// Estimates an experiment; nothing is run.
  ///
  /// - Parameters:
  ///   - experiment: what is to be run.
  ///   - workers: trials at a time; `nil` for what the experiment says, or one a core.
  ///   - machine: what there is to run it on.
  /// - Throws: `WorkerBudgetError` if not even one trial fits into the memory, or its file is too large.
  public init(
    _ experiment: Experiment, workers: Int?, machine: MachineResources = .probe()
  ) throws(WorkerBudgetError) {
    self.experiment = experiment
    let costs = CostModel(of: experiment)
    var largest = TrialMemory.none
    var (seconds, steps, longest) = (0.0, 0.0, 0.0)
    var fileBytes = 0.0
    var sweeps: [Double: TableSweeps] = [:]
    var (optima, longestOptimum) = (0.0, 0.0)
    for configuration in 0..<experiment.configurationCount {
      let trial = experiment.specification(at: configuration * experiment.seeds.count)
      var cost = costs.cost(of: trial)
      // Beside the steps, and the same for all trials of a discount factor.
      let gamma = trial.hyperparameters.gamma
      if sweeps[gamma] == nil {
        sweeps[gamma] = TableSweeps(experiment.environment, gamma: gamma)
        let optimum =
          sweeps[gamma].map { costs.optimumSeconds(of: experiment.environment, $0) } ?? 0
        optima += optimum
        longestOptimum = max(longestOptimum, optimum)
      }
      if let sweeps = sweeps[gamma] { cost.work.seconds += costs.tableSeconds(of: trial, sweeps) }
      largest.enlarge(to: cost.memory)
      fileBytes += cost.fileBytes * Double(experiment.seeds.count)
      longest = max(longest, cost.seconds)
      seconds += cost.seconds * Double(experiment.seeds.count)
      steps += cost.steps * Double(experiment.seeds.count)
    }
    let budget = try WorkerBudget(
      requested: workers ?? experiment.run.workers, trials: experiment.trialCount,
      rows: experiment.trialCount, largest: largest, machine: machine)
    self.workers = budget.workers
    cores = machine.cores
    note = budget.note
    bytesPerTrial = largest.bytes
    bytes = budget.bytes
    disk = DiskSpace(
      results: fileBytes, largestCheckpoint: largest.checkpoint, workers: budget.workers)
    coreSeconds = seconds + optima
    self.steps = steps
    frames = experiment.environment.definition.framesPerStep(experiment.environment)
      .map { steps * Double($0) }
    // More workers than cores take turns.
    wallSeconds = costs.wallSeconds(
      total: seconds + optima, longest: longest + longestOptimum,
      workers: min(budget.workers, machine.cores))
  }

  /// The trials as a table, then the totals.
  public var text: String {
    let keys = experiment.varyingKeys
    var table = TextTable(titles: ["trial", "configuration"] + keys + ["replicate"])
    for (trial, values) in trialsWithValues(of: keys) {
      table.append(
        [trial.id, trial.configurationId] + values + ["\(trial.specification.replicate)"])
    }
    return table.text() + "\n" + totals
  }

  private var totals: String {
    let (configurations, seeds) = (experiment.configurationCount, experiment.seeds.count)
    var lines = [
      "\(counted(experiment.trialCount, "trial")): "
        + "\(counted(configurations, "configuration")) x \(counted(seeds, "seed"))",
      "steps   \(shortest(steps))" + (frames.map { " (\(shortest($0)) frames)" } ?? ""),
      "memory  \(QuantityText.bytes(bytesPerTrial)) a trial, "
        + "\(QuantityText.bytes(bytes)) in all with \(workerText(workers))",
      "disk    at most \(QuantityText.bytes(disk.results)), and "
        + "\(QuantityText.bytes(disk.checkpoints)) while it runs",
      "time    \(QuantityText.estimate(wallSeconds)) with \(workerText(workers))"
        + (workers > cores ? " on \(counted(cores, "core")) " : " ")
        + "(\(QuantityText.duration(coreSeconds)) of one core)",
    ]
    if let note { lines.append(note) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The same for programs.
  ///
  /// - Throws: nothing that an experiment can cause.
  public func json() throws -> String {
    let keys = experiment.varyingKeys
    let document = Document(
      name: experiment.name, configurations: experiment.configurationCount,
      seeds: experiment.seeds.count, count: experiment.trialCount, steps: steps, frames: frames,
      workers: workers, bytes: bytes, bytesPerTrial: bytesPerTrial, secondsOnOneCore: coreSeconds,
      seconds: wallSeconds,
      trials: trialsWithValues(of: keys).map { trial, values in
        Document.Trial(
          trial: trial.id, configuration: trial.configurationId,
          replicate: trial.specification.replicate,
          hyperparameters: Dictionary(
            uniqueKeysWithValues: zip(keys, values)))
      })
    return try ReportJSON.text(document)
  }

  private struct Document: Encodable {
    struct Trial: Encodable {
      var trial: String
      var configuration: String
      var replicate: Int
      var hyperparameters: [String: String]
    }

    var name: String
    var configurations: Int
    var seeds: Int
    var count: Int
    var steps: Double
    var frames: Double?
    var workers: Int
    var bytes: Int
    var bytesPerTrial: Int
    var secondsOnOneCore: Double
    var seconds: Double
    var trials: [Trial]
  }

  /// All trials, each with the values of the keys that vary, empty where one has no effect.
  private func trialsWithValues(
    of keys: [String]
  ) -> some Sequence<(trial: PlannedTrial, values: [String])> {
    var (configuration, values) = (-1, [String]())
    return experiment.trials.lazy.map { trial in
      // The replicates of a configuration follow each other.
      if trial.index / experiment.seeds.count != configuration {
        configuration = trial.index / experiment.seeds.count
        let assignment = experiment.grid.assignment(at: configuration)
        values = keys.map { key in assignment.first { $0.key == key }?.value ?? "" }
      }
      return (trial, values)
    }
  }
}
