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

  /// Writes the trials as a table, then the totals; of a million trials, one is in memory.
  ///
  /// - Parameter write: is given the text in pieces.
  /// - Throws: what `write` throws.
  public func writeText(_ write: @escaping (String) throws -> Void) throws {
    let keys = experiment.varyingKeys
    // Ids are all as wide, and need not be known for that.
    var columns = TableColumns(
      titles: ["trial", "configuration"] + keys + ["replicate"],
      widths: ["trial": TrialID.digits, "configuration": TrialID.digits])
    for configuration in 0..<experiment.configurationCount {
      columns.measure(["", ""] + values(of: keys, at: configuration))
    }
    columns.measure(
      columns.titles.dropLast().map { _ in "" } + ["\(experiment.seeds.count - 1)"])
    let lines = columns.lines(width: 100)
    var output = PiecewiseText(write)
    try output.append(lines.head)
    try forEachTrial(of: keys) { trial, values in
      try output.append(
        lines.line(
          of: [trial.id, trial.configurationId] + values + ["\(trial.specification.replicate)"]))
    }
    try output.append("\n" + totals)
    try output.flush()
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

  /// Writes the same for programs.
  ///
  /// - Parameter write: is given the text in pieces.
  /// - Throws: what `write` throws.
  public func writeJSON(_ write: @escaping (String) throws -> Void) throws {
    let keys = experiment.varyingKeys
    let sample = Document.Trial.sample(keys)
    let warnings = experiment.warnings
    let document = Document(
      name: experiment.name, configurations: experiment.configurationCount,
      seeds: experiment.seeds.count, count: experiment.trialCount, steps: steps, frames: frames,
      workers: workers, bytes: bytes, bytesPerTrial: bytesPerTrial, secondsOnOneCore: coreSeconds,
      seconds: wallSeconds, trials: [sample.trial],
      warnings: warnings.isEmpty ? nil : warnings)
    // One trial as the encoder writes it shows where the values of all others go.
    let text = try ReportJSON.text(document)
    let start = text.range(of: "\n    {")?.lowerBound ?? text.startIndex
    let end = text.range(of: "\n    }", range: start..<text.endIndex)?.upperBound ?? text.endIndex
    let template = TextTemplate(String(text[start..<end]), places: sample.places)
    var output = PiecewiseText(write)
    try output.append(String(text[..<start]))
    var separator = ""
    try forEachTrial(of: keys) { trial, values in
      try output.append(
        separator
          + template.filled(
            try [trial.id, trial.configurationId].map(ReportJSON.string)
              + ["\(trial.specification.replicate)"] + values.map(ReportJSON.string)))
      separator = ","
    }
    try output.append(String(text[end...]))
    try output.flush()
  }

  private struct Document: Encodable {
    struct Trial: Encodable {
      var trial: String
      var configuration: String
      var replicate: Int
      var hyperparameters: [String: String]

      /// A trial whose values are found again in its text, where they are `places`: its id, that of
      /// its configuration, the replicate, and the value of each key.
      static func sample(_ keys: [String]) -> (trial: Trial, places: [String]) {
        let values = keys.indices.map { "VALUE \($0)" }
        let trial = Trial(
          trial: "TRIAL", configuration: "CONFIGURATION", replicate: -1,
          hyperparameters: Dictionary(uniqueKeysWithValues: zip(keys, values)))
        return (
          trial, ["\"TRIAL\"", "\"CONFIGURATION\"", "-1"] + values.map { "\"\($0)\"" }
        )
      }
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
    /// What is unusual; `nil` if nothing is.
    var warnings: [ConfigurationWarning]?
  }

  /// Calls `body` with all trials in order, each with the values of the keys that vary.
  private func forEachTrial(
    of keys: [String], _ body: (PlannedTrial, [String]) throws -> Void
  ) rethrows {
    var (configuration, values) = (-1, [String]())
    for trial in experiment.trials {
      // The replicates of a configuration follow each other.
      if trial.index / experiment.seeds.count != configuration {
        configuration = trial.index / experiment.seeds.count
        values = self.values(of: keys, at: configuration)
      }
      try body(trial, values)
    }
  }

  /// The values of some keys in a configuration, empty where one has no effect.
  private func values(of keys: [String], at configuration: Int) -> [String] {
    let assignment = experiment.grid.assignment(at: configuration)
    return keys.map { key in assignment.first { $0.key == key }?.value ?? "" }
  }
}

/// A text with places to be filled in.
private struct TextTemplate {
  private var parts: [(text: Substring, value: Int)] = []
  private var end: Substring

  /// Finds the places, each of which is in the text once.
  init(_ text: String, places: [String]) {
    let found = places.enumerated().compactMap { index, place in
      text.range(of: place).map { (range: $0, index: index) }
    }
    end = text[...]
    for place in found.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      parts.append((end[..<place.range.lowerBound], place.index))
      end = text[place.range.upperBound...]
    }
  }

  /// The text with a value in each place, in the order in which the places were given.
  func filled(_ values: [String]) -> String {
    var text = ""
    for part in parts {
      text += part.text
      text += values[part.value]
    }
    return text + end
  }
}

/// Writes a long text in pieces of a size that a system call is worth.
private struct PiecewiseText {
  private let write: (String) throws -> Void
  private var waiting = ""

  init(_ write: @escaping (String) throws -> Void) { self.write = write }

  mutating func append(_ text: String) throws {
    waiting += text
    if waiting.utf8.count >= 1 << 16 { try flush() }
  }

  mutating func flush() throws {
    try write(waiting)
    waiting = ""
  }
}
