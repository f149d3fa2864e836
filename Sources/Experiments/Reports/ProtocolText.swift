import DeepQ

/// What scores were measured by: without it they compare with nobody else's.
public enum ProtocolText {
  private static let width = 96

  /// The environment with all its settings, those that are as usual too, and the evaluation.
  public static func of(_ experiment: Experiment) -> String {
    let environment = experiment.environment
    var settings = environment.definition.settings.map { setting in
      "\(setting.name) \(setting.text(of: environment.value(of: setting)))"
    }
    settings.append("max_episode_steps \(environment.maxEpisodeSteps.map(String.init) ?? "none")")
    let evaluation = experiment.evaluation
    let parts =
      ["scores: \(environment.id)"] + settings
      + ["\(counted(evaluation.episodes, "episode")) at epsilon \(shortest(evaluation.epsilon))"]
    return lines(of: parts)
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
