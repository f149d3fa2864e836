import DeepQ

/// How far an experiment has come, from its files and its lock alone.
public struct ExperimentStatus: Equatable, Sendable {
  /// What the experiment as a whole is doing.
  public enum State: Equatable, Sendable {
    /// Processes train its trials: those that the locks name.
    case running([FolderLock.Holder])
    /// No process does, and trials are left to be trained.
    case stopped
    /// Every trial has ended, and some of them failed.
    case failed
    /// Every trial ran to its end.
    case done
    /// Trials are left, and the file system cannot say whether a process trains them.
    case unknown
  }

  /// A trial under way.
  public struct TrialUnderWay: Equatable, Sendable {
    /// The trial's id.
    public let id: String
    /// The step that its last checkpoint holds; `nil` if there is none.
    public let checkpoint: Int?
    /// The environment steps of the whole trial; `nil` if its length is given in episodes.
    public let steps: Int?
  }

  /// What the files take, in bytes.
  public struct Sizes: Equatable, Sendable {
    /// Trials of the experiment.
    public internal(set) var trials = 0
    /// Checkpoints of trials under way.
    public internal(set) var checkpoints = 0
    /// Trials that are no longer in the grid.
    public internal(set) var departed = 0
    /// All of them.
    public var all: Int { trials + checkpoints + departed }
  }

  /// The experiment's name.
  public let name: String
  /// What it is doing.
  public let state: State
  /// Trials that ran to their end.
  public let done: Int
  /// Trials that failed, with their reasons, in grid order.
  public let failures: [FailedTrial]
  /// Trials that are being trained, in grid order.
  public let running: [TrialUnderWay]
  /// Trials that continue from a checkpoint when the experiment runs again, in grid order.
  public let paused: [TrialUnderWay]
  /// Trials that have not begun, or whose beginning was not kept.
  public let waiting: Int
  /// Trials whose file is there but not right, with what is wrong, in grid order.
  public let damaged: [FailedTrial]
  /// Trials that have a file and are not in the grid, sorted by id.
  public let departed: [String]
  /// What the files take.
  public let sizes: Sizes

  /// Trials of the experiment.
  public var total: Int {
    done + failures.count + running.count + paused.count + waiting + damaged.count
  }

  /// Reads the folder; trials' files are read by another process if an inspection is given.
  ///
  /// - Throws: `NoResultsError` if there is no experiment in it; `FileError` if a file cannot be
  ///   read just now.
  public init(of folder: ResultsFolder, inspection: FileInspection? = nil) throws {
    let experiment = try folder.experiment()
    let locks = FolderLock.states(of: folder.path)
    let isHeld = locks.contains { if case .held = $0 { true } else { false } }
    let holders = locks.compactMap { if case .held(let holder) = $0 { holder } else { nil } }
    var reasons = FileReasons()
    try TrialFiles(in: folder, inspection: inspection).read(stop: StopFlag()) { reasons.add($0) }
    let checkpoints = try folder.checkpointSteps()
    let training = Set(holders.flatMap(\.trials))
    var sizes = Sizes()
    var (done, waiting) = (0, 0)
    var (failures, damaged): ([FailedTrial], [FailedTrial]) = ([], [])
    var (running, paused): ([TrialUnderWay], [TrialUnderWay]) = ([], [])
    var departed = reasons.whole
    for trial in experiment.trials {
      if departed.remove(trial.id) != nil {
        sizes.trials += folder.trialBytes(trial.id)
        if let reason = reasons.failed[trial.id] {
          failures.append(FailedTrial(index: trial.index, id: trial.id, reason: reason))
        } else {
          done += 1
        }
      } else if let reason = reasons.damaged[trial.id] {
        damaged.append(FailedTrial(index: trial.index, id: trial.id, reason: reason))
      } else {
        let underWay = TrialUnderWay(
          id: trial.id, checkpoint: checkpoints[trial.id], steps: trial.specification.stepCount)
        if training.contains(trial.id) {
          running.append(underWay)
        } else if underWay.checkpoint != nil {
          paused.append(underWay)
        } else {
          waiting += 1
        }
      }
    }
    sizes.checkpoints = try folder.checkpoints().reduce(0) {
      $0 + (FileIdentity(of: folder.checkpointFile($1))?.size ?? 0)
    }
    sizes.departed = departed.reduce(0) { $0 + folder.trialBytes($1) }
    let isOver = running.isEmpty && paused.isEmpty && waiting == 0 && damaged.isEmpty
    state =
      if isHeld {
        .running(holders)
      } else if isOver {
        failures.isEmpty ? .done : .failed
      } else {
        locks.contains(.unknown) ? .unknown : .stopped
      }
    name = experiment.name
    self.done = done
    self.failures = failures
    self.running = running
    self.paused = paused
    self.waiting = waiting
    self.damaged = damaged
    self.departed = departed.sorted()
    self.sizes = sizes
  }
}

/// Which trials have a file that is right, and what is wrong with the others: all that a count of
/// them needs to keep of a file.
private struct FileReasons {
  /// Trials with a file that is right.
  var whole: Set<String> = []
  /// Why trials failed.
  var failed: [String: String] = [:]
  /// What is wrong with files.
  var damaged: [String: String] = [:]

  mutating func add(_ finding: TrialFiles.Finding) {
    switch finding {
    case .good(let summary, _):
      whole.insert(summary.row.trial)
      failed[summary.row.trial] = summary.failure
    case .damaged(let trial): damaged[trial.id] = trial.reason
    }
  }
}

extension TrialSpecification {
  /// The environment steps of the trial; `nil` if its length is given in episodes.
  var stepCount: Int? {
    if case .steps(let count) = hyperparameters.length { count } else { nil }
  }
}

extension ResultsFolder {
  /// Bytes of a trial's file; 0 if there is none.
  fileprivate func trialBytes(_ id: String) -> Int { FileIdentity(of: trialFile(id))?.size ?? 0 }

  /// The steps that the newest checkpoint of each trial under way holds.
  fileprivate func checkpointSteps() throws(FileError) -> [String: Int] {
    var steps: [String: Int] = [:]
    for case .state(let id, let taken) in try checkpoints() {
      steps[id] = max(taken, steps[id] ?? 0)
    }
    return steps
  }
}

/// A folder that holds no results.
public struct NoResultsError: ExitStatusError, Equatable, Sendable {
  /// The folder.
  public let folder: String

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is missing.
  public var description: String {
    "\(folder) holds no results of sweep: there is no experiment.cfg in it"
  }
}

extension ResultsFolder {
  /// Makes sure that there are results here.
  ///
  /// - Throws: `NoResultsError` if there are none; `FileError`.
  public func requireResults() throws {
    if try storedExperiment() == nil { throw NoResultsError(folder: path) }
  }

  /// The experiment whose results these are.
  ///
  /// - Throws: `NoResultsError` if there is none; `FileError`; `ConfigurationErrors` if the stored
  ///   file is not what was stored.
  public func experiment() throws -> Experiment {
    guard let text = try storedExperiment() else { throw NoResultsError(folder: path) }
    return try Experiment(bytes: Array(text.utf8), name: experimentFile)
  }
}
