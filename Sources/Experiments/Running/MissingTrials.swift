import DeepQ

/// The trials of an experiment that have no file yet, in grid order, and what they will cost.
struct MissingTrials: Sendable {
  /// Their indices in the order of trials.
  let indices: [Int]
  /// What the largest of them needs of everything.
  let largest: TrialMemory
  /// Bytes of all their files.
  let fileBytes: Double
  /// Seconds that all of them together take on one core, by the cost model.
  let seconds: Double
  /// The ids, sorted, of the trials that have a file and are not in the experiment.
  let departed: [String]
  /// How many trials this run is about: those of the experiment, or of a shard of it.
  let planned: Int
  private let experiment: Experiment

  /// Goes through the experiment and leaves out what is done.
  ///
  /// - Parameters:
  ///   - experiment: what is run.
  ///   - done: trials that are not run.
  ///   - present: trials that have a file in the experiment's folder.
  ///   - shard: the part of the experiment that is run; `nil` for all of it.
  init(
    of experiment: Experiment, done: Set<String>, present: Set<String> = [], shard: Shard? = nil
  ) {
    let costs = CostModel(of: experiment)
    var indices: [Int] = []
    var largest = TrialMemory.none
    var (fileBytes, seconds) = (0.0, 0.0)
    var configuration = ""
    var cost: TrialCost?
    var departed = present
    for trial in experiment.trials {
      departed.remove(trial.id)
      if done.contains(trial.id) || shard?.contains(trial.index) == false { continue }
      indices.append(trial.index)
      // All replicates of a configuration cost the same.
      if cost == nil || configuration != trial.configurationId {
        configuration = trial.configurationId
        cost = costs.cost(of: trial.specification)
      }
      guard let cost else { continue }
      largest.enlarge(to: cost.memory)
      fileBytes += cost.fileBytes
      seconds += cost.seconds
    }
    self.indices = indices
    self.largest = largest
    self.fileBytes = fileBytes
    self.seconds = seconds
    self.departed = departed.sorted()
    planned = shard?.count(of: experiment.trialCount) ?? experiment.trialCount
    self.experiment = experiment
  }

  /// How many there are.
  var count: Int { indices.count }

  /// The missing trial at a position.
  func trial(at position: Int) -> PlannedTrial { experiment.trials[indices[position]] }

  /// The index, in the order of all trials, of the missing trial at an index.
  ///
  /// - Precondition: that trial is missing.
  func position(ofIndex index: Int) -> Int {
    var (low, high) = (0, indices.count)
    while low < high {
      let middle = (low + high) / 2
      if indices[middle] < index { low = middle + 1 } else { high = middle }
    }
    precondition(low < indices.count && indices[low] == index, "trial \(index) is not missing")
    return low
  }
}
