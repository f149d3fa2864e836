/// `timing.csv`: how long each trial took, and where.
///
/// The machine's, not the experiment's: it differs from run to run.
public struct TimingTable: Equatable, Sendable {
  /// One trial.
  public struct Row: Equatable, Sendable {
    /// The trial's id.
    public var trial: String
    /// Its index in the order of starting, from 0, over all runs in the folder.
    public var started: Int
    /// The worker that ran it, from 0.
    public var worker: Int
    /// Wall-clock seconds.
    public var seconds: Double
    /// Environment steps taken in one second.
    public var stepsPerSecond: Double
  }

  private static let columns = ["trial", "started", "worker", "seconds", "steps_per_second"]

  /// More than were ever started in one folder, and far from where counting would overflow.
  private static let maxStarts = 1 << 60

  /// In the order of starting; no trial twice.
  public private(set) var rows: [Row] = []
  private let firstOfThisRun: Int
  private var indices: [String: Int] = [:]

  /// An empty table.
  public init() { firstOfThisRun = 0 }

  /// The table that an earlier run left, to be continued: its rows stay unless their trial is run
  /// again.
  ///
  /// - Throws: `FileError` or `CSVError`.
  public init(continuing file: String) throws {
    let rows = try Self.read(file)
    firstOfThisRun = (rows.map(\.started).max() ?? -1) + 1
    for row in rows { insert(row) }
  }

  /// Notes a trial that has been run.
  ///
  /// - Parameters:
  ///   - trial: Its id.
  ///   - started: Its index in the order of starting, from 0, in this run.
  ///   - worker: Who ran it, from 0.
  ///   - seconds: How long it took.
  ///   - steps: Environment steps that it took.
  public mutating func add(trial: String, started: Int, worker: Int, seconds: Double, steps: Int) {
    insert(
      Row(
        trial: trial, started: firstOfThisRun + started, worker: worker, seconds: seconds,
        stepsPerSecond: seconds > 0 ? Double(steps) / seconds : 0))
  }

  /// Takes over the rows of trials that it has none of, as another process wrote them meanwhile.
  ///
  /// A file that is not there, or is damaged, has none.
  mutating func merge(_ file: String) {
    for row in (try? Self.read(file)) ?? [] where indices[row.trial] == nil { insert(row) }
  }

  private mutating func insert(_ row: Row) {
    if let index = indices[row.trial] {
      rows[index] = row
    } else {
      indices[row.trial] = rows.count
      rows.append(row)
    }
  }

  /// The whole file.
  public var text: String {
    var text = ""
    forEachLine { text += $0 }
    return text
  }

  /// Puts the table on disk, whole or not at all; a line is made when it is written.
  ///
  /// - Throws: `FileError`.
  public func write(to file: String) throws {
    try AtomicFile.write(to: file) { output throws(FileError) in
      try forEachLine { line throws(FileError) in try output.write(line) }
    }
  }

  private func forEachLine<Failure>(_ body: (String) throws(Failure) -> Void) throws(Failure) {
    try body(CSVText.line(Self.columns))
    for row in rows.sorted(by: { ($0.started, $0.trial) < ($1.started, $1.trial) }) {
      try body(
        CSVText.line([
          row.trial, "\(row.started)", "\(row.worker)", Self.rounded(row.seconds),
          Self.rounded(row.stepsPerSecond),
        ]))
    }
  }

  /// To a thousandth: no clock's reading of a trial means more.
  private static func rounded(_ number: Double) -> String {
    shortest((number * 1000).rounded() / 1000)
  }

  /// Reads a file that an earlier run left.
  ///
  /// - Throws: `FileError` or `CSVError`.
  static func read(_ file: String) throws -> [Row] {
    var lines = CSVReader(try FilePieces(file, limit: 1 << 30), file: file)
    guard try lines.nextLine()?.cells == columns else {
      throw CSVError(
        file: file, line: 1, column: nil, cause: "its heading is not that of timing.csv")
    }
    var rows: [Row] = []
    while let line = try lines.nextLine() {
      guard line.cells.count == columns.count, TrialID.isValid(line.cells[0]),
        let started = Int(line.cells[1]), (0..<maxStarts).contains(started),
        let worker = Int(line.cells[2]), let seconds = Double(line.cells[3]),
        let stepsPerSecond = Double(line.cells[4])
      else {
        throw CSVError(file: file, line: line.number, column: nil, cause: "it is not a trial")
      }
      rows.append(
        Row(
          trial: line.cells[0], started: started, worker: worker, seconds: seconds,
          stepsPerSecond: stepsPerSecond))
    }
    return rows
  }
}
