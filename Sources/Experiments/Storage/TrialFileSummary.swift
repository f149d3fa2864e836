import DeepQ
import HDF5
import Hashing
import Platform

/// What a trial's file says, without its curves and weights: all that a run, its summary and its
/// status need.
struct TrialFileSummary: Equatable, Sendable {
  /// What the summary has no column for: the cells of `ownColumns`.
  private var own: PackedCells
  /// The trial's line in the summary, without the cells of hyperparameters.
  var row: SummaryRow

  /// The summary of a trial whose file has those bytes.
  ///
  /// The hash of all that the file holds is taken from `resultDigest` where it is known: computing
  /// it is most of the work.
  init(_ record: TrialRecord, fileBytes: [UInt8], resultDigest: String? = nil) {
    own = PackedCells([
      .text(Self.digest(of: fileBytes)), SummaryValue(record.result.failure.map(Self.line)),
    ])
    row = SummaryRow(record, resultDigest: resultDigest, hyperparameters: [])
  }

  /// SHA-256 of the whole file, in lower-case hexadecimal.
  var fileDigest: String { own[0].text }

  /// Why the trial failed, in one printable line; `nil` if it ran to its end.
  var failure: String? {
    get { own[1] == .empty ? nil : own[1].text }
    set { own = own.replacing(1, with: SummaryValue(newValue)) }
  }

  /// SHA-256 of a file's bytes, in lower-case hexadecimal.
  static func digest(of bytes: [UInt8]) -> String { SHA256.hash(bytes).hexadecimal }

  /// A text that may come from an untrusted file, in one line.
  static func line(_ text: String) -> String {
    text.printable.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

/// A trial whose file was written.
struct WrittenTrial {
  /// What the file says.
  var summary: TrialFileSummary
  /// The file's identity.
  var identity: FileIdentity?
}

// MARK: - As a line of text

extension TrialFileSummary {
  /// The headings of the cells: those of the summary, behind what the summary has no column for.
  static let columns = ownColumns + ResultColumn.all.map(\.name)

  private static let ownColumns = ["file_sha256", "failure"]

  /// The cells of one line of CSV.
  var cells: [String] { (own.values + row.results).map(\.text) }

  /// Takes a summary out of a line of CSV.
  ///
  /// - Throws: `CSVError` if it is not one.
  init(_ line: CSVText.Line, file: String) throws(CSVError) {
    guard line.cells.count == Self.columns.count else {
      throw CSVError(
        file: file, line: line.number, column: nil,
        cause: "it has \(line.cells.count) cells instead of \(Self.columns.count)")
    }
    guard case .text(let digest)? = ResultColumn.Kind.digest.value(of: line.cells[0]) else {
      throw CSVError(
        file: file, line: line.number, column: "file_sha256", cause: "there is no hash")
    }
    row = SummaryRow(
      results: try SummaryReader.results(
        of: line, from: Self.ownColumns.count, columns: Array(ResultColumn.all.indices), file: file),
      hyperparameters: [])
    guard row.status != .missing else {
      throw CSVError(
        file: file, line: line.number, column: "status", cause: "a trial with a file is not missing"
      )
    }
    own = PackedCells([.text(digest), row.status == .failed ? .text(line.cells[1]) : .empty])
  }
}

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
