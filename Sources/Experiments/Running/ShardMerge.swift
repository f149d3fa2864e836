import HDF5

/// Puts the results of one experiment together that were made in several folders.
///
/// The result is, byte for byte, that of a run of the whole experiment in one folder.
public struct ShardMerge: Sendable {
  /// A trial and the folder whose file of it is taken, by its index.
  private struct Source {
    var folder: Int
    var summary: TrialFileSummary
  }

  private let target: ResultsFolder
  private let folders: [ResultsFolder]
  private let experiment: Experiment
  private var sources: [String: Source] = [:]

  /// Trials that are in no folder, in grid order.
  public private(set) var missing: [String] = []

  /// Reads the folders and checks them; nothing is written yet.
  ///
  /// - Parameters:
  ///   - folders: where the shards were run.
  ///   - target: where the whole goes; if it holds results, they are taken in too.
  ///   - inspection: reads the trials' files before this process does.
  ///   - stop: ends the reading early when it is set.
  /// - Throws: `MergeError` if they do not fit together; `NoResultsError`; `FileError`;
  ///   `StopRequestError`.
  public init(
    _ folders: [ResultsFolder], into target: ResultsFolder, inspection: FileInspection? = nil,
    stop: StopFlag = StopFlag()
  ) throws {
    try target.requireOwn()
    self.target = target
    let hasResults = try target.storedExperiment() != nil
    self.folders = (hasResults ? [target] : []) + folders.filter { $0 != target }
    let experiments = try self.folders.map { try $0.experiment() }
    guard let first = experiments.first else { throw MergeError.nothing }
    for (folder, experiment) in zip(self.folders, experiments).dropFirst() {
      let changes = ExperimentDifference.between(first, experiment)
      guard changes.isEmpty else {
        throw MergeError.otherExperiment(
          folder: folder.path, first: self.folders[0].path, changes: changes)
      }
    }
    experiment = first
    let planned = Set(first.trials.lazy.map(\.id))
    for (index, folder) in self.folders.enumerated() {
      try TrialFiles(in: folder, inspection: inspection).read(
        where: planned.contains, stop: stop
      ) { finding in
        switch finding {
        case .damaged(let trial): throw MergeError.damaged(trial.reason)
        case .good(let summary, _): try add(Source(folder: index, summary: summary))
        }
      }
    }
    let found = sources
    missing = first.trials.lazy.map(\.id).filter { found[$0] == nil }
  }

  /// Takes a trial in, which another folder may have too.
  private mutating func add(_ source: Source) throws {
    let id = source.summary.row.trial
    if let other = sources[id] {
      guard other.summary.row["result_sha256"] == source.summary.row["result_sha256"] else {
        throw MergeError.conflict(file(of: other), file(of: source))
      }
      // The same result, of which the files may keep more or less.
      guard other.summary.fileDigest != source.summary.fileDigest,
        try keepsMore(source, than: other)
      else { return }
    }
    sources[id] = source
  }

  private func file(of source: Source) -> String {
    folders[source.folder].trialFile(source.summary.row.trial)
  }

  /// Whether a file keeps parameters that are nearer to the final ones than another file's.
  private func keepsMore(_ one: Source, than other: Source) throws -> Bool {
    let order = [WeightRetention.none, .best, .last]
    let ranks = try [one, other].map { source in
      order.firstIndex(of: try TrialRecord.read(from: file(of: source)).retention) ?? 0
    }
    return ranks[0] > ranks[1]
  }

  /// The number of trials of the experiment.
  public var trialCount: Int { experiment.trialCount }

  /// Writes the whole into the target.
  ///
  /// - Returns: its summary.
  /// - Throws: `FolderLockError` if a run of the whole is under way there; `FileError`, `HDF5Error`
  ///   or `TrialFileError`.
  @discardableResult
  public func write() throws -> SummaryTable {
    try target.create()
    // Shards may run here, such as one that a batch system has lost sight of.
    let lock = try target.lock(shard: "merge")
    return try withExtendedLifetime(lock) {
      try target.removeOrphans()
      try target.storeExperiment(experiment.resolvedText)
      for id in sources.keys.sorted() {
        guard let source = sources[id], folders[source.folder] != target else { continue }
        let file = file(of: source)
        let bytes = try WholeFile.read(file, limit: HDF5Limits.fileBytes)
        guard TrialFileSummary.digest(of: bytes) == source.summary.fileDigest else {
          throw TrialFileError(file: file, cause: "it was changed while it was merged")
        }
        _ = try target.storeTrial(bytes, id: id)
      }
      try mergeRecords()
      var summary = SummaryTable(of: experiment) { sources[$0]?.summary }
      summary.name = target.summaryFile
      try summary.write(to: target.summaryFile)
      try SweepIndex.write(summary, to: target.indexFile)
      try TrialIndex.write(indexEntries, to: target.trialIndexFile)
      return summary
    }
  }

  /// What a later run knows the merged files by: all of them were checked.
  private var indexEntries: some Sequence<TrialIndex.Entry> {
    sources.keys.sorted().lazy.compactMap { id in
      guard let source = sources[id], let identity = FileIdentity(of: target.trialFile(id)) else {
        return nil
      }
      return TrialIndex.Entry(summary: source.summary, identity: identity.text)
    }
  }

  /// Puts together what depends on the machines; what is damaged or missing is left out.
  private func mergeRecords() throws {
    var timing = TimingTable()
    var provenance = Provenance()
    for folder in folders {
      timing.merge(folder.timingFile)
      let runs = (try? Provenance(continuing: folder.provenanceFile))?.runs ?? []
      provenance.runs += runs.filter { !provenance.runs.contains($0) }
    }
    try timing.write(to: target.timingFile)
    try provenance.write(to: target.provenanceFile)
  }
}

/// Folders that cannot be merged.
public enum MergeError: ExitStatusError, Equatable {
  /// No folder is given that holds results.
  case nothing
  /// A folder that holds another experiment than the first one.
  case otherExperiment(folder: String, first: String, changes: [String])
  /// A trial's file that is not right.
  case damaged(String)
  /// Two files of one trial with different results.
  case conflict(String, String)
  /// Trials that are in no folder.
  case incomplete(missing: [String], of: Int)

  /// What the program ends with.
  public var exitStatus: ExitStatus {
    switch self {
    case .nothing, .otherExperiment: .wrongInput
    case .damaged, .conflict, .incomplete: .failed
    }
  }

  /// What does not fit together.
  public var description: String {
    switch self {
    case .nothing: return "there is nothing to merge: name the folders of the shards"
    case .otherExperiment(let folder, let first, let changes):
      return
        (["\(folder) holds another experiment than \(first):"]
        + changes.prefix(20).map { "  " + $0 }
        + ["only shards of one experiment can be merged; nothing was written"])
        .joined(separator: "\n")
    case .damaged(let reason): return "\(reason); nothing was merged"
    case .conflict(let first, let second):
      return "\(first) and \(second) hold different results of the same trial; nothing was merged"
    case .incomplete(let missing, let count):
      let ids = missing.prefix(8).joined(separator: ", ") + (missing.count > 8 ? ", ..." : "")
      return "\(missing.count) of \(count) trials are in none of the folders: \(ids); "
        + "nothing was merged (--partial merges what is there)"
    }
  }
}
