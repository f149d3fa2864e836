import Glibc

extension ResultsFolder {
  /// What a damaged file's name ends with once it is set aside.
  static let damagedSuffix = ".damaged"

  /// Gives a damaged file another name, under which nothing looks for it.
  ///
  /// - Throws: `FileError`.
  func setAside(_ file: String) throws(FileError) {
    // Someone else may have done so meanwhile.
    guard rename(file, file + Self.damagedSuffix) == 0 || errno == ENOENT else {
      throw FileError(call: "rename", file: file, code: errno)
    }
  }

  /// Makes sure that a trial's file is none of those that an inspection found to end their reader.
  ///
  /// - Throws: `TrialFileError`.
  func refuse(_ id: String, _ fatal: [String: String]) throws(TrialFileError) {
    guard let cause = fatal[id] else { return }
    throw TrialFileError(file: trialFile(id), cause: cause)
  }

  /// What an earlier run left in a file that this one continues; `nil` if there is nothing, or if it
  /// is damaged: the file is then set aside, and `warn` is told.
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
      try setAside(file)
      warn("\(file) is damaged; it is set aside as \(file)\(Self.damagedSuffix)")
      return nil
    }
  }
}
