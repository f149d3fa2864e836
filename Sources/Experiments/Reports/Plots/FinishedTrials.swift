import DeepQ

/// The trials of some configurations by their state, and the returns of those that are finished.
struct FinishedTrials {
  private let folder: ResultsFolder
  private var done: [(id: String, configuration: Int)] = []
  /// Trials that failed.
  private(set) var failed = 0
  /// Trials whose file is damaged.
  private(set) var damaged = 0
  /// Trials without a file.
  private(set) var missing = 0
  /// Configurations of planning algorithms, which take no environment steps.
  private(set) var planning = 0
  /// Finished trials without a return that could be drawn.
  private(set) var withoutReturns = 0

  /// Checks the files of all trials.
  ///
  /// - Throws: `FileError` if a file cannot be read just now.
  init(
    of experiment: Experiment, configurations: [Int], in folder: ResultsFolder,
    inspection: FileInspection?
  ) throws {
    var stored = StoredTrials(in: folder, inspection: inspection)
    try stored.read(stop: StopFlag())
    self.init(
      of: experiment, configurations: configurations, in: folder, done: stored.done,
      failed: stored.failed, damaged: Set(stored.damaged.map(\.id)))
  }

  /// Takes trials whose states are known.
  ///
  /// - Parameters:
  ///   - experiment: what was run.
  ///   - configurations: the indices of the configurations in the grid.
  ///   - folder: the folder with the trials' files.
  ///   - doneIDs: trials that ran to their end, and whose file is right.
  ///   - failedIDs: trials that failed.
  ///   - damagedIDs: trials whose file is not right.
  init(
    of experiment: Experiment, configurations: [Int], in folder: ResultsFolder,
    done doneIDs:
      Set<String>, failed failedIDs: Set<String>, damaged damagedIDs: Set<String> = []
  ) {
    self.folder = folder
    let chosen = Set(configurations)
    for trial in experiment.trials {
      let configuration = trial.index / experiment.seeds.count
      guard chosen.contains(configuration) else { continue }
      if trial.specification.algorithm.kind == .planning {
        planning += trial.specification.replicate == 0 ? 1 : 0
      } else if doneIDs.contains(trial.id) {
        done.append((trial.id, configuration))
      } else if failedIDs.contains(trial.id) {
        failed += 1
      } else if damagedIDs.contains(trial.id) {
        damaged += 1
      } else {
        missing += 1
      }
    }
  }

  /// Reads the returns of the finished trials, in grid order.
  ///
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError`.
  mutating func returns(from source: TrialReturns.Source) throws -> [TrialReturns] {
    let returns = try done.compactMap { id, configuration in
      TrialReturns(
        try folder.readTrial(id).result, from: source, trial: id, configuration: configuration)
    }
    withoutReturns = done.count - returns.count
    return returns
  }

  /// Why there is nothing to draw.
  var absence: String {
    if done.isEmpty, states.isEmpty {
      return "planning takes no environment steps, so there are no learning curves"
    }
    return done.isEmpty
      ? "no trial is finished: " + states.joined(separator: ", ")
      : "no finished trial has a return at a step that the others of its line have too"
  }

  /// What is left out, in words: `2 failed`, `3 missing`.
  var states: [String] {
    [
      (failed, "failed"), (missing, "missing"), (damaged, "damaged"),
      (withoutReturns, "without a return"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
  }
}
