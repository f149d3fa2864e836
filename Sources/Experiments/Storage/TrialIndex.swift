import Hashing

/// `.index`: what the trials' files of a folder said when they were last read, with the hash of
/// each.
///
/// With it a file is known again without being taken apart: HDF5 takes a millisecond a file,
/// hashing some microseconds. It is a cache and nothing more: an index that is missing, damaged, or
/// of another version of the program is as good as none, and so is an entry for a file with another
/// hash. An entry holds for the very file that was read (`FileIdentity`), so that an index that
/// came with a folder from elsewhere, and may say anything, says nothing here.
///
/// The entries are in the order of ids, and are written and read one at a time.
struct TrialIndex {
  /// An index entry: a trial file's identity and summary.
  struct Entry: Equatable, Sendable {
    var summary: TrialFileSummary
    /// The text of the file's identity.
    var identity: String
  }

  /// To be raised when a column of the summary is computed in another way.
  private static let format = 1
  private static let byteLimit = 1 << 30

  private static let head =
    CSVText.line(["sweep \(BuildFacts.programVersion)", "index \(format)"])
    + CSVText.line(["file"] + TrialFileSummary.columns)

  private static func foot(_ hash: SHA256) -> String {
    CSVText.line(["sha256", hash.finalize().hexadecimal])
  }

  // MARK: - Writing

  /// Puts an index on disk, whole or not at all: a head, a line for each trial, and the hash of all
  /// that.
  ///
  /// - Parameters:
  ///   - entries: in the order of ids.
  ///   - file: where it goes.
  /// - Throws: `FileError`.
  static func write(_ entries: some Sequence<Entry>, to file: String) throws(FileError) {
    try AtomicFile.write(to: file) { output throws(FileError) in
      var hash = SHA256()
      hash.update(Array(head.utf8))
      try output.write(head)
      for entry in entries {
        let line = CSVText.line([entry.identity] + entry.summary.cells)
        hash.update(Array(line.utf8))
        try output.write(line)
      }
      try output.write(foot(hash))
    }
  }

  // MARK: - Reading

  private var lines: CSVReader?
  private var next: Entry?

  /// Opens the index that an earlier run left; one of nothing if there is none that can be used.
  ///
  /// - Throws: `FileError` if it is there and cannot be read.
  init(reading file: String) throws(FileError) {
    guard FolderListing.exists(file) else { return }
    do throws(FileError) {
      let pieces = try FilePieces(file, limit: Self.byteLimit)
      guard try Self.isWhole(pieces) else { return }
      try pieces.rewind()
      lines = CSVReader(pieces, file: file)
    } catch {
      guard error.code == 0 else { throw error }
    }
    _ = try nextLine()
    _ = try nextLine()
    try advance()
  }

  /// The entry of a trial, if the index has one.
  ///
  /// - Precondition: no later trial, in the order of ids, was asked for before.
  /// - Throws: `FileError` if the index cannot be read.
  mutating func entry(of id: String) throws(FileError) -> Entry? {
    while let next, next.summary.row.trial < id { try advance() }
    return next?.summary.row.trial == id ? next : nil
  }

  private mutating func advance() throws(FileError) {
    next = nil
    guard let line = try nextLine(), let identity = line.cells.first else { return }
    let cells = CSVText.Line(number: line.number, cells: Array(line.cells.dropFirst()))
    // The foot is no entry.
    guard let summary = try? TrialFileSummary(cells, file: "") else { return }
    next = Entry(summary: summary, identity: identity)
  }

  private mutating func nextLine() throws(FileError) -> CSVText.Line? {
    do {
      return try lines?.nextLine()
    } catch let error as FileError where error.code != 0 {
      throw error
    } catch {
      lines = nil
      return nil
    }
  }

  /// Whether a file begins with the head and ends with the hash of what is before.
  private static func isWhole(_ pieces: FilePieces) throws(FileError) -> Bool {
    let footCount = foot(SHA256()).utf8.count
    var hash = SHA256()
    // What may be the foot is not hashed yet.
    var end: [UInt8] = []
    var isFirst = true
    while let piece = try pieces.next() {
      if isFirst, !piece.starts(with: head.utf8) { return false }
      isFirst = false
      end += piece
      let count = max(0, end.count - footCount)
      hash.update(Array(end[..<count]))
      end.removeFirst(count)
    }
    return Array(foot(hash).utf8) == end
  }
}
