import DeepQ
import Foundation

/// The verdict on a gate: its experiment is run, and its trials are measured.
public struct Certification: Sendable {
  /// The gate.
  public let gate: Gate
  /// The experiment, with as many seeds as were asked for.
  public let experiment: Experiment

  /// Reads a gate's experiment.
  ///
  /// - Parameters:
  ///   - name: The gate's name.
  ///   - experiments: The folder of experiment files.
  ///   - seeds: Seeds to run; `nil` for those of the file.
  /// - Throws: `GateError`, or `ConfigurationErrors` if the file cannot be used.
  public init(_ name: String, experiments: String, seeds: Int?) throws {
    guard let gate = Gate.named(name) else { throw GateError.unknown(name) }
    if let seeds, seeds > gate.seeds {
      throw GateError.tooManySeeds(seeds, gate: name, atMost: gate.seeds)
    }
    let file = "\(experiments)/\(gate.experiment).cfg"
    guard FileManager.default.fileExists(atPath: file) else {
      throw GateError.noExperiment(gate: name, file: file)
    }
    self.gate = gate
    experiment = try Experiment.load(
      path: file, overrides: seeds.map { ["seeds.count=\($0)"] } ?? [])
    if let cause = gate.objection(to: experiment) {
      throw GateError.otherExperiment(file, gate: name, cause: cause)
    }
  }

  /// Judges the trials that are done.
  ///
  /// The scores that every gate of the experiment takes of them are left in the folder's `gates.csv`.
  ///
  /// - Parameter folder: The results of the experiment.
  /// - Returns: The verdict.
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError`.
  public func judge(_ folder: ResultsFolder) throws -> GateVerdict {
    let gates = Gate.all.filter { $0.objection(to: experiment) == nil }
    let scores = try GateScores(gates, of: experiment, in: folder)
    try scores.write(to: folder.gatesFile)
    return GateVerdict(gate, scores: scores.scores(of: gate))
  }

  /// What the scores were measured by, and how long the training was where that is not the gate's.
  public var protocolText: String {
    let text = ProtocolText.of(experiment, ofTraining: gate.measure.isOfTraining)
    guard let steps = experiment.trainingSteps, steps != gate.steps else { return text }
    return text + "\ntraining: \(steps) steps, of the gate's \(gate.steps)"
  }
}

extension Gate {
  /// Why an experiment is not the one that the gate judges; `nil` if it may be.
  fileprivate func objection(to experiment: Experiment) -> String? {
    if experiment.name != self.experiment { return "its name is '\(experiment.name)'" }
    if experiment.environment.id != environment {
      return "it is of \(experiment.environment.id), not of \(environment)"
    }
    if experiment.configurationCount != 1 {
      return "it has \(experiment.configurationCount) configurations, not 1"
    }
    if let cause = objection(to: experiment.environment) { return cause }
    if let cause = measure.objection(to: experiment.evaluation) { return cause }
    guard let steps = experiment.trainingSteps
    else { return "the length of its training is in episodes, not in steps" }
    if steps > self.steps { return "its training is longer than \(self.steps) steps" }
    // Of a shorter training there would be less to keep.
    if case .stability = measure, steps < self.steps {
      return "its training is shorter than \(self.steps) steps"
    }
    if experiment.solve.stop { return "'solve.stop' is true, which ends trainings early" }
    if experiment.trialCount > seeds {
      return "it has \(experiment.trialCount) seeds, more than \(seeds)"
    }
    return nil
  }

  private func objection(to environment: EnvironmentSpecification) -> String? {
    let definition = environment.definition
    if environment.maxEpisodeSteps != definition.maxEpisodeSteps {
      let limits = [environment, definition.specification].map {
        $0.maxEpisodeSteps.map(String.init) ?? "none"
      }
      return "'max_episode_steps' is \(limits[0]), not \(limits[1])"
    }
    for setting in definition.settings {
      let (value, wanted) = (
        environment.value(of: setting), settings[setting.name] ?? setting.standard
      )
      if value != wanted {
        return "'\(setting.name)' is \(setting.text(of: value)), not \(setting.text(of: wanted))"
      }
    }
    return nil
  }
}

extension Experiment {
  /// The steps of a trial's training; `nil` if its length is in episodes.
  fileprivate var trainingSteps: Int? {
    guard case .steps(let steps)? = trials.first?.specification.hyperparameters.length
    else { return nil }
    return steps
  }
}

extension GateMeasure {
  /// Why it cannot be taken of trials with such evaluations; `nil` if it can.
  fileprivate func objection(to schedule: EvaluationSchedule) -> String? {
    switch self {
    case .lastTrainingReturns, .trainingReturns: return nil
    case .stability, .stepsToThreshold:
      if schedule.every != 1000 { return "'evaluate.every' is \(schedule.every), not 1000" }
    case .finalEvaluation: break
    }
    if schedule.episodes != 100 { return "'evaluate.episodes' is \(schedule.episodes), not 100" }
    return schedule.epsilon == 0
      ? nil : "'evaluate.epsilon' is \(shortest(schedule.epsilon)), not 0"
  }
}

/// A gate that cannot be run.
public enum GateError: ExitStatusError, Equatable {
  /// There is no such gate.
  case unknown(String)
  /// More seeds than the gate asks for: it is decided by those, once.
  case tooManySeeds(Int, gate: String, atMost: Int)
  /// The experiment file is not there.
  case noExperiment(gate: String, file: String)
  /// The experiment is not the gate's.
  case otherExperiment(String, gate: String, cause: String)

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
    case .tooManySeeds(let seeds, let gate, let most):
      "--seeds \(seeds): gate '\(gate)' is decided by \(most) seeds"
    case .noExperiment(let gate, let file):
      "the experiment of gate '\(gate)' is not there: \(file); --experiments names its folder"
    case .otherExperiment(let file, let gate, let cause):
      "\(file) is not the experiment of gate '\(gate)': \(cause)"
    }
  }
}
