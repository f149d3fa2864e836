public import DeepQ
import Hashing

/// The text that a trial's identity is the hash of: what it depends on, and nothing else.
///
/// It holds what differs from the frozen defaults, in one fixed order, so that a hyperparameter
/// that is added later changes no id; a default that changes is a new format. It can be read back,
/// which is how a trial is replayed.
public enum CanonicalText {
  /// The number of this form of text, the meaning of its keys, and the defaults.
  public static let format = 1

  /// The text of a trial.
  public static func text(of trial: TrialSpecification) -> String {
    configurationText(of: trial) + seedLines(of: trial)
  }

  /// The text of a trial's configuration: the trial's without its seed.
  public static func configurationText(of trial: TrialSpecification) -> String {
    configurationText(of: trial, rows: HyperparameterTable.rows)
  }

  static func configurationText(
    of trial: TrialSpecification, rows: [Hyperparameter]
  ) -> String {
    var text = "format: \(format)\nenvironment: \(trial.environment.id)\n"
    let definition = trial.environment.definition
    if trial.environment.maxEpisodeSteps != definition.maxEpisodeSteps {
      let limit = trial.environment.maxEpisodeSteps.map(String.init) ?? "none"
      text += "environment.max_episode_steps: \(limit)\n"
    }
    for setting in definition.settings {
      let value = trial.environment.value(of: setting)
      if value != setting.standard {
        text += "environment.\(setting.name): \(setting.text(of: value))\n"
      }
    }
    text += "algorithm: \(trial.algorithm.id)\n"
    // The cheap question first: this runs for every configuration of a large grid.
    for index in rows.indices where rows[index].key != "algorithm" {
      let value = rows[index].get(trial.hyperparameters)
      // The training length is always written.
      let isWritten = value != rows[index].defaultValue || rows[index].key == "steps"
      guard isWritten, rows[index].applies(trial.hyperparameters) else { continue }
      text += rows[index].key
      text += ": "
      text += value.description
      text += "\n"
    }
    return text + evaluationLines(of: trial.evaluation)
      + solveLines(of: trial.solve, convention: definition.solvedReturn)
  }

  /// A trial's name on disk.
  public static func trialId(of trial: TrialSpecification) -> String { id(of: text(of: trial)) }

  /// The name of a trial's configuration.
  public static func configurationId(of trial: TrialSpecification) -> String {
    id(of: configurationText(of: trial))
  }

  /// The first 12 hexadecimal digits of a text's SHA-256.
  static func id(of text: String) -> String {
    SHA256.hash(Array(text.utf8)).hexadecimal(6)
  }

  static func seedLines(of trial: TrialSpecification) -> String {
    "seeds.root: \(trial.rootSeed)\nseeds.replicate: \(trial.replicate)\n"
  }

  private static func evaluationLines(of evaluation: EvaluationSchedule) -> String {
    let fallback = EvaluationSchedule()
    var text = ""
    if evaluation.every != fallback.every { text += "evaluate.every: \(evaluation.every)\n" }
    if evaluation.episodes != fallback.episodes {
      text += "evaluate.episodes: \(evaluation.episodes)\n"
    }
    if evaluation.epsilon != fallback.epsilon {
      text += "evaluate.epsilon: \(shortest(evaluation.epsilon))\n"
    }
    return text
  }

  private static func solveLines(of solve: SolveCriterion, convention: Double?) -> String {
    let fallback = SolveCriterion(threshold: convention)
    var text = ""
    if solve.threshold != fallback.threshold {
      text += "solve.threshold: \(solve.threshold.map(shortest) ?? "none")\n"
    }
    if solve.window != fallback.window { text += "solve.window: \(solve.window)\n" }
    if solve.stop != fallback.stop { text += "solve.stop: \(solve.stop)\n" }
    return text
  }
}
