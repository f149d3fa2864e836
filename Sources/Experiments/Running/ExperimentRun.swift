import DeepQ
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
    /// Results folders whose finished trials are taken over instead of being trained again.
    public var sources: [String] = []
    /// The part of the experiment that is run; `nil` for all of it.
    public var shard: Shard?
    /// Whether trials that failed before are run again.
    public var retryFailed = false
    /// Whether finished trials that the experiment does not have are offered for removal.
    public var offersPruning = true
    /// Seconds that the run may take, the writing of checkpoints included; `nil` for any time.
    public var timeLimit: Double?
    /// Reads the trials' files before this process does; `nil` to read them here only.
    public var inspection: FileInspection?
    /// Shows the run while it goes on, such as by writing a page; `nil` for nothing.
    public var live: (@Sendable (RunSnapshot) throws -> Void)?
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
  /// - Throws: `EnvironmentAbsenceError`, `ChangedProtocolError`, `FolderLockError`,
  ///   `ForeignFolderError`, `NoTrialsError` or `WorkerBudgetError` before anything is run;
  ///   `FileError`, `HDF5Error` or `TrialFileError` if results could not be written or read: what
  ///   was stored before stays.
  public func run(stop: StopFlag) throws -> ExperimentOutcome {
    try EnvironmentAbsenceError.check(experiment.environment)
    let folder = ResultsFolder(results: options.results, name: experiment.name)
    try folder.requireOwn()
    _ = try earlierExperiment(in: folder)
    try folder.create()
    let lock = try folder.lock(shard: options.shard.map { "\($0.index)-of-\($0.count)" })
    return try withExtendedLifetime(lock) { try run(in: folder, lock, stop: stop) }
  }

  /// The trials that a run of the whole would train now; the folder is neither taken nor changed.
  ///
  /// - Throws: as `run` before anything is run.
  func missing(in folder: ResultsFolder) throws -> MissingTrials {
    try EnvironmentAbsenceError.check(experiment.environment)
    try folder.requireOwn()
    _ = try earlierExperiment(in: folder)
    var stored = StoredTrials(in: folder, inspection: options.inspection)
    try stored.read(stop: StopFlag())
    return MissingTrials(of: experiment, done: options.retryFailed ? stored.done : stored.ids)
  }

  /// Makes the folder what shards of the experiment begin with that other processes run later.
  ///
  /// - Throws: as `run` before anything is run.
  func prepareForShards() throws {
    let folder = ResultsFolder(results: options.results, name: experiment.name)
    try folder.requireOwn()
    try folder.create()
    let lock = try folder.lock(shard: "submission")
    try withExtendedLifetime(lock) {
      try requireSameExperiment(try earlierExperiment(in: folder), inShardsOf: folder, lock)
      try folder.storeExperiment(experiment.resolvedText)
    }
  }

  private func run(
    in folder: ResultsFolder, _ lock: FolderLock, stop: StopFlag
  ) throws -> ExperimentOutcome {
    let started = Date.now
    let clock = ContinuousClock.now
    // Once more, now that no other run writes here.
    let earlier = try earlierExperiment(in: folder)
    if options.shard != nil { try requireSameExperiment(earlier, inShardsOf: folder, lock) }
    var stored = StoredTrials(in: folder, inspection: options.inspection)
    if !options.fresh { try stored.read(stop: stop, announce: announceReading) }
    let adoption = try TrialAdoption(
      of: experiment, from: options.sources, into: folder, without: stored.ids,
      inspection: options.inspection, stop: stop)
    let over = options.retryFailed ? stored.done : stored.ids
    let missing = MissingTrials(
      of: experiment, done: over.union(adoption.ids), present: stored.ids, shard: options.shard)
    let budget = try WorkerBudget(
      requested: options.workers ?? experiment.run.workers, trials: missing.count,
      rows: experiment.trialCount, largest: missing.largest, machine: machine)
    try StartableThreads.require(
      for: budget, threadsPerTrial: experiment.run.threadsPerTrial, machine: machine)
    announce(adoption.notes + notes(on: earlier, stored, missing, adoption, folder))
    let warnings = try quarantineDamaged(stored)
    try makeReady(folder, over: over)
    for trial in try adoption.copy() { stored.add(trial) }
    // Another walk over all trials, which a run with nothing to do need not take.
    let summary = missing.count > 0 ? SummaryTable(of: experiment) { stored[$0] } : nil
    let reporter = ProgressReporter(
      total: missing.planned, alreadyDone: missing.planned - missing.count,
      workers: budget.workers, totalWork: missing.seconds,
      scores: ConfigurationScores(of: experiment, rows: summary?.rows ?? []),
      style: options.progress, stop: stop)
    for warning in warnings + diskWarnings(for: missing, budget, in: folder) {
      reporter.say(warning)
    }
    if options.progress != .quiet {
      for note in [lock.warning, budget.note].compactMap({ $0 }) { reporter.say(note) }
    }
    let timing = try folder.continued(folder.timingFile, warn: reporter.say) {
      try TimingTable(continuing: $0)
    }
    let provenance = try folder.continued(folder.provenanceFile, warn: reporter.say) {
      try Provenance(continuing: $0)
    }
    let store = TrialStore(
      folder: folder, missing: missing, stored: stored,
      summary: options.shard == nil ? summary : nil,
      timing: timing ?? TimingTable(), weights: experiment.output.weights)
    try store.begin()
    let observers = RunObservers(
      reporter: reporter, running: RunningTrials(lock: lock),
      live: options.live.map {
        LiveUpdates(of: store, reporter, workers: budget.workers, show: $0)
      })
    let timer = options.timeLimit.map { limit in
      let seconds = TimeLimit.seconds(
        of: limit, checkpointBytes: missing.largest.checkpoint, workers: budget.workers)
      return TimeLimit(seconds: seconds - clock.duration(to: .now).inSeconds, stop: stop)
    }
    let outcome = withExtendedLifetime(timer) {
      Result { try train(missing, budget, into: store, folder, observers, stop) }
    }
    observers.live?.finish((try? outcome.get())?.end == .finished ? nil : .stopped)
    reporter.finish()
    let end = Result {
      let summary = try finish(folder, store)
      // Last, since it asks other programs, which may take their time. Other shards write it too.
      let latest = options.shard == nil ? nil : try? Provenance(continuing: folder.provenanceFile)
      var provenance = latest ?? provenance ?? Provenance()
      provenance.runs.append(Provenance.Run(started: started, workers: budget.workers))
      try provenance.write(to: folder.provenanceFile)
      return summary
    }
    // What kept a trial from being stored comes before what it caused.
    let run = try outcome.get()
    return ExperimentOutcome(
      folder: folder, summary: try end.get(), shard: options.shard, run: run,
      alreadyDone: missing.planned - missing.count,
      hasAdvanced: try observers.advance.isKept(in: folder))
  }

  /// Trains what is missing.
  private func train(
    _ missing: MissingTrials, _ budget: WorkerBudget, into store: TrialStore,
    _ folder: ResultsFolder, _ observers: RunObservers, _ stop: StopFlag
  ) throws -> RunOutcome {
    let training = CheckpointedTraining(
      folder: folder, every: experiment.run.checkpointEvery,
      threads: TrialThreads(
        requested: experiment.run.threadsPerTrial, workers: budget.workers, cores: machine.cores),
      frameCompression: experiment.run.replayCompression,
      keepsBestWeights: experiment.output.weights == .best,
      watch: observers.live.map { $0.note }, warn: observers.reporter.say)
    let curves = CurveGuard(machine: { MachineResources.probe().memoryLeft })
    let outcome = try TrialRunner(
      count: missing.count, workers: budget.workers,
      failFast: options.failFast || experiment.run.onFailure == .stop, stop: stop,
      trial: { missing.trial(at: $0) },
      work: { trial, shouldContinue in
        try training.train(trial) {
          shouldContinue($0) && curves.haveMemory(for: trial, afterSteps: $0)
        }
      },
      store: store.keep,
      observe: observers.observe
    ).run()
    try curves.requireMemory()
    return outcome
  }

  private func diskWarnings(
    for missing: MissingTrials, _ budget: WorkerBudget, in folder: ResultsFolder
  ) -> [String] {
    let disk = DiskSpace(
      results: missing.fileBytes, largestCheckpoint: missing.largest.checkpoint,
      workers: budget.workers)
    return [disk.warning(for: folder.path, free: DiskSpace.free(in: folder.path))]
      .compactMap { $0 }
  }

  private func quarantineDamaged(_ stored: StoredTrials) throws -> [String] {
    if stored.damaged.isEmpty { return [] }
    let planned = Set(experiment.trials.lazy.map(\.id))
    return try stored.quarantineDamaged { planned.contains($0) }
  }

  /// What is said before anything runs: what the file's changes make of the results, and which
  /// trials are not run.
  private func notes(
    on earlier: Experiment?, _ stored: StoredTrials, _ missing: MissingTrials,
    _ adoption: TrialAdoption, _ folder: ResultsFolder
  ) -> [String] {
    var notes: [String] = []
    let growth = StudyGrowth(
      from: earlier, to: experiment, missing: missing, adopted: adoption.ids.count)
    notes += growth.lines(folder: folder.path, pruning: options.offersPruning)
    if !options.retryFailed, !stored.failed.isEmpty {
      notes += EarlierFailures(of: experiment, stored).lines
    }
    return notes
  }

  /// Writes lines to standard error, unless the run is quiet.
  private func announce(_ lines: [String]) {
    guard options.progress != .quiet else { return }
    for line in lines { TerminalOutput.standardError.write(line.printable + "\n") }
  }

  /// Makes the folder what a run begins with; nothing is removed before, for a run that is refused.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - over: trials whose checkpoints are of no use: their run ended before those were removed.
  ///     One that is tried again continues.
  /// - Throws: `FileError`, `ForeignFolderError`.
  private func makeReady(_ folder: ResultsFolder, over: Set<String>) throws {
    if options.fresh { try folder.clear() }
    try folder.create()
    try folder.removeOrphans()
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
    _ folder: ResultsFolder, _ store: TrialStore
  ) throws -> SummaryTable {
    var stored = store.stored
    // Even after a signal: hardly anything is left to be read, and nothing is worth having without.
    try stored.update(stop: StopFlag())
    guard try isWhole(folder) else {
      // The summary has a row for every trial: a thousand shards would write it a thousand times.
      try removeCheckpoints(of: stored, in: folder)
      try TrialIndex.write(stored.indexEntries, to: folder.trialIndexFile)
      try store.writeTiming()
      return summary(of: stored, in: folder)
    }
    var summary = try writeSummary(of: &stored, in: folder)
    // Other shards may have finished trials meanwhile. Whoever writes last looks once more after
    // that, so that no trial is left out in the end.
    while options.shard != nil, try stored.readNew(stop: StopFlag()) {
      summary = try writeSummary(of: &stored, in: folder)
    }
    try store.writeTiming()
    return summary
  }

  private func writeSummary(
    of stored: inout StoredTrials, in folder: ResultsFolder
  ) throws -> SummaryTable {
    if options.shard != nil { _ = try stored.readNew(stop: StopFlag()) }
    let summary = summary(of: stored, in: folder)
    try removeCheckpoints(of: stored, in: folder)
    try summary.write(to: folder.summaryFile)
    try SweepIndex.write(summary, to: folder.indexFile)
    try TrialIndex.write(stored.indexEntries, to: folder.trialIndexFile)
    return summary
  }

  /// Whether every trial has a file: if not, other shards are still to come.
  private func isWhole(_ folder: ResultsFolder) throws -> Bool {
    if options.shard == nil { return true }
    let present = Set(try folder.finishedTrials())
    return experiment.trials.allSatisfy { present.contains($0.id) }
  }

  private func summary(of stored: StoredTrials, in folder: ResultsFolder) -> SummaryTable {
    var summary = SummaryTable(of: experiment) { stored[$0] }
    summary.name = folder.summaryFile
    return summary
  }

  /// Removes the checkpoints of trials that are done: without a lock another program may have left
  /// some.
  private func removeCheckpoints(of stored: StoredTrials, in folder: ResultsFolder) throws {
    let done = stored.done
    try folder.removeCheckpoints { done.contains($0) }
    folder.removeCheckpointsFolder()
  }

  /// Refuses a shard of a changed experiment while other shards of the earlier one run: each of them
  /// would write the summary of another experiment.
  private func requireSameExperiment(
    _ earlier: Experiment?, inShardsOf folder: ResultsFolder, _ lock: FolderLock
  ) throws {
    guard let earlier, !ExperimentDifference.between(earlier, experiment).isEmpty else { return }
    let held = FolderLock.states(of: folder.path).count {
      if case .held = $0 { true } else { false }
    }
    if held > (lock.isHeld ? 1 : 0) { throw OtherShardsError(folder: folder.path) }
  }

  /// The experiment whose results the folder holds, if this one may extend it; `nil` if there is
  /// none, or if it is to be removed.
  ///
  /// - Throws: `ChangedProtocolError` if trials of both would lie in one folder that cannot be
  ///   compared.
  private func earlierExperiment(in folder: ResultsFolder) throws -> Experiment? {
    guard !options.fresh, let text = try folder.storedExperiment() else { return nil }
    let earlier = try Experiment(bytes: Array(text.utf8), name: folder.experimentFile)
    let changes = ExperimentDifference.ofProtocol(earlier, experiment)
    let finished = try folder.finishedTrials().count
    guard changes.isEmpty || finished == 0 else {
      throw ChangedProtocolError(folder: folder.path, changes: changes, finished: finished)
    }
    return earlier
  }
}

/// Whoever is told what happens during a run.
private struct RunObservers: Sendable {
  let reporter: ProgressReporter
  let running: RunningTrials
  let live: LiveUpdates?
  let advance = RunAdvance()

  @Sendable
  func observe(_ event: RunEvent) {
    running.observe(event)
    advance.observe(event)
    reporter.observe(event)
    live?.observe(event)
  }
}
