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

  /// Prepares to replay trials of a folder, whose files another process reads first if an inspection
  /// is given.
  public init(of folder: ResultsFolder, inspection: FileInspection? = nil) {
    self.folder = folder
    self.inspection = inspection
  }

  /// Runs the trials again, several at a time.
  ///
  /// - Parameters:
  ///   - trials: ids of finished trials.
  ///   - workers: how many run at a time; `nil` for one a core.
  ///   - stop: ends the replay early when it is set.
  ///   - tell: called for each trial, in the order of `trials`.
  /// - Returns: how the replay ended, and how many trials are not identical.
  /// - Throws: `WorkerBudgetError` if not even one trial fits into the memory; `FileError`.
  public func run(
    _ trials: [String], workers: Int?, stop: StopFlag,
    tell: @escaping @Sendable (Verdict) -> Void
  ) throws -> (end: RunOutcome.End, differing: Int) {
    let queue = VerdictQueue(tell)
    let fatal = try inspection?.fatalTrials(of: trials, in: folder, stop: stop) ?? [:]
    var replayable: [RunnableTrial] = []
    for (index, id) in trials.enumerated() {
      do {
        if let cause = fatal[id] {
          throw TrialFileError(file: folder.trialFile(id), cause: cause)
        }
        replayable.append(try runnable(id, index: index))
      } catch {
        queue.add(Verdict(trial: id, fresh: nil, damage: "\(error)", differences: []), at: index)
      }
    }
    let runnable = replayable
    // A folder of trials alone can be replayed too.
    let compression = (try? folder.experiment())?.run.replayCompression ?? .none
    let budget = try WorkerBudget(
      requested: workers, trials: runnable.count,
      bytesPerTrial: runnable.map {
        Trial.bytesNeeded(by: $0.specification, frameCompression: compression)
      }
      .max() ?? 0,
      machine: .probe())
    let threads = TrialThreads(
      requested: nil, workers: budget.workers, cores: MachineResources.probe().cores)
    let optimalValues = OptimalValuesStore()
    let outcome = try TrialRunner(
      count: runnable.count, workers: budget.workers, stop: stop, trial: { runnable[$0] },
      work: {
        let execution = TrialExecution(
          crew: threads.crew(for: $0.specification), frameCompression: compression,
          optimalValues: optimalValues)
        return TrialRunner.train($0, execution: execution, goOn: $1)
      },
      store: { trial, result, _, _ in
        queue.add(try compare(trial, with: result), at: trial.index)
      }
    ).run()
    return (outcome.end, queue.differing)
  }

  private func runnable(_ id: String, index: Int) throws -> RunnableTrial {
    let file = folder.trialFile(id)
    let trial = try StoredTrial(file: file).trial
    try folder.require(id, in: trial)
    let specification = try CanonicalText.trial(from: trial.canonicalText, name: file)
    try EnvironmentAbsenceError.check(specification.environment)
    return RunnableTrial(
      index: index, id: id, configuration: trial.configuration, specification: specification)
  }

  /// Reads the file a second time rather than keep all of them in memory.
  private func compare(_ trial: RunnableTrial, with result: TrialResult) throws -> Verdict {
    let fresh = TrialRecord(trial.specification, result: result)
    let stored = try StoredTrial(file: folder.trialFile(trial.id))
    return Verdict(
      trial: trial.id, fresh: fresh, damage: stored.damage,
      differences: stored.differences(from: fresh))
  }
}

/// Passes verdicts on in the order of their trials, whichever comes first.
private final class VerdictQueue: Sendable {
  private struct State {
    var waiting: [Int: ExperimentReplay.Verdict] = [:]
    var next = 0
    var differing = 0
  }

  private let tell: @Sendable (ExperimentReplay.Verdict) -> Void
  private let state = Mutex(State())

  init(_ tell: @escaping @Sendable (ExperimentReplay.Verdict) -> Void) { self.tell = tell }

  /// Trials that are not identical.
  var differing: Int { state.withLock { $0.differing } }

  func add(_ verdict: ExperimentReplay.Verdict, at index: Int) {
    state.withLock { state in
      if !verdict.isIdentical { state.differing += 1 }
      state.waiting[index] = verdict
      while let ready = state.waiting.removeValue(forKey: state.next) {
        tell(ready)
        state.next += 1
      }
    }
  }
}
