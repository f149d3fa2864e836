import Platform

/// The trials whose files are in a folder: what each of them says, read once.
///
/// A file that an earlier run has read or written is known again (`TrialIndex`) and only hashed;
/// the others are taken apart, by another process where an inspection is given. What a run itself
/// writes is added, and not read at all. At the end of a run `update` looks for files that were
/// removed or changed meanwhile.
struct StoredTrials {
  /// A file that is not what it should be.
  struct DamagedTrial: Equatable {
    var id: String
    var reason: String
  }

  /// A file that is right.
  private struct Entry {
    var summary: TrialFileSummary
    /// The file's identity when it was read or written.
    var identity: FileIdentity?
  }

  private let folder: ResultsFolder
  private let inspection: FileInspection?
  private var entries: [String: Entry] = [:]
  /// Files that are not right, in the order of ids.
  private(set) var damaged: [DamagedTrial] = []

  /// The trials of a folder; nothing is read yet.
  init(in folder: ResultsFolder, inspection: FileInspection?) {
    self.folder = folder
    self.inspection = inspection
  }

  /// What the file of a trial says; `nil` if there is none that is right.
  subscript(id: String) -> TrialFileSummary? { entries[id]?.summary }

  /// Trials that ran to their end.
  var done: Set<String> { Set(entries.lazy.filter { $1.summary.failure == nil }.map(\.key)) }

  /// Trials that have a file that is right, whether they ran to their end or failed.
  var ids: Set<String> { Set(entries.keys) }

  /// Trials that failed.
  var failed: Set<String> { Set(entries.lazy.filter { $1.summary.failure != nil }.map(\.key)) }

  /// What a later run knows the files by.
  var index: TrialIndex {
    var index = TrialIndex()
    index.trials = entries.compactMapValues { entry in
      entry.identity.map { TrialIndex.Entry(summary: entry.summary, identity: $0.text) }
    }
    return index
  }

  /// Reads the file of every trial.
  ///
  /// - Parameters:
  ///   - wanted: of these only, where it is given.
  ///   - stop: ends the reading early when it is set.
  ///   - announce: called with the number of files to read, before they are read.
  /// - Throws: `FileError` if a file cannot be read just now; `StopRequestError`.
  mutating func read(
    only wanted: Set<String>? = nil, stop: StopFlag, announce: (Int) -> Void = { _ in }
  ) throws {
    try take(
      try folder.finishedTrials().filter { wanted?.contains($0) ?? true },
      known: try TrialIndex(reading: folder.trialIndexFile), stop: stop, announce: announce)
  }

  /// Adds a trial whose file was written.
  mutating func add(_ trial: WrittenTrial) {
    entries[trial.summary.row.trial] = Entry(summary: trial.summary, identity: trial.identity)
  }

  /// Takes note of files that were removed or changed since they were read or written; those that
  /// have appeared are ignored.
  ///
  /// - Throws: as `read`.
  mutating func update(stop: StopFlag) throws {
    let present = Set(try folder.finishedTrials())
    entries = entries.filter { present.contains($0.key) }
    let changed = entries.filter { FileIdentity(of: folder.trialFile($0)) != $1.identity }.keys
    let known = index
    for id in changed { entries[id] = nil }
    try take(changed.sorted(), known: known, stop: stop, announce: { _ in })
  }

  /// Reads files that have appeared since the others were read, as other processes write them.
  ///
  /// - Returns: whether there were any.
  /// - Throws: as `read`.
  mutating func readNew(stop: StopFlag) throws -> Bool {
    let known = ids.union(damaged.map(\.id))
    let appeared = try folder.finishedTrials().filter { !known.contains($0) }
    try take(appeared, known: TrialIndex(), stop: stop, announce: { _ in })
    return !appeared.isEmpty
  }

  /// Gives damaged files other names, so that their trials run again.
  ///
  /// - Parameter isPlanned: whether a trial is one of the experiment's.
  /// - Returns: a warning for each.
  /// - Throws: `FileError`.
  func quarantineDamaged(where isPlanned: (String) -> Bool) throws -> [String] {
    try damaged.map { trial in
      let file = folder.trialFile(trial.id)
      let name = try folder.quarantine(file) ?? file + ResultsFolder.damagedSuffix
      return "\(trial.reason); it is quarantined as \(name)"
        + (isPlanned(trial.id) ? ", and the trial runs again" : "")
    }
  }

  /// Reads the files of some trials, those with a known hash without taking them apart.
  private mutating func take(
    _ ids: [String], known: TrialIndex, stop: StopFlag, announce: (Int) -> Void
  ) throws {
    var unknown: [String] = []
    var identities: [String: FileIdentity] = [:]
    for id in ids {
      try stop.check()
      guard let identity = try identity(of: id) else { continue }
      if let entry = known.trials[id], entry.identity == identity.text,
        try WholeFile.digest(of: folder.trialFile(id)) == entry.summary.fileDigest
      {
        entries[id] = Entry(summary: entry.summary, identity: identity)
      } else {
        unknown.append(id)
        identities[id] = identity
      }
    }
    guard !unknown.isEmpty else { return }
    announce(unknown.count)
    for (id, reading) in zip(unknown, try readings(of: unknown, stop: stop)) {
      switch reading {
      case .good(let summary): entries[id] = Entry(summary: summary, identity: identities[id])
      case .damaged(let reason): damaged.append(DamagedTrial(id: id, reason: reason))
      case .fatal(let reason):
        let error = TrialFileError(file: folder.trialFile(id), cause: reason)
        damaged.append(DamagedTrial(id: id, reason: error.description))
      }
    }
  }

  /// The identity of a trial's file; `nil` if it has just been removed.
  ///
  /// - Throws: `FileError` if what has its name is no file.
  private func identity(of id: String) throws(FileError) -> FileIdentity? {
    let file = folder.trialFile(id)
    guard let identity = FileIdentity(of: file) else {
      if FolderListing.exists(file) { throw FileError(call: "stat", file: file, code: ENOENT) }
      return nil
    }
    guard identity.isRegular else {
      throw FileError(
        call: "read", file: file, code: EINVAL,
        cause: "it is not a regular file; move it away, and its trial runs")
    }
    return identity
  }

  private func readings(of ids: [String], stop: StopFlag) throws -> [TrialFileReading] {
    if let inspection { return try inspection.read(ids, in: folder, stop: stop) }
    return try ids.map { id in
      try stop.check()
      return try TrialFileReading(of: id, in: folder)
    }
  }
}
