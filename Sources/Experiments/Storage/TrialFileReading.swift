import Glibc
import HDF5

/// What came of reading a trial's file.
enum TrialFileReading: Equatable, Sendable {
  /// It holds the trial whose name it has, unchanged.
  case good(TrialFileSummary)
  /// It is proved not to: why.
  case damaged(String)
  /// Reading it ends the process: how.
  case fatal(String)

  /// Reads the file of a trial and checks all of it.
  ///
  /// - Throws: `FileError` if it cannot be read just now, which says nothing of what it holds.
  init(of id: String, in folder: ResultsFolder) throws(FileError) {
    let file = folder.trialFile(id)
    do {
      // What does not fit ends the process, and the file would seem to be the reason.
      try StoredTrial.requireMemory(toRead: file)
      // Enough for the curves of 45 million episodes, which take half a minute to read.
      let bytes = try WholeFile.read(file, limit: HDF5Limits.fileBytes)
      let stored = try StoredTrial(bytes: bytes, file: file)
      try folder.require(id, in: stored.trial)
      if let damage = stored.damage { throw TrialFileError(file: file, cause: damage) }
      self = .good(
        TrialFileSummary(
          stored.trial, fileBytes: bytes, resultDigest: stored.record.namedDigest))
    } catch let error as FileError where error.code != 0 {
      throw error
    } catch {
      // What another program is about to change is not damaged.
      try Self.requireUnlocked(file)
      self = .damaged(TrialFileSummary.line("\(error)"))
    }
  }

  /// Makes sure that no other program holds the lock that the HDF5 library takes for writing.
  private static func requireUnlocked(_ file: String) throws(FileError) {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw .openElsewhere(file)
    }
  }
}

extension FileError {
  /// A results file that another program has open for writing.
  static func openElsewhere(_ file: String) -> FileError {
    FileError(
      call: "read", file: file, code: EBUSY,
      cause:
        "another program has it open for writing, or did not close it (then 'h5clear -s' helps)")
  }
}

// MARK: - As a line of text

extension TrialFileReading {
  /// The message of one process to another: a word and its value, without the line's end.
  var line: String {
    switch self {
    case .good(let summary): "good " + CSVText.line(summary.cells).dropLast()
    case .damaged(let reason): "damaged \(reason)"
    case .fatal(let reason): "fatal \(reason)"
    }
  }

  /// Reads such a message, without the line's end; `nil` if it is malformed.
  init?(line: String) {
    let rest = String(line.drop { $0 != " " }.dropFirst())
    switch line.prefix(while: { $0 != " " }) {
    case "good":
      guard let cells = try? CSVText.lines(of: rest + "\n", file: "").first,
        let summary = try? TrialFileSummary(cells, file: "")
      else { return nil }
      self = .good(summary)
    case "damaged": self = .damaged(rest)
    case "fatal": self = .fatal(rest)
    default: return nil
    }
  }
}
