import Experiments

/// The result of a run, in a sentence or two.
enum OutcomeText {
  /// For example: `results/smoke: 24 trials, all done (20 now, 4 before)`.
  static func of(_ outcome: ExperimentOutcome) -> String {
    let rows = outcome.summary.rows
    let failed = rows.count { $0.status == .failed }
    let missing = rows.count { $0.status == .missing }
    var states = ["\(rows.count - failed - missing) done"]
    if failed > 0 { states.append("\(failed) failed") }
    if missing > 0 { states.append("\(missing) missing") }
    var text = untrained(rows) + "\(outcome.folder.path): \(rows.count) trials, "
    text += failed + missing == 0 ? "all done" : states.joined(separator: ", ")
    if outcome.alreadyDone > 0 {
      text += " (\(outcome.run.stored) now, \(outcome.alreadyDone) before)"
    }
    if missing > 0 {
      if outcome.run.end == .finished {
        text += "\nfiles of finished trials were removed or changed while the experiment ran"
      }
      text += "\nthe same command continues where this one stopped"
    }
    return text
  }

  /// A line about trials that ended without any update: whether there is one can depend on when
  /// episodes end, so that no check of the file finds it.
  private static func untrained(_ rows: [SummaryRow]) -> String {
    let count = rows.count { $0.status == .done && $0.hasNoUpdates }
    guard count > 0 else { return "" }
    return "\(count) \(count == 1 ? "trial" : "trials") made no update, and learned nothing: "
      + "see 'updates' in summary.csv\n"
  }
}
