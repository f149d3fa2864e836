import DeepQ
import Foundation

/// An experiment's finished trials in a format that other programs read: what `sweep export`
/// writes.
///
/// Trials are read one at a time and written in grid order, so that memory does not grow with their
/// number. The same results and options give the same bytes.
public struct ResultsExport: Sendable {
  /// What to export.
  public struct Options: Sendable {
    /// The format.
    public var format: ExportFormat
    /// The beginnings of the ids of trials or configurations; none for all that are finished.
    public var trials: [String] = []
    /// The table to write, where the format has several; `nil` for all of them.
    public var table: String?

    /// All finished trials in a format.
    public init(format: ExportFormat) { self.format = format }
  }

  /// What was exported.
  public struct Outcome: Equatable, Sendable {
    /// The number of trials that were written.
    public let trials: Int
    /// Sentences on what was left out.
    public let notes: [String]
  }

  private let folder: ResultsFolder
  private let format: ExportFormat
  private let documents: [ExportDocument]
  private let subject: ExportedExperiment
  /// The indices of the trials to write, in grid order.
  private let indices: [Int]
  private let states: [String]

  /// Reads what trials are finished, also while an experiment runs; nothing is written.
  ///
  /// - Parameters:
  ///   - folder: the results.
  ///   - options: what to export.
  ///   - inspection: how another process reads the trials' files first; `nil` for no such process.
  ///   - stop: ends the reading early when it is set.
  /// - Throws: `ExportError` if there is nothing to export or an option names nothing;
  ///   `TrialSelectionError`; `NoResultsError` if there is no experiment; `FileError` if a file
  ///   cannot be read just now; `StopRequestError`.
  public init(
    of folder: ResultsFolder, options: Options, inspection: FileInspection? = nil,
    stop: StopFlag = StopFlag()
  ) throws {
    self.folder = folder
    format = options.format
    documents = try Self.documents(of: options.format, table: options.table)
    let experiment = try folder.experiment()
    let chosen = try Self.chosen(options.trials, of: experiment, in: folder)
    var stored = StoredTrials(in: folder, inspection: inspection)
    try stored.read(only: chosen, stop: stop)
    let finished = stored.ids
    let damaged = Set(stored.damaged.map(\.id))
    var (indices, missing, broken, failed): ([Int], Int, Int, Int) = ([], 0, 0, 0)
    for trial in experiment.trials where chosen?.contains(trial.id) ?? true {
      if finished.contains(trial.id) {
        indices.append(trial.index)
        failed += stored[trial.id]?.failure == nil ? 0 : 1
      } else if damaged.contains(trial.id) {
        broken += 1
      } else {
        missing += 1
      }
    }
    let left = [(missing, "missing"), (broken, "damaged")].filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    guard !indices.isEmpty else {
      throw ExportError.nothingToExport(
        folder: folder.path, reason: "no trial is finished: \(left)")
    }
    self.indices = indices
    states =
      (left.isEmpty ? [] : ["Left out: trials: \(left)."])
      + (failed == 0
        ? [] : ["With \(counted(failed, "trial")) that failed, up to the failure."])
    subject = ExportedExperiment(experiment)
  }

  /// Whether the export is one document, which can go to standard output.
  public var isDocument: Bool { documents.count == 1 }

  /// The folder where an export of several files goes if none is named.
  public var usualFolder: String { folder.path + "/export/" + format.name }

  /// Writes the export as one document, piece by piece.
  ///
  /// - Parameters:
  ///   - stop: ends the writing early when it is set.
  ///   - output: is given the pieces in order.
  /// - Returns: what was written, and what was not.
  /// - Throws: `ExportError` if the format has several files, or a signal came; `FileError`,
  ///   `HDF5Error` or `TrialFileError` if a trial's file cannot be read any more; what `output`
  ///   throws.
  public func write(
    stop: StopFlag = StopFlag(), output: @escaping (String) throws -> Void
  ) throws -> Outcome {
    guard isDocument else {
      throw ExportError.severalFiles(format: format.name, tables: format.documents.map(\.name))
    }
    return try write(to: .output(output), stop: stop)
  }

  /// Writes the export to a file, if it is one document, or else into a folder.
  ///
  /// A folder is marked as an export. One that is marked is written over, and files in it that the
  /// new export has not are removed.
  ///
  /// - Parameters:
  ///   - path: the file or folder.
  ///   - stop: ends the writing early when it is set.
  /// - Returns: what was written, and what was not.
  /// - Throws: `ExportError` if what is there is no such export; `SpecialFileError` for a pipe or a
  ///   device; otherwise as `write(stop:output:)`.
  public func write(to path: String, stop: StopFlag = StopFlag()) throws -> Outcome {
    let plain = ResultsFolder(existing: path).path
    return try write(to: isDocument ? .file(path) : .folder(plain), stop: stop)
  }

  private func write(to target: ExportTarget, stop: StopFlag) throws -> Outcome {
    let files = try ExportFiles(target, format: format, documents: documents)
    var writer = try format.writer(subject, files)
    let experiment = subject.experiment
    for index in indices {
      if let signal = stop.signal { throw ExportError.stopped(signal: signal) }
      let trial = experiment.trials[index]
      let record = try folder.readTrial(trial.id)
      try writer.add(
        ExportedTrial(
          configuration: index / experiment.seeds.count, specification: trial.specification,
          record: record, row: SummaryRow(record, hyperparameters: [])))
    }
    try writer.finish()
    try files.finish()
    return Outcome(
      trials: indices.count - writer.omittedTrials, notes: states + writer.omissions)
  }

  private static func documents(
    of format: ExportFormat, table: String?
  ) throws(ExportError) -> [ExportDocument] {
    guard let table else { return format.documents }
    let isChoice = format.documents.count > 1
    guard let document = format.documents.first(where: { $0.name == table }), isChoice else {
      throw .noTable(
        table, format: format.name, tables: isChoice ? format.documents.map(\.name) : [])
    }
    return [document]
  }

  /// The ids of the trials that some texts choose; `nil` for all.
  private static func chosen(
    _ texts: [String], of experiment: Experiment, in folder: ResultsFolder
  ) throws(TrialSelectionError) -> Set<String>? {
    guard !texts.isEmpty else { return nil }
    let selection = TrialSelection(
      among: experiment.trials.map {
        TrialSelection.Entry(trial: $0.id, configuration: $0.configurationId)
      }, in: folder.path)
    return Set(try selection.trials(texts))
  }
}
