import DeepQ
import Foundation

@testable import Experiments

/// Exports of results that are made up, or of real ones of a few milliseconds.
struct ExportSamples {
  let scratch: ScratchFolder
  let folder: ResultsFolder
  let experiment: Experiment
  /// Where a test may write.
  let output: String

  init(
    scratch: ScratchFolder, folder: ResultsFolder, experiment: Experiment, output: String? = nil
  ) {
    self.scratch = scratch
    self.folder = folder
    self.experiment = experiment
    self.output = output ?? scratch.path + "/out"
  }

  /// Two configurations of two seeds, trained for a moment.
  static func trained(_ addition: String = "", set overrides: [String] = []) throws -> ExportSamples
  {
    let scratch = try ScratchFolder()
    let experiment = try ExperimentSamples.tiny(addition, set: overrides)
    try scratch.run(experiment)
    return ExportSamples(
      scratch: scratch, folder: scratch.results(experiment), experiment: experiment)
  }

  /// One configuration of one seed, with a result of a test's own.
  static func made(_ result: TrialResult, environment: String = "CartPole-v1") throws
    -> ExportSamples
  {
    let scratch = try ScratchFolder()
    let experiment = try Experiment(
      bytes: Array(
        """
        name: made
        environment: \(environment)
        evaluate: {episodes: 2}
        """.utf8), name: "made.cfg")
    let folder = scratch.results(experiment)
    try folder.create()
    try folder.storeExperiment(experiment.resolvedText)
    let trial = experiment.trials[0]
    try TrialRecord(trial.specification, result: result).write(to: folder.trialFile(trial.id))
    return ExportSamples(scratch: scratch, folder: folder, experiment: experiment)
  }

  func export(
    _ format: ExportFormat, table: String? = nil, trials: [String] = []
  ) throws -> ResultsExport {
    var options = ResultsExport.Options(format: format)
    options.table = table
    options.trials = trials
    return try ResultsExport(of: folder, options: options)
  }

  /// An export that is one document.
  func text(_ format: ExportFormat, table: String? = nil, trials: [String] = []) throws -> String {
    var text = ""
    _ = try export(format, table: table, trials: trials).write { text += $0 }
    return text
  }

  /// An export into the folder `output`.
  @discardableResult
  func write(_ format: ExportFormat, trials: [String] = []) throws -> [String] {
    try export(format, trials: trials).write(to: output).notes
  }

  /// The files of the folder `output` by their paths below it, with what they hold; if it is a file,
  /// that one, by no name.
  func files() throws -> [String: [UInt8]] {
    if !FolderListing.isFolder(output) {
      return ["": try WholeFile.read(output, limit: 1 << 24)]
    }
    var files: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: output) {
      let file = output + "/" + path
      guard !FolderListing.isFolder(file) else { continue }
      files[path] = try WholeFile.read(file, limit: 1 << 24)
    }
    return files
  }
}
