import Foundation

/// The verdict on a gate: its experiment is run, and its trials are measured.
public struct Certification: Sendable {
  /// The gate.
  public let gate: Gate
  /// The experiment, with as many seeds as were asked for.
  public let experiment: Experiment
  /// The seeds of the experiment file.
  let seedsWanted: Int

  /// Reads a gate's experiment.
  ///
  /// - Parameters:
  ///   - name: The gate's name.
  ///   - experiments: The folder of experiment files.
  ///   - seeds: Seeds to run; `nil` for those of the file.
  /// - Throws: `GateError`, or `ConfigurationErrors` if the file cannot be used.
  public init(_ name: String, experiments: String, seeds: Int?) throws {
    guard let gate = Gate.named(name) else { throw GateError.unknown(name) }
    let file = "\(experiments)/\(gate.experiment).cfg"
    guard FileManager.default.fileExists(atPath: file) else {
      throw GateError.noExperiment(gate: name, file: file)
    }
    let whole = try Experiment.load(path: file)
    guard whole.configurationCount == 1 else { throw GateError.severalConfigurations(file) }
    self.gate = gate
    experiment =
      try seeds.map {
        try Experiment.load(path: file, overrides: ["seeds.count=\($0)"])
      } ?? whole
    seedsWanted = whole.trialCount
  }

  /// Judges the trials that are done.
  ///
  /// The scores are left in the folder's `gates.csv`.
  ///
  /// - Parameter folder: The results of the experiment.
  /// - Returns: The verdict.
  /// - Throws: `FileError`, `HDF5Error`, `TrialFileError` or `CSVError`.
  public func judge(_ folder: ResultsFolder) throws -> GateVerdict {
    let scores = try GateScores(gate, of: experiment, in: folder)
    try scores.store(in: folder)
    return GateVerdict(gate, scores: scores.scores(of: gate), seedsWanted: seedsWanted)
  }
}

/// A gate that cannot be run.
public enum GateError: ExitStatusError, Equatable {
  /// There is no such gate.
  case unknown(String)
  /// The experiment file is not there.
  case noExperiment(gate: String, file: String)
  /// The experiment has more than one configuration.
  case severalConfigurations(String)

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is wrong.
  public var description: String {
    switch self {
    case .unknown(let name):
      "there is no gate '\(name)'; "
        + (NameSuggestion.nearest(to: name, among: Gate.all.map(\.name)).map {
          "did you mean '\($0)'?"
        } ?? "'sweep list gates' prints them")
    case .noExperiment(let gate, let file):
      "the experiment of gate '\(gate)' is not there: \(file); --experiments names its folder"
    case .severalConfigurations(let file):
      "\(file): a gate judges one configuration, and this experiment has several"
    }
  }
}
