import DeepQ
import HDF5
import Hashing
import Synchronization

/// Checks results of unknown origin: what they say of themselves, the evaluations, which are played
/// again, and a sample of the trials, which are trained again.
public struct ResultsVerification: Sendable {
  /// Which trials are trained again.
  public enum Sample: Equatable, Sendable {
    /// So many of them.
    case some(Int)
    /// All of them.
    case all
  }

  /// What was found.
  public struct Report: Sendable {
    /// Trials with a file.
    public var trials = 0
    /// Trials with something wrong.
    public var wrong: Set<String> = []
    /// What is wrong with the whole.
    public var problems: [String] = []
    /// Evaluations that were played again.
    public var played = 0
    /// Trials that were trained again.
    public var trained = 0
    /// Trials whose file does not keep their final parameters, so that hashes of them are taken
    /// from the file.
    public var withoutFinalWeights = 0
    /// Rows of the summary with results whose trial has no file.
    public var rowsWithoutFile = 0
    /// How the training ended.
    public var end = RunOutcome.End.finished

    /// Whether nothing wrong was found.
    public var isGood: Bool { wrong.isEmpty && problems.isEmpty && trials > 0 }
  }

  private let folder: ResultsFolder
  private let inspection: FileInspection?

  /// Prepares to verify a folder, whose files another process reads first if an inspection is
  /// given.
  public init(of folder: ResultsFolder, inspection: FileInspection?) {
    self.folder = folder
    self.inspection = inspection
  }

  /// Checks everything.
  ///
  /// - Parameters:
  ///   - sample: which trials are trained again; chosen by a hash of the summary, so that a change
  ///     of it changes the choice, and the same results give the same one.
  ///   - workers: how many run at a time; `nil` for one a core.
  ///   - progress: how progress is shown.
  ///   - stop: ends it early when it is set.
  ///   - machine: what there is to run it on.
  ///   - say: is given a line for each trial and each thing that is wrong.
  /// - Returns: what was checked, and what was found.
  /// - Throws: `ConfigurationErrors`, `CSVError` if experiment or summary cannot be read;
  ///   `FileError`; `StopRequestError`; as `RepeatedTraining`.
  public func run(
    sample: Sample, workers: Int?, progress: ProgressReporter.Style = .quiet, stop: StopFlag,
    machine: MachineResources = .probe(), say: @escaping @Sendable (String) -> Void
  ) throws -> Report {
    var report = Report()
    let experiment = try folder.experiment()
    let summary = try SummaryReader.read(folder.summaryFile)
    let ids = try folder.finishedTrials()
    report.trials = ids.count
    func blame(_ id: String, _ reason: String) {
      report.wrong.insert(id)
      say("DIFFERS   \(id)  \(reason)")
    }

    // What the files say of themselves.
    let fatal = try inspection?.fatalTrials(of: ids, in: folder, stop: stop) ?? [:]
    var summaries: [String: TrialFileSummary] = [:]
    var planned: [String: PlannedTrial] = [:]
    for id in ids {
      do {
        if let cause = fatal[id] { throw TrialFileError(file: folder.trialFile(id), cause: cause) }
        let stored = try StoredTrial(file: folder.trialFile(id))
        let specification = try consistentSpecification(of: stored, id: id)
        summaries[id] = TrialFileSummary(
          stored.trial, fileBytes: [], resultDigest: stored.trial.resultDigest)
        planned[id] = PlannedTrial(
          index: 0, id: id, configurationId: stored.trial.configuration,
          specification: specification)
        if stored.trial.retention != .last { report.withoutFinalWeights += 1 }
      } catch let error as FileError where error.code != 0 {
        throw error
      } catch {
        blame(id, "\(error)")
      }
    }

    // The summary against experiment and files.
    let expected = SummaryTable(of: experiment) { summaries[$0] }
    let ofGrid = Set(expected.rows.map(\.trial))
    for id in ids where !ofGrid.contains(id) { blame(id, "it is no trial of experiment.cfg") }
    let rows = RowCheck(summary, expected: expected, files: Set(summaries.keys))
    report.problems += rows.problems
    for problem in rows.problems { say("DIFFERS   \(problem)") }
    for (id, reason) in rows.wrong { blame(id, reason) }
    report.rowsWithoutFile = rows.withoutFile

    // The evaluations.
    let readable = ids.filter { planned[$0] != nil }
    let wrongEvaluations = Mutex<[String]>([])
    let evaluations = try EvaluationReplay(of: folder).run(
      readable, workers: workers, stop: stop
    ) { verdict in
      switch verdict.outcome {
      case .identical(let episodes, let step):
        say(
          "ok        \(verdict.trial)  all \(episodes) returns of the evaluation after step \(step)"
        )
      case .notPlayed(let reason): say("skipped   \(verdict.trial)  evaluation: \(reason)")
      case .damaged(let reason):
        wrongEvaluations.withLock { $0.append(verdict.trial) }
        say("DIFFERS   \(verdict.trial)  evaluation: \(reason)")
      case .differs(let episode, let step, let stored, let again):
        wrongEvaluations.withLock { $0.append(verdict.trial) }
        say(
          "DIFFERS   \(verdict.trial)  evaluation after step \(step): first differs in episode "
            + "\(episode): return \(shortest(stored)) (stored), \(shortest(again)) (again)")
      }
    }
    report.played = evaluations.played
    report.wrong.formUnion(wrongEvaluations.withLock { $0 })

    // The trainings.
    let chosen = choose(sample, of: readable, by: summary)
    let trials = chosen.enumerated().compactMap { index, id -> PlannedTrial? in
      var trial = planned[id]
      trial?.index = index
      return trial
    }
    let training = RepeatedTraining(
      trials: trials, frameCompression: experiment.run.replayCompression,
      name: { "trial \($0.id)" })
    let different = Mutex<[String]>([])
    let finished = Atomic(0)
    report.end = try training.run(
      workers: workers, progress: progress, output: .standardError, stop: stop, machine: machine
    ) { trial, result in
      let stored = try StoredTrial(file: folder.trialFile(trial.id))
      let fresh = TrialRecord(trial.specification, result: result).keeping(stored.trial.retention)
      finished.wrappingAdd(1, ordering: .relaxed)
      guard let first = stored.differences(from: fresh).first else {
        return say("IDENTICAL \(trial.id)  run again in full")
      }
      different.withLock { $0.append(trial.id) }
      say("DIFFERS   \(trial.id)  run again in full: \(first)")
    }
    report.trained = finished.load(ordering: .relaxed)
    report.wrong.formUnion(different.withLock { $0 })
    return report
  }

  /// The specification of a file in which everything that follows from it, and from its own numbers,
  /// is right: ids, settings and hashes.
  private func consistentSpecification(
    of stored: StoredTrial, id: String
  ) throws -> TrialSpecification {
    let file = folder.trialFile(id)
    if let damage = stored.damage { throw TrialFileError(file: file, cause: damage) }
    try folder.require(id, in: stored.trial)
    let specification = try CanonicalText.trial(from: stored.trial.canonicalText, name: file)
    try EnvironmentAbsenceError.check(specification.environment)
    var expected = TrialRecord(specification, result: stored.trial.result)
    expected.wholeDigests = stored.trial.wholeDigests
    if let first = stored.differences(from: expected).first {
      throw TrialFileError(
        file: file,
        cause: "\(first.place) is \(first.stored), and by the rest of the file \(first.fresh)")
    }
    return specification
  }

  private func choose(_ sample: Sample, of ids: [String], by summary: SummaryTable) -> [String] {
    guard case .some(let count) = sample else { return ids }
    // The hash of the summary with an id behind it; the summary is hashed once.
    var ofSummary = SHA256()
    ofSummary.update(Array(summary.text.utf8))
    let ranked = ids.map { id in
      var hash = ofSummary
      hash.update(Array(id.utf8))
      return (hash.finalize().hexadecimal, id)
    }
    return ranked.sorted { $0 < $1 }.prefix(count).map(\.1)
  }
}

/// A summary against what the experiment and the trials' files make of it.
private struct RowCheck {
  /// What is wrong with the whole.
  var problems: [String] = []
  /// Trials whose row is wrong, and how.
  var wrong: [(id: String, reason: String)] = []
  /// Rows with results whose trial has no file.
  var withoutFile = 0

  /// The columns that follow from the experiment alone.
  private static let identities = ["trial", "configuration", "replicate", "seed"]

  init(_ summary: SummaryTable, expected: SummaryTable, files: Set<String>) {
    guard summary.rows.map(\.trial) == expected.rows.map(\.trial) else {
      problems.append("summary.csv: its rows are not the trials of experiment.cfg")
      return
    }
    for (row, right) in zip(summary.rows, expected.rows) {
      let hasFile = files.contains(row.trial)
      if row.status != .missing && !hasFile { withoutFile += 1 }
      var differences = summary.differences(of: row, from: right).filter {
        hasFile || Self.identities.contains($0.column)
      }
      for (index, column) in summary.hyperparameters.enumerated() {
        guard
          let other = expected.hyperparameters.firstIndex(where: { $0.name == column.name }),
          !row.hyperparameters[index].isWritten(as: right.hyperparameters[other])
        else { continue }
        differences.append(
          CellDifference(
            column: column.name, first: row.hyperparameters[index].text,
            second: right.hyperparameters[other].text))
      }
      guard let first = differences.first else { continue }
      let source = hasFile ? "the trial's file and experiment.cfg" : "experiment.cfg"
      wrong.append(
        (
          row.trial,
          "summary.csv: \(first.column) is '\(first.first)', and by \(source) '\(first.second)'"
        ))
    }
  }
}
