public import DeepQ
import Foundation

/// Runs what is missing of an experiment and leaves `results/<name>/` behind, whole.
///
/// The trials' files are the only memory of what is done: a trial is done when its file has its
/// name. Everything else in the folder is made anew from them when the run ends, however it ends.
public struct ExperimentRun: Sendable {
  /// What the user chose beside the experiment file.
  public struct Options: Sendable {
    /// The folder that holds `<name>/`.
    public var results = "results"
    /// Trials at a time, or `nil` for what the experiment file says, or one a core.
    public var workers: Int?
    /// Whether earlier results of that name are removed first.
    public var fresh = false
    /// Whether the first failed trial ends the run.
    public var failFast = false
    /// Whether trials that failed before are run again.
    public var retryFailed = false
    /// Reads the trials' files before this process does; `nil` to read them here only.
    public var inspection: FileInspection?
    /// How progress is shown.
    public var progress = ProgressReporter.Style.plain

    /// What happens if nothing is chosen.
    public init() {}
  }

  private let experiment: Experiment
  private let options: Options
  private let machine: MachineResources

  /// Prepares a run; nothing is touched before `run`.
  public init(
    _ experiment: Experiment, options: Options = Options(), machine: MachineResources = .probe()
  ) {
    self.experiment = experiment
    self.options = options
    self.machine = machine
  }

  /// Runs every trial that is not done yet.
  ///
  /// - Parameter stop: ends the run early when it is set; what is finished by then is kept.
  /// - Returns: what came of it.
  /// - Throws: `EnvironmentAbsenceError`, `ChangedExperimentError`, `FolderLockError`,
  ///   `ForeignFolderError` or `WorkerBudgetError` before anything is run; `FileError`, `HDF5Error`
  ///   or `TrialFileError` if results could not be written or read: what was stored before stays.
  public func run(stop: StopFlag) throws -> ExperimentOutcome {
    try EnvironmentAbsenceError.check(experiment.environment)
    let folder = ResultsFolder(results: options.results, name: experiment.name)
    try folder.requireOwn()
    if !options.fresh { try refuseChange(in: folder) }
    try folder.create()
    let lock = try folder.lock()
    return try withExtendedLifetime(lock) {
      // Once more, now that no other run writes here.
      if !options.fresh { try refuseChange(in: folder) }
      return try run(in: folder, stop: stop, notes: lock.warning.map { [$0] } ?? [])
    }
  }

  private func run(
    in folder: ResultsFolder, stop: StopFlag, notes: [String]
  ) throws -> ExperimentOutcome {
    let started = Date.now
    var stored = StoredTrials(in: folder, inspection: options.inspection)
    if !options.fresh { try stored.read(stop: stop, announce: announceReading) }
    let missing = MissingTrials(
      of: experiment, done: options.retryFailed ? stored.done : stored.done.union(stored.failed))
    let budget = try WorkerBudget(
      requested: options.workers ?? experiment.run.workers, trials: missing.count,
      rows: experiment.trialCount, largest: missing.largest, machine: machine)
    try StartableThreads.require(
      for: budget, threadsPerTrial: experiment.run.threadsPerTrial, machine: machine)
    let warnings = try stored.quarantineDamaged()
    try makeReady(folder, stored)
    let reporter = ProgressReporter(
      total: experiment.trialCount, alreadyDone: experiment.trialCount - missing.count,
      workers: budget.workers, totalWork: missing.seconds, style: options.progress, stop: stop)
    for warning in warnings { reporter.say(warning) }
    let disk = DiskSpace(
      results: missing.fileBytes, largestCheckpoint: missing.largest.checkpoint,
      workers: budget.workers)
    if let warning = disk.warning(for: folder.path, free: DiskSpace.free(in: folder.path)) {
      reporter.say(warning)
    }
    if options.progress != .quiet {
      for note in notes + [budget.note].compactMap({ $0 }) { reporter.say(note) }
    }
    let timing = try folder.continued(folder.timingFile, warn: reporter.say) {
      try TimingTable(continuing: $0)
    }
    let provenance = try folder.continued(folder.provenanceFile, warn: reporter.say) {
      try Provenance(continuing: $0)
    }
    let store = TrialStore(folder: folder, missing: missing, timing: timing ?? TimingTable())
    let training = CheckpointedTraining(
      folder: folder, every: experiment.run.checkpointEvery,
      threads: TrialThreads(
        requested: experiment.run.threadsPerTrial, workers: budget.workers, cores: machine.cores),
      frameCompression: experiment.run.replayCompression, warn: reporter.say)
    let curves = CurveGuard(machine: { MachineResources.probe().memoryLeft })
    let outcome = Result {
      let outcome = try TrialRunner(
        count: missing.count, workers: budget.workers,
        failFast: options.failFast || experiment.run.onFailure == .stop, stop: stop,
        trial: { missing.trial(at: $0) },
        work: { trial, shouldContinue in
          try training.train(trial) {
            shouldContinue($0) && curves.haveMemory(for: trial, afterSteps: $0)
          }
        },
        store: store.keep, observe: reporter.observe
      ).run()
      try curves.requireMemory()
      return outcome
    }
    reporter.finish()
    for trial in store.written { stored.add(trial) }
    let summary = Result {
      let summary = try finish(folder, store, &stored)
      // Last, since it asks other programs, which may take their time.
      var provenance = provenance ?? Provenance()
      provenance.runs.append(Provenance.Run(started: started, workers: budget.workers))
      try provenance.write(to: folder.provenanceFile)
      return summary
    }
    // What kept a trial from being stored comes before what it caused.
    let run = try outcome.get()
    return ExperimentOutcome(
      folder: folder, summary: try summary.get(),
      varyingColumns: experiment.varyingKeys.compactMap { HyperparameterTable.row($0)?.column },
      run: run, alreadyDone: experiment.trialCount - missing.count)
  }

  /// Makes the folder what a run begins with; nothing is removed before, for a run that is refused.
  private func makeReady(_ folder: ResultsFolder, _ stored: StoredTrials) throws {
    if options.fresh { try folder.clear() }
    try folder.create()
    try folder.removeOrphans()
    // Of trials whose run ended before this was done; one that is tried again continues.
    let over = options.retryFailed ? stored.done : stored.done.union(stored.failed)
    try folder.removeCheckpoints { over.contains($0) }
    try folder.storeExperiment(experiment.resolvedText)
  }

  /// Reports that files are read, where that takes more than a moment.
  private func announceReading(_ files: Int) {
    guard options.progress != .quiet, files >= 1_000 else { return }
    TerminalOutput.standardError.write("reading the files of \(files) finished trials\n")
  }

  /// Makes the files beside the trials', from what the trials' files say.
  private func finish(
    _ folder: ResultsFolder, _ store: TrialStore, _ stored: inout StoredTrials
  ) throws -> SummaryTable {
    // Even after a signal: hardly anything is left to be read, and nothing is worth having without.
    try stored.update(stop: StopFlag())
    var summary = SummaryTable(of: experiment) { stored[$0] }
    summary.name = folder.summaryFile
    // Without a lock another program may have left some, of trials that are done here.
    let done = stored.done
    try folder.removeCheckpoints { done.contains($0) }
    folder.removeCheckpointsFolder()
    try summary.write(to: folder.summaryFile)
    try SweepIndex.write(summary, to: folder.indexFile)
    try store.writeTiming()
    try stored.index.write(to: folder.trialIndexFile)
    return summary
  }

  /// Refuses to mix the results of two experiments of one name.
  private func refuseChange(in folder: ResultsFolder) throws {
    guard let stored = try folder.storedExperiment() else { return }
    let earlier = try Experiment(bytes: Array(stored.utf8), name: folder.experimentFile)
    let changes = ExperimentDifference.between(earlier, experiment)
    guard changes.isEmpty else {
      throw ChangedExperimentError(folder: folder.path, changes: changes)
    }
  }
}

/// What came of running an experiment.
public struct ExperimentOutcome: Sendable {
  /// The folder of the results.
  public let folder: ResultsFolder
  /// One row per trial of the experiment, those that are missing too.
  public let summary: SummaryTable
  /// Columns of the hyperparameters that the experiment varies, in file order.
  public let varyingColumns: [String]
  /// What was run this time.
  public let run: RunOutcome
  /// Trials that earlier runs had done.
  public let alreadyDone: Int
}

/// A folder that holds the results of an experiment of the same name that says something else.
public struct ChangedExperimentError: ExitStatusError, Equatable, Sendable {
  /// The folder.
  public let folder: String
  /// What changed, in the words of the experiment file.
  public let changes: [String]

  private static let maxChanges = 20

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What changed, and what to do.
  public var description: String {
    var lines = ["\(folder) holds results of an experiment that differs:"]
    lines += changes.prefix(Self.maxChanges).map { "  " + $0 }
    if changes.count > Self.maxChanges {
      lines.append("  ... and \(changes.count - Self.maxChanges) more changes")
    }
    lines.append("give the experiment another name, or start over with --fresh (removes them)")
    return lines.joined(separator: "\n")
  }
}

/// What came of a run.
public struct RunOutcome: Equatable, Sendable {
  /// Why a run ended.
  public enum End: Equatable, Sendable {
    /// Every trial was run and stored, whether it failed or not.
    case finished
    /// A trial failed and the rest was not wanted.
    case failedFast
    /// A signal, `SIGINT` or `SIGTERM`, asked for it before everything was done.
    case signal(Int32)
  }

  /// Results stored, failed trials included.
  public var stored: Int
  /// The failed trials among them, in grid order.
  public var failures: [FailedTrial]
  /// Why the run ended.
  public var end: End

  /// Creates an outcome.
  public init(stored: Int, failures: [FailedTrial], end: End) {
    self.stored = stored
    self.failures = failures
    self.end = end
  }
}

/// A trial that ended before its time.
public struct FailedTrial: Equatable, Sendable {
  /// Index in the grid.
  public var index: Int
  /// The trial's identity.
  public var id: String
  /// Why it failed.
  public var reason: String

  /// Creates a record of a failed trial.
  public init(index: Int, id: String, reason: String) {
    self.index = index
    self.id = id
    self.reason = reason
  }
}

/// Something that happened during a run.
///
/// For one worker the events come in the order in which things happened; events of different
/// workers may cross.
public enum RunEvent: Sendable {
  /// A worker took a trial.
  case started(PlannedTrial, worker: Int)
  /// A trial has taken that many environment steps so far.
  case advanced(PlannedTrial, stepsTaken: Int, worker: Int)
  /// A trial is complete and stored.
  case finished(PlannedTrial, TrialResult, seconds: Double, worker: Int)
  /// A trial under way was given up, because the run is ending.
  case abandoned(PlannedTrial, worker: Int)
  /// A signal has asked the run to stop, and it waits for workers that have not heard of it yet.
  case stopping
}
