import DeepQ
import Synchronization

/// Runs stored trials again, from what their files say of them, and compares everything.
public struct ExperimentReplay: Sendable {
  /// What came of one trial.
  public struct Verdict: Sendable {
    /// The trial's id.
    public let trial: String
    /// The record of running it again; `nil` if its file does not say how.
    public let fresh: TrialRecord?
    /// What is wrong with the file itself; `nil` if its checks passed.
    public let damage: String?
    /// Where the stored trial differs, what happened first coming first.
    public let differences: [RecordDifference]

    /// Whether the stored trial is, bit for bit, what running it gives.
    public var isIdentical: Bool { fresh != nil && damage == nil && differences.isEmpty }
  }

  private let folder: ResultsFolder

  private let inspection: FileInspection?

  /// Prepares to replay trials of a folder, whose files another process reads first if an
  /// inspection is given.
  public init(of folder: ResultsFolder, inspection: FileInspection? = nil) {
    self.folder = folder
    self.inspection = inspection
  }

  /// Runs the trials again, several at a time.
  ///
  /// A trial's file says what it asks for, and anybody may have written it: the limits of a plan
  /// hold here too, and its cost is reported before it is run.
  ///
  /// - Parameters:
  ///   - trials: ids of finished trials.
  ///   - workers: how many run at a time; `nil` for one a core.
  ///   - progress: how progress is shown.
  ///   - output: where to.
  ///   - stop: ends the replay early when it is set.
  ///   - machine: what there is to run it on.
  ///   - report: called for each trial, in the order of `trials`.
  /// - Returns: how the replay ended, and how many trials are not identical.
  /// - Throws: `ReplayBudgetError` if a trial does not fit into the memory, or has too large a
  ///   file; `MachineShortageError` if its threads cannot be had; `FileError`.
  public func run(
    _ trials: [String], workers: Int?, progress: ProgressReporter.Style = .quiet,
    output: TerminalOutput = .standardError, stop: StopFlag, machine: MachineResources = .probe(),
    report: @escaping @Sendable (Verdict) -> Void
  ) throws -> (end: RunOutcome.End, differing: Int) {
    let queue = VerdictQueue(report)
    let fatal = try inspection?.fatalTrials(of: trials, in: folder, stop: stop) ?? [:]
    // A folder of trials alone can be replayed too.
    let compression = (try? folder.experiment())?.run.replayCompression ?? .none
    let costs = CostModel(frameCompression: compression, keepsBestWeights: true)
    var replayable: [PlannedTrial] = []
    var warnings: [String] = []
    var largest = TrialMemory.none
    var seconds = 0.0
    for (index, id) in trials.enumerated() {
      do {
        if let cause = fatal[id] {
          throw TrialFileError(file: folder.trialFile(id), cause: cause)
        }
        let (trial, warning) = try planned(id, index: index)
        replayable.append(trial)
        warnings += warning.map { [$0] } ?? []
      } catch {
        queue.add(Verdict(trial: id, fresh: nil, damage: "\(error)", differences: []), at: index)
        continue
      }
      guard let trial = replayable.last else { continue }
      let cost = costs.cost(of: trial.specification)
      try requireMemory(for: trial, cost.memory, machine)
      largest.enlarge(to: cost.memory)
      seconds += cost.seconds
    }
    let runnable = replayable
    let budget = try WorkerBudget(
      requested: workers, trials: runnable.count, rows: runnable.count, largest: largest,
      machine: machine)
    let threads = TrialThreads(requested: nil, workers: budget.workers, cores: machine.cores)
    try StartableThreads.require(for: budget, machine: machine)
    let reporter = ProgressReporter(
      total: runnable.count, alreadyDone: 0, workers: budget.workers, totalWork: seconds,
      style: progress, stop: stop,
      stopping: "stopping: trials under way are given up", output: output)
    for warning in warnings { reporter.say(warning) }
    if progress != .quiet {
      let wall = costs.wallSeconds(total: seconds, longest: 0, workers: budget.workers)
      reporter.say(
        "memory \(QuantityText.bytes(budget.bytes)) at most, time \(QuantityText.estimate(wall))")
      if let note = budget.note { reporter.say(note) }
    }
    defer { reporter.finish() }
    let curves = CurveGuard(machine: { MachineResources.probe().memoryLeft })
    let optimalValues = OptimalValuesStore()
    let outcome = try TrialRunner(
      count: runnable.count, workers: budget.workers, stop: stop, trial: { runnable[$0] },
      work: {
        let execution = TrialExecution(
          executor: threads.executor(for: $0.specification), frameCompression: compression,
          optimalValues: optimalValues, keepsBestWeights: true)
        let (trial, shouldContinue) = ($0, $1)
        return TrialRunner.train(trial, execution: execution) {
          shouldContinue($0) && curves.haveMemory(for: trial, afterSteps: $0)
        }
      },
      store: { trial, result, _, _ in
        queue.add(try compare(trial, with: result), at: trial.index)
      },
      observe: reporter.observe
    ).run()
    try curves.requireMemory()
    return (outcome.end, queue.differing)
  }

  /// Refuses a trial that asks for more than there is, by its name.
  private func requireMemory(
    for trial: PlannedTrial, _ memory: TrialMemory, _ machine: MachineResources
  ) throws {
    do throws(WorkerBudgetError) {
      _ = try WorkerBudget(requested: 1, trials: 1, largest: memory, machine: machine)
    } catch {
      throw ReplayBudgetError(file: folder.trialFile(trial.id), cause: error)
    }
  }

  /// The trial that a file describes, and what to say of a file that is damaged.
  private func planned(
    _ id: String, index: Int
  ) throws -> (trial: PlannedTrial, warning: String?) {
    let file = folder.trialFile(id)
    let stored = try StoredTrial(file: file)
    let trial = stored.trial
    try folder.require(id, in: trial)
    let specification = try CanonicalText.trial(from: trial.canonicalText, name: file)
    try EnvironmentAbsenceError.check(specification.environment)
    let planned = PlannedTrial(
      index: index, id: id, configurationId: trial.configuration, specification: specification)
    let warning = stored.damage.map {
      "\(TrialFileError(file: file, cause: $0)); it is replayed all the same, to find where it differs"
    }
    return (planned, warning)
  }

  /// Reads the file a second time rather than keep all of them in memory.
  private func compare(_ trial: PlannedTrial, with result: TrialResult) throws -> Verdict {
    let stored = try StoredTrial(file: folder.trialFile(trial.id))
    let fresh = TrialRecord(trial.specification, result: result).keeping(stored.trial.retention)
    return Verdict(
      trial: trial.id, fresh: fresh, damage: stored.damage,
      differences: stored.differences(from: fresh))
  }
}

/// A trial's file that asks for more than this machine, or any file of a trial, can have.
public struct ReplayBudgetError: ExitStatusError, Equatable {
  /// The trial's file.
  public let file: String
  /// What it asks for.
  public let cause: WorkerBudgetError

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// Which trial, and what it asks for.
  public var description: String { "\(file) cannot be replayed: \(cause)" }
}

/// Passes verdicts on in the order of their trials, whichever comes first.
private final class VerdictQueue: Sendable {
  private struct State {
    var waiting: [Int: ExperimentReplay.Verdict] = [:]
    var next = 0
    var differing = 0
  }

  private let report: @Sendable (ExperimentReplay.Verdict) -> Void
  private let state = Mutex(State())

  init(_ report: @escaping @Sendable (ExperimentReplay.Verdict) -> Void) { self.report = report }

  /// Trials that are not identical.
  var differing: Int { state.withLock { $0.differing } }

  func add(_ verdict: ExperimentReplay.Verdict, at index: Int) {
    state.withLock { state in
      if !verdict.isIdentical { state.differing += 1 }
      state.waiting[index] = verdict
      while let ready = state.waiting.removeValue(forKey: state.next) {
        report(ready)
        state.next += 1
      }
    }
  }
}
