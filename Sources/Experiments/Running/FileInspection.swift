import Foundation
import Glibc

/// Has the trials' files of a folder read by another process before this one reads them.
///
/// Checksums find damage, but whoever makes a file up computes them anew, and libhdf5 1.10 is known
/// to crash on some such files. Then it is the other process that crashes: the file that it was
/// about to read is known by name, and is never opened here.
public struct FileInspection: Sendable {
  private let program: String
  private let arguments: [String]

  /// An inspection by a program that does what `inspect` does: it is given the folder and, after a
  /// crash, the last trial that is to be passed over.
  public init(program: String, arguments: [String]) {
    self.program = program
    self.arguments = arguments
  }

  /// The trials whose files nobody survives to read, with what became of the reader.
  ///
  /// - Throws: `FileError` if the other process cannot do its work.
  func fatalTrials(in folder: ResultsFolder) throws(FileError) -> [String: String] {
    guard try !folder.finishedTrials().isEmpty else { return [:] }
    var fatal: [String: String] = [:]
    var last: String?
    while true {
      let (named, signal) = try read(folder, after: last)
      guard let signal else { return fatal }
      // Without progress this would not end.
      guard let named, ResultsFolder.isTrialID(named), named > last ?? "" else {
        throw failure(folder, "signal \(signal) ended \(program)")
      }
      fatal[named] =
        signal == SIGALRM ? "reading it does not end" : "signal \(signal) ends whoever reads it"
      last = named
    }
  }

  /// Runs the other process once.
  ///
  /// - Returns: the last trial that it named, and the signal that ended it, if one did.
  private func read(
    _ folder: ResultsFolder, after last: String?
  ) throws(FileError) -> (named: String?, signal: Int32?) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments + [folder.path] + (last.map { [$0] } ?? [])
    // A backtrace of a crash would take seconds, and interests nobody.
    process.environment = ProcessInfo.processInfo.environment
      .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    var output = Data()
    do {
      try process.run()
      output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    } catch {
      throw failure(folder, "\(program) cannot be run: \(error.localizedDescription)")
    }
    process.waitUntilExit()
    let named = String(decoding: output, as: UTF8.self).split(separator: "\n").last.map(String.init)
    if process.terminationReason == .uncaughtSignal { return (named, process.terminationStatus) }
    guard process.terminationStatus == 0 else {
      throw failure(folder, "\(program) ended with status \(process.terminationStatus)")
    }
    return (named, nil)
  }

  private func failure(_ folder: ResultsFolder, _ cause: String) -> FileError {
    FileError(call: "inspection", file: folder.trialsFolder, cause: cause)
  }

  // MARK: - The other side

  /// More than any file of ours takes, on any machine.
  private static let secondsPerFile: UInt32 = 60

  /// Reads trials' files, each after it was named; what is wrong with them is not asked here.
  ///
  /// - Parameters:
  ///   - folder: whose trials.
  ///   - last: the trial after which to begin, in the order of ids; `nil` to begin with the first.
  ///   - tell: names a trial; what it says has to be out when it returns.
  /// - Throws: `FileError` if the folder cannot be listed.
  public static func inspect(
    _ folder: ResultsFolder, after last: String?, tell: (String) -> Void
  ) throws {
    // Ctrl-C reaches both processes; the other one decides what comes of it.
    for number in [SIGINT, SIGTERM] { signal(number, SIG_IGN) }
    // A process inherits what the thread that started it had blocked.
    var alarms = sigset_t()
    sigemptyset(&alarms)
    sigaddset(&alarms, SIGALRM)
    pthread_sigmask(SIG_UNBLOCK, &alarms, nil)
    for id in try folder.finishedTrials() where id > last ?? "" {
      tell(id)
      alarm(secondsPerFile)
      _ = try? StoredTrial(file: folder.trialFile(id))
    }
    alarm(0)
  }
}
