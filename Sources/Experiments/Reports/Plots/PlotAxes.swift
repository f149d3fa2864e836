import DeepQ

/// The keys that vary in an experiment, and its configurations by their ids.
struct PlotAxes {
  /// The keys whose value is not the same in all configurations that learn, in file order.
  let keys: [String]
  private let experiment: Experiment

  init(_ experiment: Experiment) {
    self.experiment = experiment
    let learning = (0..<experiment.configurationCount)
      .filter { experiment.grid.hyperparameters(at: $0).algorithm.kind != .planning }
      .map { experiment.grid.assignment(at: $0) }
    keys = experiment.varyingKeys.filter { key in
      let texts = learning.lazy.map { Self.text(key, $0) }
      return texts.contains { $0 != texts[0] }
    }
  }

  /// The value of a key in a configuration; a dash where it has no effect.
  func value(of key: String, in configuration: Int) -> String {
    Self.text(key, experiment.grid.assignment(at: configuration))
  }

  /// The values of all keys in a configuration.
  func values(in configuration: Int) -> [String] {
    let values = experiment.grid.assignment(at: configuration)
    return keys.map { Self.text($0, values) }
  }

  private static func text(_ key: String, _ values: [(key: String, value: String)]) -> String {
    values.first { $0.key == key }?.value ?? CurveFigure.absent
  }

  /// Makes sure that a key varies.
  ///
  /// - Throws: `CurvePlotError`.
  func require(_ key: String) throws(CurvePlotError) {
    guard !keys.contains(key) else { return }
    let isKey = HyperparameterTable.row(key) != nil
    let known = HyperparameterTable.suggestion(for: key).flatMap { keys.contains($0) ? $0 : nil }
    throw .noAxis(
      key, isKey: isKey,
      nearest: isKey ? nil : known ?? NameSuggestion.nearest(to: key, among: keys), axes: keys)
  }

  /// The configurations whose ids begin with some texts, in grid order; all of them if there are none.
  ///
  /// - Throws: `CurvePlotError` if a text is the beginning of no id, or of more than one.
  func configurations(beginningWith prefixes: [String]) throws(CurvePlotError) -> [Int] {
    guard !prefixes.isEmpty else { return Array(0..<experiment.configurationCount) }
    let ids = (0..<experiment.configurationCount).map {
      CanonicalText.configurationId(of: experiment.specification(configuration: $0, replicate: 0))
    }
    var chosen: [Int] = []
    for prefix in prefixes {
      let matching = IDPrefix.matches(prefix, in: ids)
      guard let first = matching.first else {
        throw .noConfiguration(prefix, nearest: NameSuggestion.nearest(to: prefix, among: ids))
      }
      guard matching.count == 1 else {
        throw .ambiguousConfiguration(prefix, ids: matching.map { ids[$0] })
      }
      if !chosen.contains(first) { chosen.append(first) }
    }
    return chosen.sorted()
  }
}

/// Why there is no picture of learning curves.
public enum CurvePlotError: ExitStatusError, Equatable {
  /// No trial has a curve: why.
  case nothingToDraw(folder: String, reason: String)
  /// A key that does not vary; `isKey` says whether it is a hyperparameter at all.
  case noAxis(String, isKey: Bool, nearest: String?, axes: [String])
  /// A text that no configuration's id begins with.
  case noConfiguration(String, nearest: String?)
  /// A text that the ids of several configurations begin with.
  case ambiguousConfiguration(String, ids: [String])

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// The reason for the user.
  public var description: String {
    switch self {
    case .nothingToDraw(let folder, let reason): return "\(folder): \(reason)"
    case .noAxis(let key, let isKey, let nearest, let axes):
      let reason =
        isKey ? "'\(key)' does not vary in this experiment" : "there is no axis '\(key)'"
      let list = axes.isEmpty ? "nothing varies" : "the axes are \(axes.joined(separator: ", "))"
      return reason + "; " + (nearest.map { "did you mean '\($0)'?" } ?? list)
    case .noConfiguration(let text, let nearest):
      return "no configuration of this experiment has an id that begins with '\(text)'"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "; summary.csv has the ids")
    case .ambiguousConfiguration(let text, let ids):
      let list = ids.prefix(8).joined(separator: ", ") + (ids.count > 8 ? ", ..." : "")
      return "the ids of \(ids.count) configurations begin with '\(text)': \(list)"
    }
  }
}
