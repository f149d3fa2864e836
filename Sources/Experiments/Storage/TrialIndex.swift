/// `.index`: what the trials' files of a folder said when they were last read, with the hash of
/// each.
///
/// With it a file is known again without being taken apart: HDF5 takes a millisecond a file,
/// hashing some microseconds. It is a cache and nothing more: an index that is missing, damaged, or
/// of another version of the program is as good as none, and so is an entry for a file with another
/// hash. An entry holds for the very file that was read (`FileIdentity`), so that an index that
/// came with a folder from elsewhere, and may say anything, says nothing here.
struct TrialIndex: Equatable, Sendable {
  /// An index entry: a trial file's identity and summary.
  struct Entry: Equatable, Sendable {
    var summary: TrialFileSummary
    /// The text of the file's identity.
    var identity: String
  }

  /// To be raised when a column of the summary is computed in another way.
  private static let format = 1
  private static let byteLimit = 1 << 30

  /// The entries, by the trial's id.
  var trials: [String: Entry] = [:]

  /// An index of nothing.
  init() {}

  /// The index that an earlier run left; one of nothing if there is none that can be used.
  ///
  /// - Throws: `FileError` if it is there and cannot be read.
  init(reading file: String) throws(FileError) {
    guard FolderListing.exists(file) else { return }
    do throws(FileError) {
      trials = Self.trials(in: try WholeFile.text(file, limit: Self.byteLimit), file: file) ?? [:]
    } catch {
      guard error.code == 0 else { throw error }
    }
  }

  /// Puts the index on disk, whole or not at all.
  ///
  /// - Throws: `FileError`.
  func write(to file: String) throws(FileError) { try AtomicFile.write(text, to: file) }

  /// A head, a line for each trial in the order of ids, and the hash of all that.
  var text: String {
    var text = Self.head
    for id in trials.keys.sorted() {
      guard let entry = trials[id] else { continue }
      text += CSVText.line([entry.identity] + entry.summary.cells)
    }
    return text + Self.foot(of: text)
  }

  private static let head =
    CSVText.line(["sweep \(BuildFacts.programVersion)", "index \(format)"])
    + CSVText.line(["file"] + TrialFileSummary.columns)

  private static func foot(of text: String) -> String {
    CSVText.line(["sha256", TrialFileSummary.digest(of: Array(text.utf8))])
  }

  private static func trials(in text: String, file: String) -> [String: Entry]? {
    let footCount = foot(of: "").utf8.count
    let bytes = text.utf8
    guard text.hasPrefix(head), bytes.count >= head.utf8.count + footCount else { return nil }
    let end = bytes.index(bytes.endIndex, offsetBy: -footCount)
    let content = String(text[..<end])
    guard String(text[end...]) == foot(of: content),
      let lines = try? CSVText.lines(of: content, file: file)
    else { return nil }
    var trials: [String: Entry] = [:]
    for line in lines.dropFirst(2) {
      let cells = CSVText.Line(number: line.number, cells: Array(line.cells.dropFirst()))
      guard let identity = line.cells.first,
        let summary = try? TrialFileSummary(cells, file: file)
      else { return nil }
      trials[summary.row.trial] = Entry(summary: summary, identity: identity)
    }
    return trials
  }
}
