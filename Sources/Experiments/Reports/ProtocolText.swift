import DeepQ

/// What scores were measured by: without it they compare with nobody else's.
public enum ProtocolText {
  private static let width = 96

  /// The environment with all its settings, those that are as usual too, and the evaluation.
  ///
  /// - Parameters:
  ///   - experiment: What the scores are of.
  ///   - ofTraining: Whether they are of training episodes, not of evaluations.
  /// - Returns: One line or more of text.
  public static func of(_ experiment: Experiment, ofTraining: Bool = false) -> String {
    let environment = experiment.environment
    var settings = environment.definition.settings.map { setting in
      "\(setting.name) \(setting.text(of: environment.value(of: setting)))"
    }
    settings.append("max_episode_steps \(environment.maxEpisodeSteps.map(String.init) ?? "none")")
    let evaluation = experiment.evaluation
    let episodes =
      ofTraining
      ? "training episodes"
      : "\(counted(evaluation.episodes, "episode")) at epsilon \(shortest(evaluation.epsilon))"
    return lines(of: ["scores: \(environment.id)"] + settings + [episodes])
  }

  private static func lines(of parts: [String]) -> String {
    var lines = [""]
    for (index, part) in parts.enumerated() {
      let text = index + 1 < parts.count ? part + "," : part
      let last = lines.count - 1
      if lines[last].isEmpty {
        lines[last] = text
      } else if lines[last].count + 1 + text.count <= width {
        lines[last] += " " + text
      } else {
        lines.append("  " + text)
      }
    }
    return lines.joined(separator: "\n")
  }
}
