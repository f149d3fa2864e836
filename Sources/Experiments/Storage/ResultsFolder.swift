import HDF5
import Platform

/// `results/<name>/`: the paths of an experiment's results, and which of them exist.
public struct ResultsFolder: Equatable, Sendable {
  /// The folder.
  public let path: String

  /// Names the folder of an experiment; nothing is created.
  ///
  /// - Precondition: `name` is a name that an experiment can have. It comes from a checked
  ///   experiment file.
  public init(results: String, name: String) {
    precondition(ExperimentName.isValid(name), "'\(name)' cannot name a results folder")
    path = results + "/" + name
  }

  /// A folder that a user names to `status`, `replay` and the like.
  public init(existing path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// The experiment file as it was run.
  public var experimentFile: String { path + "/experiment.cfg" }
  /// One row per trial.
  public var summaryFile: String { path + "/summary.csv" }
  /// Links to every trial, and the summary as a table.
  public var indexFile: String { path + "/sweep.h5" }
  /// Seconds and worker per trial.
  public var timingFile: String { path + "/timing.csv" }
  /// What the runs were made with.
  public var provenanceFile: String { path + "/provenance.json" }
  /// What gates have measured of each trial.
  var gatesFile: String { path + "/gates.csv" }
  /// What `sweep report` makes.
  public var reportFile: String { path + "/report.html" }
  /// The folder of the trials' files.
  public var trialsFolder: String { path + "/trials" }
  /// What the trials' files said when they were last read.
  var trialIndexFile: String { path + "/.index" }
  /// The folder of trials under way.
  public var checkpointsFolder: String { path + "/checkpoints" }

  /// Which jobs of Slurm the experiment was submitted as.
  var slurmFile: String { path + "/slurm.json" }
  /// The folder of what those jobs print.
  var slurmFolder: String { path + "/slurm" }

  /// What `sweep prune` took out of the folder.
  public var prunedFolder: String { path + "/pruned" }

  /// The file of a finished trial.
  ///
  /// - Precondition: `id` is 12 hexadecimal digits.
  public func trialFile(_ id: String) -> String {
    precondition(TrialID.isValid(id), "'\(id)' is not the id of a trial")
    return trialsFolder + "/" + id + ".h5"
  }

  /// Whether two paths lead to the same trials, by whatever names.
  func isSame(as other: ResultsFolder) -> Bool {
    guard let own = FileIdentity(of: trialsFolder), let its = FileIdentity(of: other.trialsFolder)
    else { return false }
    return own.isRenamed(from: its)
  }

  /// Makes the folder and the one for its trials, where they are missing.
  ///
  /// - Throws: `FileError`.
  public func create() throws {
    try requireRealFolders()
    try FolderListing.create(trialsFolder)
  }

  /// Takes the folder for this process, or for a shard of the experiment in it.
  ///
  /// - Throws: `FolderLockError` if another sweep runs in it; `FileError`.
  public func lock(shard: String? = nil) throws -> FolderLock {
    try FolderLock(folder: path, shard: shard)
  }

  /// The ids of the trials whose file is there, sorted.
  ///
  /// A file is renamed only when it is complete, so a trial whose file exists is done;
  /// `StoredTrials` checks the content as well.
  ///
  /// - Throws: `FileError`.
  public func finishedTrials() throws(FileError) -> [String] {
    guard FolderListing.exists(trialsFolder) else { return [] }
    return try FolderListing.names(in: trialsFolder).compactMap { Self.trialID(ofFile: $0) }
  }

  /// Reads a trial's file, checks all of it, and that it is this trial's.
  ///
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError`.
  public func readTrial(_ id: String) throws -> TrialRecord {
    let record = try TrialRecord.read(from: trialFile(id))
    try require(id, in: record)
    return record
  }

  /// Stores a trial's file.
  ///
  /// - Returns: the file's summary and identity.
  /// - Throws: `HDF5Error` or `FileError`; there is then no file of that name, or the one that was
  ///   there before.
  func writeTrial(_ trial: TrialRecord) throws -> WrittenTrial {
    let record = trial.record
    let bytes = try HDF5Writer.image(of: record, file: trialFile(trial.id))
    return WrittenTrial(
      summary: TrialFileSummary(trial, fileBytes: bytes, resultDigest: record.namedDigest),
      identity: try storeTrial(bytes, id: trial.id))
  }

  /// Stores the bytes of a trial's file.
  ///
  /// - Returns: the file's identity.
  /// - Throws: `FileError`.
  func storeTrial(_ bytes: [UInt8], id: String) throws(FileError) -> FileIdentity? {
    let file = trialFile(id)
    try FolderListing.requireReal(trialsFolder)
    let written = try AtomicFile.write(bytes, to: file)
    // A change in between is noticed: then it is not the file that was written.
    let named = FileIdentity(of: file)
    let isUnchanged = written.map { named?.isRenamed(from: $0) == true } ?? false
    return isUnchanged ? named : written
  }

  /// Checks that a record that is stored under a trial's name is of that trial.
  ///
  /// - Throws: `TrialFileError`.
  func require(_ id: String, in record: TrialRecord) throws(TrialFileError) {
    guard record.id == id else {
      throw TrialFileError(file: trialFile(id), cause: "it holds the trial \(record.id)")
    }
  }

  /// The experiment file that the results in the folder come from; `nil` if there is none yet.
  ///
  /// - Throws: `FileError`.
  public func storedExperiment() throws -> String? {
    do throws(FileError) {
      return try WholeFile.text(experimentFile, limit: 1 << 26)
    } catch {
      // What is there and cannot be read is not missing.
      guard [ENOENT, ENOTDIR].contains(error.code) else { throw error }
      return nil
    }
  }

  /// Keeps the experiment file as it is run.
  ///
  /// - Throws: `FileError`.
  public func storeExperiment(_ text: String) throws {
    try AtomicFile.write(text, to: experimentFile)
  }

  /// The id in the name of a trial's file; `nil` for another file.
  static func trialID(ofFile name: String) -> String? {
    guard name.hasSuffix(".h5") else { return nil }
    let id = String(name.dropLast(3))
    return TrialID.isValid(id) ? id : nil
  }
}
