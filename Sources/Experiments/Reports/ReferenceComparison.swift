import DeepQ
import Statistics

/// A ranking beside published scores of the same environment.
public struct ReferenceComparison: Sendable {
  private let ranking: Ranking
  private let scores: [PublishedScore]

  /// Finds the published scores of a ranking's environment.
  ///
  /// - Parameters:
  ///   - ranking: The own results.
  ///   - reference: The name of a source, or `all`.
  /// - Throws: `ReferenceError`.
  public init(_ ranking: Ranking, reference: String) throws(ReferenceError) {
    let names = PublishedScore.references.map(\.name)
    guard reference == "all" || names.contains(reference) else {
      throw .unknown(reference, names: names)
    }
    guard let environment = ranking.source.experiment?.environment.id else {
      throw .noExperiment(ranking.source.summary.name)
    }
    self.ranking = ranking
    scores = PublishedScore.all.filter {
      $0.environment == environment && (reference == "all" || $0.reference == reference)
    }
    guard !scores.isEmpty else { throw .noScores(environment, reference: reference) }
  }

  /// The published scores, then the best configuration's and its difference from each.
  public var text: String {
    guard let best = ranking.entries.first, let own = best.statistics else {
      return "no configuration has a score\n"
    }
    let interval = own.meanInterval.map {
      " +- \(ScoreText.error($0.upperBound - own.mean)) (95 %)"
    }
    var text = "\(ranking.source.name): \(ScoreText.value(own.mean))\(interval ?? "")"
    text += ", \(ranking.metric), n = \(own.count)"
    text += ranking.entries.count > 1 ? ", the best of \(ranking.entries.count)\n" : "\n"
    var table = TextTable(
      titles: ["reference", "agent", "measured at", "mean", "sd", "n", "difference", "p"])
    for score in scores {
      let test = score.deviation.flatMap {
        TTest.welch(own, mean: score.mean, deviation: $0, count: score.seeds)
      }
      let error = test.map { " +- \(ScoreText.error($0.interval.upperBound - $0.difference))" }
      let difference =
        ScoreText.column([own.mean - score.mean], digits: 4, signed: true)[0] + (error ?? "")
      table.append(
        [score.reference, score.agent, score.measure, shortest(score.mean)]
          + [score.deviation.map { shortest($0) } ?? "", "\(score.seeds)", difference]
          + [test.map { ScoreText.probability($0.p) } ?? ""])
    }
    text += "\n" + table.text()
    text += "\n"
    for reference in PublishedScore.references
    where scores.contains(where: { $0.reference == reference.name }) {
      text += "\(reference.name): \(reference.source)\n"
    }
    text += "Compare the protocols first: scores under different ones are no comparison.\n"
    if ranking.entries.count > 1 {
      text += "The best was selected on these seeds; a fair comparison runs it on new ones.\n"
    }
    if let experiment = ranking.source.experiment { text += ProtocolText.of(experiment) + "\n" }
    return text
  }
}

/// Published scores that cannot be compared with.
public enum ReferenceError: ExitStatusError, Equatable {
  /// There is no such source.
  case unknown(String, names: [String])
  /// The results do not say what their environment is.
  case noExperiment(String)
  /// The source has no scores of that environment.
  case noScores(String, reference: String)

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is wrong.
  public var description: String {
    switch self {
    case .unknown(let name, let names):
      "there is no reference '\(name)'; there are all, " + names.joined(separator: ", ")
    case .noExperiment(let file):
      "\(file): the experiment behind it is not known, and so is the environment"
    case .noScores(let environment, let reference):
      reference == "all"
        ? "there is no published score of \(environment)"
        : "'\(reference)' has no score of \(environment); try --reference all"
    }
  }
}
