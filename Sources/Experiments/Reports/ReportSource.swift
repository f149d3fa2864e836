import DeepQ
import Foundation

/// What a report is made from: a summary and, where it can be found, the experiment behind it.
public struct ReportSource: Sendable {
  /// One row per trial.
  public let summary: SummaryTable
  /// The experiment; `nil` for a CSV file whose experiment file is not found.
  public let experiment: Experiment?
  /// The file that the experiment was read from, for commands that are suggested.
  public let experimentFile: String?
  /// The results folder; `nil` for a single CSV file.
  public let folder: ResultsFolder?

  /// What a report calls it: the experiment's name, or the folder's or file's.
  public var name: String {
    experiment?.name ?? URL(fileURLWithPath: folder?.path ?? summary.name).lastPathComponent
  }

  /// Creates a source of parts that are known.
  init(
    summary: SummaryTable, experiment: Experiment? = nil, experimentFile: String? = nil,
    folder: ResultsFolder? = nil
  ) {
    self.summary = summary
    self.experiment = experiment
    self.experimentFile = experimentFile
    self.folder = folder
  }

  /// What a run has just written.
  public init(_ outcome: ExperimentOutcome, of experiment: Experiment) {
    self.init(
      summary: outcome.summary, experiment: experiment,
      experimentFile: outcome.folder.experimentFile, folder: outcome.folder)
  }

  /// Why a trial failed, from its file; `nil` where that is not there.
  func failure(of trial: String) -> String? {
    guard let folder, let record = try? folder.readTrial(trial) else { return nil }
    return record.result.failure
  }

  /// Reads a results folder, or a summary.
  ///
  /// A folder's `summary.csv` is read, unless trials have finished since it was written: then the
  /// trials' files are, as `sweep status` does. A folder without `experiment.cfg`, or a summary by
  /// itself, may belong to `experiments/<name>.cfg` beside the folder of results, which is taken if
  /// the trials' ids, which are hashes of their content, are the same.
  ///
  /// - Throws: `NoSummaryError` if there is neither; `FileError`, `CSVError`.
  public static func read(
    _ path: String, inspection: FileInspection? = nil
  ) throws -> ReportSource {
    guard isFolder(path) else { return .summary(try SummaryReader.read(path)) }
    let folder = ResultsFolder(existing: path)
    let hasSummary = FileManager.default.fileExists(atPath: folder.summaryFile)
    guard try folder.storedExperiment() != nil else {
      guard hasSummary else { throw NoSummaryError(path: path) }
      let summary = try SummaryReader.read(folder.summaryFile)
      return ReportSource(summary: summary, folder: folder).withShippedExperiment(of: folder.path)
    }
    let experiment = try folder.experiment()
    var summary = hasSummary ? try SummaryReader.read(folder.summaryFile) : nil
    if try summary.map({ try !isCurrent($0, of: experiment, in: folder) }) ?? true {
      var stored = StoredTrials(in: folder, inspection: inspection)
      try stored.read(stop: StopFlag())
      summary = SummaryTable(of: experiment) { stored[$0] }
      summary?.name = folder.summaryFile
    }
    guard let summary else { throw NoSummaryError(path: path) }
    return ReportSource(
      summary: summary, experiment: experiment, experimentFile: folder.experimentFile,
      folder: folder)
  }

  /// Whether a summary is of an experiment, and no trial of it has finished since it was written.
  private static func isCurrent(
    _ summary: SummaryTable, of experiment: Experiment, in folder: ResultsFolder
  ) throws -> Bool {
    guard summary.rows.count == experiment.trialCount,
      summary.rows.first?.trial == experiment.trials.first?.id,
      summary.rows.last?.trial == experiment.trials.last?.id
    else { return false }
    let known = Set(summary.rows.lazy.filter { $0.status != .missing }.map(\.trial))
    let others = Set(try folder.finishedTrials()).subtracting(known)
    // Trials that are no longer in the grid may have files too.
    return others.isEmpty || others.isDisjoint(with: experiment.trials.lazy.map(\.id))
  }

  /// A summary by itself, whose experiment may be found by the folder that it is in.
  static func summary(_ summary: SummaryTable) -> ReportSource {
    let parent = URL(fileURLWithPath: summary.name).deletingLastPathComponent().path
    return ReportSource(summary: summary).withShippedExperiment(of: parent)
  }

  /// Whether a path is a folder; what is not there, a pipe or `-` for standard input is none.
  public static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// The source with the experiment that made the summary: `experiment.cfg` beside it, or
  /// `experiments/<name>.cfg` of the folder above the results'.
  private func withShippedExperiment(of folder: String) -> ReportSource {
    let url = URL(fileURLWithPath: folder)
    let shipped = url.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("experiments/\(url.lastPathComponent).cfg")
    for file in [url.appendingPathComponent("experiment.cfg"), shipped] {
      let path = file.relativePath.withoutCurrentFolder
      guard let row = summary.rows.first,
        let text = try? WholeFile.text(path, limit: 1 << 20, from: .user),
        let experiment = try? Experiment(bytes: Array(text.utf8), name: path),
        experiment.trials.first?.id == row.trial
      else { continue }
      return ReportSource(
        summary: summary, experiment: experiment, experimentFile: path, folder: self.folder)
    }
    return self
  }

  /// The mean return from which an environment counts as solved, if the experiment has one.
  public var threshold: Double? { experiment?.solve.threshold }

  /// The column that configurations are ranked by: the final evaluation, or the last training
  /// episodes where nothing was evaluated.
  public var usualMetric: String {
    let evaluated = summary.rows.contains { $0["evaluation_return"] != .empty }
    let trained = summary.rows.contains { $0["return_last_100"] != .empty }
    return evaluated || !trained ? "evaluation_return" : "return_last_100"
  }

  /// The columns of hyperparameters that tell the configurations apart, as few of them as are needed,
  /// in the order of the experiment file or, without one, of the summary.
  ///
  /// What an experiment's axes change besides, such as settings that only one algorithm has, is left
  /// out: first come the keys that the experiment names.
  var varyingColumns: [String] {
    let varying = SummaryTable.varyingHyperparameters(in: [summary])
    let declared = (experiment?.varyingKeys ?? []).compactMap { key in
      key == ArmLabel.key ? key : HyperparameterTable.row(key)?.column
    }
    var seen: Set<String> = []
    let rows = summary.rows.indices.filter { seen.insert(summary.rows[$0].configuration).inserted }
    let candidates = declared.filter(varying.contains)
    for columns in [candidates, varying] {
      let values = summary.texts(of: rows, in: columns)
      guard Set(values).count == rows.count else { continue }
      let kept = ComparisonText.needed(columns, values)
      return kept.map { columns[$0] }
    }
    return varying
  }

  /// The seed that a report's own random numbers are drawn from: the trials' root seed.
  var seed: UInt64 {
    guard case .unsigned(let seed)? = summary.rows.first?["seed"] else { return 0 }
    return seed
  }
}

/// A folder that holds no summary.
public struct NoSummaryError: ExitStatusError, Equatable, Sendable {
  /// The folder.
  public let path: String

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is missing.
  public var description: String {
    "\(path) holds no results of sweep: there is neither experiment.cfg nor summary.csv in it"
  }
}

/// The random numbers of a report's bootstraps: PCG64, seeded from the experiment's root seed.
///
/// Every interval starts with the same numbers, so that none depends on which others are printed.
struct ReportRandom: RandomNumberGenerator {
  private var source: RandomSource

  /// The numbers that belong to a root seed; the key keeps them apart from the trials' own.
  init(seed: UInt64) {
    source = RandomSource(SeedSequence(entropy: seed, spawnKey: [0x7265_706F]))
  }

  mutating func next() -> UInt64 { source.next64() }
}

extension String {
  /// A path without the `./` that it may begin with.
  fileprivate var withoutCurrentFolder: String {
    hasPrefix("./") ? String(dropFirst(2)) : self
  }
}
