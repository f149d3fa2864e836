import DeepQ
import Experiments
import Foundation

/// Files of trials that were never trained, to measure what large sweeps cost.
///
/// Each is a whole and right file of a trial of the experiment: its ids, settings and hashes are its
/// own. The curves are those of one short training, the experiment's first trial, and the returns of
/// the evaluations are drawn from the trial's id, so that a ranking has something to rank. `sweep
/// replay` finds every one of them out.
struct SyntheticTrials {
  let experiment: Experiment
  let folder: ResultsFolder
  private let template: TrialResult

  /// Trains the experiment's first trial.
  init(of experiment: Experiment, in results: String) throws {
    self.experiment = experiment
    folder = ResultsFolder(results: results, name: experiment.name)
    template = Trial.run(experiment.specification(at: 0))
    try folder.create()
    try folder.storeExperiment(experiment.resolvedText)
  }

  /// Whether a folder is where files are that nobody takes for results.
  static func isTemporary(_ path: String) -> Bool {
    let path = URL(fileURLWithPath: path).standardizedFileURL.path
    let folders = ["/tmp", "/var/tmp", FileManager.default.temporaryDirectory.path]
    return folders.contains { path.hasPrefix($0 + "/") }
  }

  /// Writes the files of the first so many trials, or of those of them that are in a shard.
  ///
  /// Nothing is flushed: a crash of the machine may leave half a file.
  ///
  /// - Returns: how many there are.
  func write(first count: Int, shard: Shard?) throws -> Int {
    var written = 0
    for trial in experiment.trials.prefix(count) where shard?.contains(trial.index) ?? true {
      let file = folder.trialFile(trial.id)
      let record = TrialRecord(trial.specification, result: result(of: trial))
        .keeping(experiment.output.weights)
      let bytes = try record.fileImage(named: file)
      guard FileManager.default.createFile(atPath: file, contents: Data(bytes)) else {
        throw CocoaError(.fileWriteUnknown)
      }
      written += 1
    }
    return written
  }

  /// The template's curves with returns of evaluations that depend on the trial's id alone.
  private func result(of trial: PlannedTrial) -> TrialResult {
    var result = template
    let number = UInt64(trial.id, radix: 16) ?? 0
    let offset = Double(number % 100)
    for evaluation in result.evaluations.indices {
      for episode in result.evaluations[evaluation].returns.indices {
        result.evaluations[evaluation].returns[episode] += offset
      }
    }
    return result
  }
}
