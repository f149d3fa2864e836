import DeepQ

/// Runs trials again from rows of a summary, and compares every cell of results.
public struct ExperimentRerun: Sendable {
  /// What came of one trial.
  public struct Verdict: Sendable {
    /// The record of running it.
    public let fresh: TrialRecord
    /// The cells of the row that are not what running it gives.
    public let differences: [CellDifference]

    /// Whether the row is what running it gives, its hashes included.
    public var isIdentical: Bool { differences.isEmpty }
  }

  private let summary: SummaryTable
  private let rows: [SummaryRow]
  private let planned: [PlannedTrial]

  /// Finds out what some rows say was run.
  ///
  /// - Parameters:
  ///   - trials: the ids of their trials.
  ///   - summary: the summary.
  ///   - experiment: the experiment that it may be of, which says what has no column.
  /// - Throws: `RowSpecificationError` if a row does not say it, or has no results.
  public init(
    of trials: [String], in summary: SummaryTable, experiment: Experiment?
  ) throws {
    self.summary = summary
    var rowsByTrial: [String: SummaryRow] = [:]
    for row in summary.rows { rowsByTrial[row.trial] = row }
    var reader = RowSpecification(of: summary, experiment: experiment)
    rows = trials.compactMap { rowsByTrial[$0] }
    var planned: [PlannedTrial] = []
    for row in rows {
      guard row.status != .missing, row["result_sha256"] != .empty else {
        throw RowSpecificationError(trial: row.trial, file: summary.name, cause: .noResults)
      }
      let specification = try reader.trial(of: row)
      try EnvironmentAbsenceError.check(specification.environment)
      planned.append(
        PlannedTrial(
          index: planned.count, id: row.trial, configurationId: row.configuration,
          specification: specification))
    }
    self.planned = planned
  }

  /// Runs the trials, several at a time.
  ///
  /// - Parameters:
  ///   - workers: how many run at a time; `nil` for one a core.
  ///   - progress: how progress is shown.
  ///   - output: where to.
  ///   - stop: ends the run early when it is set.
  ///   - machine: what there is to run it on.
  ///   - report: called for each trial, in order.
  /// - Returns: how it ended, and how many rows are not identical.
  /// - Throws: as `RepeatedTraining`.
  public func run(
    workers: Int?, progress: ProgressReporter.Style = .quiet,
    output: TerminalOutput = .standardError, stop: StopFlag, machine: MachineResources = .probe(),
    report: @escaping @Sendable (Verdict) -> Void
  ) throws -> (end: RunOutcome.End, differing: Int) {
    let queue = VerdictQueue<Verdict>(isGood: \.isIdentical, report)
    let (rows, summary) = (rows, summary)
    let training = RepeatedTraining(
      trials: planned, frameCompression: nil, name: { "trial \($0.id) of \(summary.name)" })
    let end = try training.run(
      workers: workers, progress: progress, output: output, stop: stop, machine: machine
    ) { trial, result in
      let fresh = TrialRecord(trial.specification, result: result).keeping(.last)
      let differences = summary.differences(
        of: rows[trial.index], from: SummaryRow(fresh, hyperparameters: []))
      queue.add(Verdict(fresh: fresh, differences: differences), at: trial.index)
    }
    return (end, queue.failures)
  }
}
