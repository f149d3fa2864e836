/// The trials whose files are in a folder: what each of them says, read once.
///
/// What a run itself writes is added, and not read at all. At the end of a run `update` looks for
/// files that were removed or changed meanwhile.
struct StoredTrials {
  /// A file that is right.
  fileprivate struct Entry {
    var summary: TrialFileSummary
    /// The file's identity when it was read or written.
    var identity: FileIdentity?
  }

  private let folder: ResultsFolder
  private let files: TrialFiles
  private var entries: [String: Entry] = [:]
  /// Files that are not right, in the order of ids.
  private(set) var damaged: [DamagedTrial] = []

  /// The trials of a folder; nothing is read yet.
  init(in folder: ResultsFolder, inspection: FileInspection?) {
    self.folder = folder
    files = TrialFiles(in: folder, inspection: inspection)
  }

  /// What the file of a trial says; `nil` if there is none that is right.
  subscript(id: String) -> TrialFileSummary? { entries[id]?.summary }

  /// Trials that ran to their end.
  var done: Set<String> { Set(entries.lazy.filter { $1.summary.failure == nil }.map(\.key)) }

  /// Trials that have a file that is right, whether they ran to their end or failed.
  var ids: Set<String> { Set(entries.keys) }

  /// Trials that failed.
  var failed: Set<String> { Set(entries.lazy.filter { $1.summary.failure != nil }.map(\.key)) }

  /// What a later run knows the files by, in the order of ids.
  var indexEntries: some Sequence<TrialIndex.Entry> {
    entries.keys.sorted().lazy.compactMap { entries[$0]?.indexed }
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
    try files.read(where: { wanted?.contains($0) ?? true }, stop: stop, announce: announce) {
      add($0)
    }
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
    for id in entries.keys.filter({ !present.contains($0) }) { entries[id] = nil }
    var changed: [String: TrialIndex.Entry] = [:]
    for (id, entry) in entries where FileIdentity(of: folder.trialFile(id)) != entry.identity {
      changed[id] = entry.indexed
    }
    let ids = entries.keys.filter { changed[$0] != nil || entries[$0]?.identity == nil }
    for id in ids { entries[id] = nil }
    try files.read(ids.sorted(), known: { changed[$0] }, stop: stop) { add($0) }
  }

  /// Reads files that have appeared since the others were read, as other processes write them.
  ///
  /// - Returns: whether there were any.
  /// - Throws: as `read`.
  mutating func readNew(stop: StopFlag) throws -> Bool {
    let known = ids.union(damaged.map(\.id))
    let appeared = try folder.finishedTrials().filter { !known.contains($0) }
    try files.read(appeared, stop: stop) { add($0) }
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

  private mutating func add(_ finding: TrialFiles.Finding) {
    switch finding {
    case .good(let summary, let identity):
      entries[summary.row.trial] = Entry(summary: summary, identity: identity)
    case .damaged(let trial): damaged.append(trial)
    }
  }
}

extension StoredTrials.Entry {
  /// The entry as a later run finds it; `nil` if the file's identity is not known.
  fileprivate var indexed: TrialIndex.Entry? {
    identity.map { TrialIndex.Entry(summary: summary, identity: $0.text) }
  }
}
