import DeepQ

/// How far an experiment has come, from its files alone.
public struct ExperimentStatus: Equatable, Sendable {
  /// The experiment's name.
  public let name: String
  /// Trials that ran to their end.
  public let done: Int
  /// Trials that failed, with their reasons, in grid order.
  public let failures: [FailedTrial]
  /// Trials under way: they have a checkpoint, whether or not they are being run just now.
  public let running: Int
  /// Trials without a file.
  public let missing: Int
  /// Trials whose file is there but not right, with what is wrong.
  public let damaged: [FailedTrial]

  /// Trials of the experiment.
  public var total: Int { done + running + failures.count + missing + damaged.count }

  /// Reads the folder; trials' files are read by another process if an inspection is given.
  ///
  /// - Throws: `NoResultsError` if there is no experiment in it; `FileError` if a file cannot be
  ///   read just now.
  public init(of folder: ResultsFolder, inspection: FileInspection? = nil) throws {
    let experiment = try folder.experiment()
    var stored = StoredTrials(in: folder, inspection: inspection)
    try stored.read(stop: StopFlag())
    let reasons = Dictionary(uniqueKeysWithValues: stored.damaged.map { ($0.id, $0.reason) })
    let underWay = try folder.trialsUnderWay()
    var (done, running, missing) = (0, 0, 0)
    var failures: [FailedTrial] = []
    var damaged: [FailedTrial] = []
    for trial in experiment.trials {
      if let summary = stored[trial.id] {
        guard let reason = summary.failure else {
          done += 1
          continue
        }
        failures.append(FailedTrial(index: trial.index, id: trial.id, reason: reason))
      } else if let reason = reasons[trial.id] {
        damaged.append(FailedTrial(index: trial.index, id: trial.id, reason: reason))
      } else if underWay.contains(trial.id) {
        running += 1
      } else {
        missing += 1
      }
    }
    name = experiment.name
    self.done = done
    self.running = running
    self.failures = failures
    self.missing = missing
    self.damaged = damaged
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
