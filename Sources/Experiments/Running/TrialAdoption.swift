import HDF5

/// Finished trials of other results folders that an experiment has too, and takes over instead of
/// training them again.
///
/// The same trial has the same id in every experiment, and its file holds the same bytes. Each file
/// is read and checked like one of the experiment's own; one that is damaged is left alone.
struct TrialAdoption {
  /// A trial and the file that it is copied from.
  private struct Source {
    var file: String
    var summary: TrialFileSummary
  }

  private let folder: ResultsFolder
  private var sources: [String: Source] = [:]
  /// What a user is told: how many trials come from where, and which files are damaged.
  private(set) var notes: [String] = []

  /// Finds the trials; nothing is copied yet.
  ///
  /// - Parameters:
  ///   - experiment: what is run.
  ///   - paths: the other results folders; of a trial that several hold the first is taken.
  ///   - folder: the experiment's own.
  ///   - present: trials that have a file in it.
  ///   - inspection: reads the files before this process does.
  ///   - stop: ends the reading early when it is set.
  /// - Throws: `NoTrialsError`; `FileError`; `StopRequestError`.
  init(
    of experiment: Experiment, from paths: [String], into folder: ResultsFolder,
    without present: Set<String>, inspection: FileInspection?, stop: StopFlag
  ) throws {
    self.folder = folder
    if paths.isEmpty { return }
    var wanted = Set(experiment.trials.lazy.map(\.id)).subtracting(present)
    for path in paths {
      let other = ResultsFolder(existing: path)
      guard FolderListing.exists(other.trialsFolder) else { throw NoTrialsError(folder: path) }
      // A fresh run would remove what it is to take over.
      guard !other.isSame(as: folder) else { throw NoTrialsError(folder: path, isOwn: true) }
      var stored = StoredTrials(in: other, inspection: inspection)
      try stored.read(only: wanted, stop: stop)
      let taken = stored.done
      for id in taken {
        sources[id] = stored[id].map { Source(file: other.trialFile(id), summary: $0) }
      }
      wanted.subtract(taken)
      notes.append(
        "\(counted(taken.count, "trial")) taken over from \(other.path)")
      notes += stored.damaged.map { "\($0.reason); it is not taken over" }
    }
  }

  /// The trials that are taken over.
  var ids: Set<String> { Set(sources.keys) }

  /// Copies the files into the experiment's folder.
  ///
  /// - Returns: what was written.
  /// - Throws: `FileError`; `TrialFileError` if a file is no longer the one that was checked.
  func copy() throws -> [WrittenTrial] {
    try sources.sorted { $0.key < $1.key }.map { id, source in
      let bytes = try WholeFile.read(source.file, limit: HDF5Limits.fileBytes)
      guard TrialFileSummary.digest(of: bytes) == source.summary.fileDigest else {
        throw TrialFileError(file: source.file, cause: "it was changed while it was taken over")
      }
      return WrittenTrial(
        summary: source.summary, identity: try folder.storeTrial(bytes, id: id))
    }
  }
}

/// A folder that holds no trials to be taken over.
public struct NoTrialsError: ExitStatusError, Equatable, Sendable {
  /// The folder, as the user named it.
  public let folder: String
  /// Whether it is the folder of the experiment that runs.
  public var isOwn = false

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is missing.
  public var description: String {
    isOwn
      ? "--from \(folder): this is the folder of the experiment itself"
      : "--from \(folder): there is no folder 'trials' in it to take finished trials from"
  }
}
