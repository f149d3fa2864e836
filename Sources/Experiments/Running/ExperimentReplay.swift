import DeepQ

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
    let queue = VerdictQueue<Verdict>(isGood: \.isIdentical, report)
    let fatal = try inspection?.fatalTrials(of: trials, in: folder, stop: stop) ?? [:]
    var replayable: [PlannedTrial] = []
    var warnings: [String] = []
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
      }
    }
    // A folder of trials alone can be replayed too.
    let training = RepeatedTraining(
      trials: replayable, frameCompression: (try? folder.experiment())?.run.replayCompression,
      name: { folder.trialFile($0.id) })
    let end = try training.run(
      workers: workers, progress: progress, output: output, stop: stop, machine: machine,
      warnings: warnings
    ) { trial, result in
      queue.add(try compare(trial, with: result), at: trial.index)
    }
    return (end, queue.failures)
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
