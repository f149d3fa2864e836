import Platform

/// Reads the files of a folder's trials, each once, in the order of ids.
///
/// A file that an earlier run has read or written is known again (`TrialIndex`) and only hashed;
/// the others are taken apart, by another process where an inspection is given. Of a folder of any
/// size, the names and one file are in memory: what is kept of each is up to the caller.
struct TrialFiles {
  /// What a file holds.
  enum Finding {
    /// The trial whose name it has, unchanged. The identity is the file's when it was read.
    case good(TrialFileSummary, FileIdentity)
    /// Something else.
    case damaged(DamagedTrial)
  }

  /// Files that are asked for at once: each time another process starts.
  private static let batch = 4_096

  private let folder: ResultsFolder
  private let inspection: FileInspection?

  /// The files of a folder; nothing is read yet.
  init(in folder: ResultsFolder, inspection: FileInspection?) {
    self.folder = folder
    self.inspection = inspection
  }

  /// Reads the files of all trials that are wanted.
  ///
  /// - Parameters:
  ///   - isWanted: whether the trial of an id is.
  ///   - stop: ends the reading early when it is set.
  ///   - announce: called with the number of files to be taken apart, before they are.
  ///   - body: is given what each holds: first the files that are known, then the others.
  /// - Throws: `FileError` if a file cannot be read just now; `StopRequestError`; what `body`
  ///   throws.
  func read(
    where isWanted: (String) -> Bool = { _ in true }, stop: StopFlag,
    announce: (Int) -> Void = { _ in }, each body: (Finding) throws -> Void
  ) throws {
    var index = try TrialIndex(reading: folder.trialIndexFile)
    try read(
      try folder.finishedTrials().filter(isWanted), known: { try index.entry(of: $0) },
      stop: stop, announce: announce, each: body)
  }

  /// Reads the files of some trials.
  ///
  /// - Parameters:
  ///   - ids: in order.
  ///   - known: what the file of a trial said when it was last read.
  ///   - stop: as above.
  ///   - announce: as above.
  ///   - body: as above.
  /// - Throws: as above.
  func read(
    _ ids: [String], known: (String) throws -> TrialIndex.Entry? = { _ in nil }, stop: StopFlag,
    announce: (Int) -> Void = { _ in }, each body: (Finding) throws -> Void
  ) throws {
    var unknown: [String] = []
    for id in ids {
      try stop.check()
      guard let identity = try identity(of: id) else { continue }
      if let entry = try known(id), entry.identity == identity.text,
        try WholeFile.digest(of: folder.trialFile(id)) == entry.summary.fileDigest
      {
        try body(.good(entry.summary, identity))
      } else {
        unknown.append(id)
      }
    }
    if unknown.isEmpty { return }
    announce(unknown.count)
    for first in stride(from: 0, to: unknown.count, by: Self.batch) {
      try takeApart(unknown[first..<min(first + Self.batch, unknown.count)], stop, body)
    }
  }

  private func takeApart(
    _ ids: ArraySlice<String>, _ stop: StopFlag, _ body: (Finding) throws -> Void
  ) throws {
    var identities: [String: FileIdentity] = [:]
    for id in ids { identities[id] = try identity(of: id) }
    let present = ids.filter { identities[$0] != nil }
    try readings(of: present, stop: stop) { id, reading in
      guard let identity = identities[id] else { return }
      switch reading {
      case .good(let summary): try body(.good(summary, identity))
      case .damaged(let reason): try body(.damaged(DamagedTrial(id: id, reason: reason)))
      case .fatal(let reason):
        let error = TrialFileError(file: folder.trialFile(id), cause: reason)
        try body(.damaged(DamagedTrial(id: id, reason: error.description)))
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

  private func readings(
    of ids: [String], stop: StopFlag, _ body: (String, TrialFileReading) throws -> Void
  ) throws {
    if let inspection { return try inspection.read(ids, in: folder, stop: stop, each: body) }
    for id in ids {
      try stop.check()
      try body(id, try TrialFileReading(of: id, in: folder))
    }
  }
}

/// A trial's file that is not what it should be.
struct DamagedTrial: Equatable {
  /// The trial that the file is named after.
  var id: String
  /// What is wrong with it.
  var reason: String
}
