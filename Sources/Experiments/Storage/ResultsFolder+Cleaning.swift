import Platform

/// A folder that holds what `sweep` did not put there.
public struct ForeignFolderError: ExitStatusError, Equatable, Sendable {
  /// The folder.
  public let folder: String
  /// The first of the foreign names.
  public let name: String

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// For example: `results/thesis holds 'chapter1.tex' and no experiment.cfg: it is not a results
  /// folder, and is left alone`.
  public var description: String {
    "\(folder) holds '\(name)' and no experiment.cfg: it is not a results folder, and is left alone"
  }
}

extension ResultsFolder {
  /// The files that are directly in a results folder.
  ///
  /// `experiment.cfg` is the last to go, so that a folder half cleared
  /// is still known for what it is.
  private static let ownFiles = [
    "summary.csv", "sweep.h5", "timing.csv", "provenance.json", "report.html", "curves.svg",
    "gates.csv", ".index", "slurm.json", "experiment.cfg",
  ]
  private static let ownFolders = ["trials", "checkpoints", "pruned", "export", "slurm"]

  /// Whether a path names what a results folder consists of, which nothing else may be written to:
  /// any of its files but pictures and reports, which can be made again.
  public static func isResult(_ path: String) -> Bool {
    let name = String(path.split(separator: "/").last ?? "")
    let parent = AtomicFile.parentFolder(of: path)
    func isResults(_ folder: String) -> Bool {
      FolderListing.exists(folder + "/experiment.cfg") || FolderListing.exists(folder + "/.lock")
    }
    if ["trials", "checkpoints"].contains(String(parent.split(separator: "/").last ?? "")) {
      return isResults(AtomicFile.parentFolder(of: parent))
    }
    return ownFiles.contains(name) && !["curves.svg", "report.html"].contains(name)
      && isResults(parent)
  }

  /// Makes sure that the folder is a results folder, or could become one.
  ///
  /// It is if it holds an `experiment.cfg`, or nothing but names of ours: reference results come as
  /// a lone `summary.csv`.
  ///
  /// - Throws: `ForeignFolderError` or `FileError`.
  public func requireOwn() throws {
    guard FolderListing.exists(path) else { return }
    let names = try FolderListing.names(in: path)
    guard !names.contains("experiment.cfg") else { return }
    let own = Self.ownFiles + Self.ownFolders
    let isForeign = { (name: String) in
      !own.contains(name) && !FolderLock.isName(name) && TemporaryName(name) == nil
    }
    if let name = names.first(where: isForeign) {
      throw ForeignFolderError(folder: path, name: name)
    }
  }

  /// Makes sure that nothing is written or removed through a link: what is in a folder that a link
  /// leads to is not ours.
  ///
  /// Links to files need no such care: a file is replaced or removed by its name, which is the
  /// link's, and is never opened for writing. But a folder with a file's name could not be replaced
  /// in the end.
  ///
  /// - Throws: `FileError`.
  func requireRealFolders() throws(FileError) {
    for folder in [path, trialsFolder, checkpointsFolder] { try FolderListing.requireReal(folder) }
    for name in Self.ownFiles { try FolderListing.requireNoFolder(path + "/" + name) }
  }

  /// Removes what earlier runs left, and only that: files of names that `sweep` gives.
  ///
  /// Anything else stays, the lock too.
  ///
  /// - Throws: `ForeignFolderError` or `FileError` before anything is removed; `FileError`.
  public func clear() throws {
    try requireOwn()
    try requireRealFolders()
    guard FolderListing.exists(path) else { return }
    let folders = [trialsFolder, checkpointsFolder].filter { FolderListing.exists($0) }
    for folder in folders + [path] { try FolderListing.requireWritable(folder) }
    try removeOrphans()
    for folder in folders {
      for name in try FolderListing.names(in: folder) where Self.isOwn(name) {
        try removeFile(folder + "/" + name)
      }
      // Fails, as it should, if something of the user's is in it.
      rmdir(folder)
    }
    let names = try FolderListing.names(in: path)
    for own in Self.ownFiles {
      for name in names where Self.withoutDamagedSuffix(name) == own {
        try removeFile(path + "/" + name)
      }
    }
  }

  /// Removes a file; a folder of that name is none of ours, and stays.
  private func removeFile(_ file: String) throws(FileError) {
    if !FolderListing.isFolder(file) { try remove(file) }
  }

  /// Removes temporary files whose writers have ended; to be called while holding the lock.
  ///
  /// - Throws: `FileError`.
  public func removeOrphans() throws {
    try requireRealFolders()
    for folder in [path, trialsFolder, checkpointsFolder] where FolderListing.exists(folder) {
      try AtomicFile.removeOrphans(in: folder)
    }
  }

  /// Whether a name in the folders of trials and checkpoints is one that `sweep` gives, to files
  /// that are quarantined too.
  private static func isOwn(_ name: String) -> Bool {
    let name = withoutDamagedSuffix(name)
    return trialID(ofFile: name) != nil || CheckpointName(name) != nil
  }
}

extension ResultsFolder {
  /// What a damaged file's name ends with once it is quarantined; a number follows where there are
  /// several.
  static let damagedSuffix = ".damaged"

  /// Gives a damaged file another name, under which nothing looks for it; what was quarantined
  /// before stays.
  ///
  /// - Returns: the new name; `nil` if the file no longer exists.
  /// - Throws: `FileError`.
  @discardableResult
  func quarantine(_ file: String) throws(FileError) -> String? {
    try requireRealFolders()
    let name = Self.freeName(file + Self.damagedSuffix)
    if rename(file, name) == 0 { return name }
    // Another process may have moved it meanwhile.
    guard errno == ENOENT else { throw FileError(call: "rename", file: file, code: errno) }
    return nil
  }

  /// The path, or the first of the path with a number behind it, that no file has.
  ///
  /// Numbers begin at 2.
  static func freeName(_ path: String) -> String {
    var name = path
    var number = 1
    while FolderListing.exists(name) {
      number += 1
      name = path + "\(number)"
    }
    return name
  }

  /// Whether a name is one of ours, with what quarantined files have behind it.
  static func isDamaged(_ name: String) -> Bool {
    let file = name.split(separator: "/").last.map(String.init) ?? name
    let plain = withoutDamagedSuffix(file)
    return plain != file && (ownFiles.contains(plain) || isOwn(plain))
  }

  /// A file's name before it was quarantined.
  static func withoutDamagedSuffix(_ name: String) -> String {
    let plain = name.reversed().drop { $0.isASCII && $0.isNumber }.reversed()
    guard String(plain).hasSuffix(damagedSuffix) else { return name }
    return String(String(plain).dropLast(damagedSuffix.count))
  }

  /// What an earlier run left in a file that this one continues; `nil` if there is nothing, or if
  /// it is damaged: the file is then quarantined, and `warn` is called.
  ///
  /// - Throws: `FileError` if the file is there and cannot be read or moved.
  func continued<Value>(
    _ file: String, warn: (String) -> Void, read: (String) throws -> Value
  ) throws -> Value? {
    guard FolderListing.exists(file) else { return nil }
    do {
      return try read(file)
    } catch let error as FileError where error.code != 0 {
      throw error
    } catch {
      let name = try quarantine(file)
      warn("\(file) is damaged; it is quarantined as \(name ?? file + Self.damagedSuffix)")
      return nil
    }
  }
}
