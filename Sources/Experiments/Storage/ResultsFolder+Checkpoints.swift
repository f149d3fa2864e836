import Platform

/// A file of a trial under way, by its name.
enum CheckpointName: Equatable {
  /// `<id>.<steps>.checkpoint`: the trial's state after so many steps.
  case state(id: String, stepsTaken: Int)
  /// `<id>.<first>-<end>.transitions`: what its replay memory took in.
  case transitions(id: String, numbers: Range<Int>)

  /// Reads a file name; `nil` if it is not one of ours.
  init?(_ name: String) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, TrialID.isValid(String(parts[0])) else { return nil }
    let id = String(parts[0])
    switch parts[2] {
    case "checkpoint":
      guard let steps = Self.number(parts[1]) else { return nil }
      self = .state(id: id, stepsTaken: steps)
    case "transitions":
      let ends = parts[1].split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let first = Self.number(ends[0]), let end = Self.number(ends[1]),
        first < end
      else { return nil }
      self = .transitions(id: id, numbers: first..<end)
    default: return nil
    }
  }

  /// The trial that the file is of.
  var id: String {
    switch self {
    case .state(let id, _), .transitions(let id, _): id
    }
  }

  /// The file's name.
  var text: String {
    switch self {
    case .state(let id, let steps): "\(id).\(steps).checkpoint"
    case .transitions(let id, let numbers):
      "\(id).\(numbers.lowerBound)-\(numbers.upperBound).transitions"
    }
  }

  /// A number as we write it: no sign, no zeros in front.
  private static func number(_ text: Substring) -> Int? {
    guard let number = Int(text), number >= 0, String(number) == text else { return nil }
    return number
  }
}

extension ResultsFolder {
  /// A file of a trial under way.
  func checkpointFile(_ name: CheckpointName) -> String { checkpointsFolder + "/" + name.text }

  /// The files of trials under way, sorted by name.
  ///
  /// - Throws: `FileError`.
  func checkpoints() throws(FileError) -> [CheckpointName] {
    do throws(FileError) {
      return try FolderListing.names(in: checkpointsFolder).compactMap { CheckpointName($0) }
    } catch {
      guard error.code == ENOENT else { throw error }
      return []
    }
  }

  /// Stores a file of a running trial, and creates the folder where it is missing.
  ///
  /// Another program that finishes the same experiment may remove the empty folder at any moment,
  /// which is no reason to end this one; a folder that stays missing is.
  ///
  /// - Throws: `FileError`.
  func writeCheckpoint(_ bytes: [UInt8], to file: String) throws(FileError) {
    try FolderListing.requireReal(checkpointsFolder)
    for _ in 0..<Self.maxRemovals {
      do throws(FileError) {
        try AtomicFile.write(bytes, to: file)
        return
      } catch {
        guard error.code == ENOENT else { throw error }
        try FolderListing.create(checkpointsFolder)
      }
    }
    try AtomicFile.write(bytes, to: file)
  }

  /// How often the folder may be removed while one file is being written.
  private static let maxRemovals = 3

  /// The trials that have a checkpoint.
  ///
  /// - Throws: `FileError`.
  func trialsUnderWay() throws(FileError) -> Set<String> {
    Set(
      try checkpoints().compactMap { name in
        if case .state(let id, _) = name { id } else { nil }
      })
  }

  /// Removes the checkpoints of trials for which `isOver` holds.
  ///
  /// - Throws: `FileError`.
  func removeCheckpoints(where isOver: (String) -> Bool) throws(FileError) {
    try FolderListing.requireReal(checkpointsFolder)
    for name in try checkpoints() where isOver(name.id) { try remove(checkpointFile(name)) }
  }

  /// Removes the folder of trials under way if none is.
  func removeCheckpointsFolder() {
    // Fails, as it should, if anything is in it.
    rmdir(checkpointsFolder)
  }

  /// Removes a file, if it is still there.
  func remove(_ file: String) throws(FileError) {
    guard unlink(file) == 0 || errno == ENOENT else {
      throw FileError(call: "unlink", file: file, code: errno)
    }
  }
}
