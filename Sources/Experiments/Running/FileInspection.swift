import HDF5
import Platform

/// Reads trials' files in another process.
///
/// Checksums find damage, but a malicious file has valid ones, and libhdf5 1.10 is known
/// to crash on some such files. Then it is the other process that crashes: the file that it was
/// reading is known by name, and is never opened here. One process reads many files; it is given
/// their trials' ids line by line, and answers each with `reading <id>` before it reads and with a
/// `TrialFileReading` after.
public struct FileInspection: Sendable {
  /// The ids that the other process knows ahead, so that it never waits for the next one.
  ///
  /// Few enough that all fit into a pipe, and that the other process ends soon after this one.
  private static let window = 64
  /// How often one file is begun before the inspection gives up, if its reader is ended from
  /// outside.
  private static let maxAttempts = 5
  /// Signals that a program sends itself by what it does.
  ///
  /// Any other comes from outside, such as an out-of-memory killer's, and says nothing of the file.
  private static let faults = [SIGSEGV, SIGBUS, SIGILL, SIGABRT, SIGFPE, SIGTRAP, SIGSYS, SIGPROF]

  private let program: String
  private let arguments: [String]

  /// An inspection by a program that does what `inspect` does: it is given the folder.
  public init(program: String, arguments: [String]) {
    self.program = program
    self.arguments = arguments
  }

  /// Reads the files of some trials.
  ///
  /// - Parameters:
  ///   - ids: the trials, each with a file.
  ///   - folder: where their files are.
  ///   - stop: ends the reading early when it is set.
  /// - Returns: what came of each, in their order.
  /// - Throws: `FileError` if a file cannot be read just now, or if the other process cannot do its
  ///   work; `StopRequestError`.
  func read(
    _ ids: [String], in folder: ResultsFolder, stop: StopFlag
  ) throws -> [TrialFileReading] {
    var readings: [TrialFileReading] = []
    readings.reserveCapacity(ids.count)
    try read(ids, in: folder, stop: stop) { readings.append($1) }
    return readings
  }

  /// Reads the files of some trials, and keeps nothing of them.
  ///
  /// - Parameters:
  ///   - ids: the trials, each with a file.
  ///   - folder: where their files are.
  ///   - stop: ends the reading early when it is set.
  ///   - body: is given what came of each, in their order.
  /// - Throws: as above, and what `body` throws.
  func read(
    _ ids: [String], in folder: ResultsFolder, stop: StopFlag,
    each body: (String, TrialFileReading) throws -> Void
  ) throws {
    var count = 0
    var attempts = 0
    var crashes = 0
    while count < ids.count {
      let before = count
      let child = try start(in: folder)
      let isReading = try exchange(ids, folder, with: child, stop, from: &count, body)
      let ending = child.finish { stop.signal == nil }
      try stop.check()
      if count == ids.count { break }
      if count > before { (attempts, crashes) = (0, 0) }
      attempts += 1
      guard case .killed(let signal) = ending else {
        throw failure(folder, "\(program) \(ending)")
      }
      guard isReading, Self.faults.contains(signal) else {
        if attempts < Self.maxAttempts { continue }
        throw failure(folder, "signal \(signal) ended \(program) \(attempts) times")
      }
      // Once may be an accident of the machine; a file that did it twice did it.
      crashes += 1
      if crashes < 2 { continue }
      try body(
        ids[count],
        .fatal(
          signal == SIGPROF
            ? "reading it does not end" : "reading it ends the process with signal \(signal)"))
      count += 1
      (attempts, crashes) = (0, 0)
    }
  }

  /// The trials among those whose files cannot be read without a crash, with how reading ended.
  ///
  /// - Throws: as `read`.
  func fatalTrials(
    of ids: [String], in folder: ResultsFolder, stop: StopFlag
  ) throws -> [String: String] {
    var fatal: [String: String] = [:]
    try read(ids, in: folder, stop: stop) { id, reading in
      if case .fatal(let reason) = reading { fatal[id] = reason }
    }
    return fatal
  }

  private func start(in folder: ResultsFolder) throws -> ChildProcess {
    do throws(FileError) {
      // A backtrace of a crash would take seconds, and is not used.
      return try ChildProcess(
        program, arguments + [folder.path], environment: ["SWIFT_BACKTRACE": "enable=no"])
    } catch {
      throw failure(folder, "\(program) cannot be run: \(error.cause)")
    }
  }

  /// Asks and listens until all files are read or the other process ends.
  ///
  /// - Returns: whether the process had begun the file that comes next.
  private func exchange(
    _ ids: [String], _ folder: ResultsFolder, with child: ChildProcess, _ stop: StopFlag,
    from count: inout Int, _ body: (String, TrialFileReading) throws -> Void
  ) throws -> Bool {
    var asked = count
    var isReading = false
    while count < ids.count {
      while asked < min(ids.count, count + Self.window) {
        child.write(ids[asked] + "\n")
        asked += 1
      }
      let id = ids[count]
      switch child.readLine(while: { stop.signal == nil }) {
      case .end, .givenUp: return isReading
      case .text("reading \(id)"): isReading = true
      case .text(let line):
        if let error = FileError(inspectionLine: line, file: folder.trialFile(id)) { throw error }
        guard isReading, let reading = TrialFileReading(line: line) else {
          throw failure(folder, "\(program) answered \(Quotation.quoted(String(line.prefix(80))))")
        }
        try body(id, reading)
        count += 1
        isReading = false
      }
    }
    return false
  }

  private func failure(_ folder: ResultsFolder, _ cause: String) -> FileError {
    FileError(call: "inspection", file: folder.trialsFolder, cause: cause)
  }
}

extension ChildProcess.Ending: CustomStringConvertible {
  /// For example: `ended with status 3`.
  var description: String {
    switch self {
    case .exited(let status): "ended with status \(status)"
    case .killed(let signal): "was ended by signal \(signal)"
    }
  }
}

// MARK: - The other side

extension FileInspection {
  /// Seconds of processor time that reading one file may take: more than any of ours does.
  ///
  /// Waiting for a slow disk does not count.
  private static func secondsToRead(_ file: String) -> Int {
    let mebibytes = (FileIdentity(of: file)?.size ?? 0) >> 20
    return 60 + min(mebibytes, HDF5Limits.fileBytes >> 20) / 8
  }

  /// Reads the files of trials, each after it was named.
  ///
  /// - Parameters:
  ///   - folder: whose trials.
  ///   - nextID: the next trial; `nil` after the last.
  ///   - write: writes a line, without its end; it must be written when this returns.
  public static func inspect(
    _ folder: ResultsFolder, nextID: () -> String?, write: (String) -> Void
  ) {
    while let id = nextID(), TrialID.isValid(id) {
      write("reading \(id)")
      limitProcessorTime(seconds: secondsToRead(folder.trialFile(id)))
      do throws(FileError) {
        write(try TrialFileReading(of: id, in: folder).line)
      } catch {
        write(error.inspectionLine)
      }
    }
    limitProcessorTime(seconds: 0)
  }

  /// Has this process ended by `SIGPROF` after so much processor time; 0 for no limit.
  private static func limitProcessorTime(seconds: Int) {
    var timer = itimerval()
    timer.it_value.tv_sec = seconds
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
  }
}

extension FileError {
  /// The message of one process to another about a file that it cannot read.
  fileprivate var inspectionLine: String {
    "unreadable \(code) \(call) \(TrialFileSummary.line(cause))"
  }

  /// The error in such a message; `nil` if it is another message.
  fileprivate init?(inspectionLine line: String, file: String) {
    let parts = line.split(separator: " ", maxSplits: 3).map(String.init)
    guard parts.count == 4, parts[0] == "unreadable", let code = Int32(parts[1]) else { return nil }
    self.init(call: parts[2], file: file, code: code, cause: parts[3])
  }
}
