import Platform

/// Takes out of a results folder what no longer belongs to its experiment: the trials that are no
/// longer in the grid, their checkpoints, and damaged files that were quarantined.
public struct Pruning: Sendable {
  /// What becomes of the files.
  public enum Action: Sendable {
    /// They go to the folder `pruned`, which `sweep run --from` takes trials from.
    case move
    /// They are removed.
    case delete
    /// They stay.
    case list
  }

  /// A file that does not belong to the experiment.
  public struct File: Equatable, Sendable {
    /// Its path in the results folder, for example `trials/0123456789ab.h5`.
    public let path: String
    /// Bytes.
    public let bytes: Int
  }

  private let folder: ResultsFolder
  /// The files, sorted by path.
  public let files: [File]

  /// Bytes of all of them.
  public var bytes: Int { files.reduce(0) { $0 + $1.bytes } }

  /// Finds the files.
  ///
  /// - Throws: `NoResultsError`; `FileError`; `ConfigurationErrors`.
  public init(of folder: ResultsFolder) throws {
    self.folder = folder
    try folder.requireRealFolders()
    let planned = Set(try folder.experiment().trials.lazy.map(\.id))
    var paths: [String] = []
    for subfolder in ["trials", "checkpoints"] {
      let path = folder.path + "/" + subfolder
      guard FolderListing.exists(path) else { continue }
      paths += try FolderListing.names(in: path)
        .filter { ResultsFolder.isDamaged($0) || Self.isDeparted($0, planned) }
        .map { subfolder + "/" + $0 }
    }
    paths += try FolderListing.names(in: folder.path).filter(ResultsFolder.isDamaged)
    files = paths.sorted().compactMap { path in
      let identity = FileIdentity(of: folder.path + "/" + path)
      return identity?.isRegular == true ? File(path: path, bytes: identity?.size ?? 0) : nil
    }
  }

  /// Does it.
  ///
  /// - Throws: `FolderLockError` if the experiment runs; `FileError`.
  public func perform(_ action: Action) throws {
    if files.isEmpty || action == .list { return }
    let lock = try folder.lock()
    try withExtendedLifetime(lock) {
      for file in files {
        switch action {
        case .list: break
        case .delete: try folder.remove(folder.path + "/" + file.path)
        case .move: try move(file)
        }
      }
    }
    folder.removeCheckpointsFolder()
  }

  private func move(_ file: File) throws {
    let destination = folder.prunedFolder + "/" + file.path
    try FolderListing.requireReal(folder.prunedFolder)
    let parent = AtomicFile.parentFolder(of: destination)
    try FolderListing.requireReal(parent)
    try FolderListing.create(parent)
    let name = try freeName(for: file, at: destination)
    guard rename(folder.path + "/" + file.path, name) == 0 || errno == ENOENT else {
      throw FileError(call: "rename", file: folder.path + "/" + file.path, code: errno)
    }
  }

  /// The name that a file gets; what was pruned before stays, unless it has the same bytes.
  private func freeName(for file: File, at destination: String) throws -> String {
    if ResultsFolder.isDamaged(file.path) { return ResultsFolder.freeName(destination) }
    guard FolderListing.exists(destination),
      try WholeFile.digest(of: destination)
        != WholeFile.digest(of: folder.path + "/" + file.path)
    else { return destination }
    return ResultsFolder.freeName(destination + ResultsFolder.damagedSuffix)
  }

  private static func isDeparted(_ name: String, _ planned: Set<String>) -> Bool {
    guard let id = ResultsFolder.trialID(ofFile: name) ?? CheckpointName(name)?.id else {
      return false
    }
    return !planned.contains(id)
  }
}
