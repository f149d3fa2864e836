import Foundation
import Glibc

/// The built program, `sweep`, which lies beside the tests that are running.
enum SweepProgram {
  /// What a run of the program left behind.
  struct Outcome: Equatable {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Where it lies; the package builds it because the tests depend on it.
  static func path() throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "sweep")
      .path(percentEncoded: false)
  }

  /// The same words and lines wherever the tests run.
  static func environment() -> [String: String] {
    ProcessInfo.processInfo.environment.merging(["COLUMNS": "100", "TERM": "dumb"]) { $1 }
  }
}

/// The program while it runs; it is killed if the test is over before it is.
final class RunningSweep {
  /// No run of these tests takes more than a few seconds.
  private static let patience = DispatchTimeInterval.seconds(60)

  struct TakesTooLong: Error {
    var errors: String
  }

  /// What is kept as long as the program runs: its folder is removed with it.
  private let folder: Workplace
  private let process = Process()
  private let ended = DispatchSemaphore(value: 0)
  private let output: URL
  private let errors: URL

  /// Starts a program in a folder, with its output in files, which never fill up as a pipe does.
  init(_ program: String, _ arguments: [String], in folder: Workplace) throws {
    self.folder = folder
    let name = UUID().uuidString
    output = URL(filePath: folder.logs + "/" + name + ".out")
    errors = URL(filePath: folder.logs + "/" + name + ".err")
    for file in [output, errors] { try Data().write(to: file) }
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = SweepProgram.environment()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var number: Int32 { process.processIdentifier }

  func send(_ signal: Int32) { kill(number, signal) }

  /// Waits for the end.
  ///
  /// The status of a program that a signal killed is the negative signal.
  func finish() throws -> SweepProgram.Outcome {
    guard ended.wait(timeout: .now() + Self.patience) == .success else {
      send(SIGKILL)
      throw TakesTooLong(errors: try Self.text(of: errors))
    }
    let status = process.terminationStatus
    return SweepProgram.Outcome(
      status: process.terminationReason == .exit ? status : -status,
      output: try Self.text(of: output), errors: try Self.text(of: errors))
  }

  private static func text(of file: URL) throws -> String {
    String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }
}
