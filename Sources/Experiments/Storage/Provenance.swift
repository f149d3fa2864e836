public import Foundation
import HDF5

/// `provenance.json`: what each run in a results folder was made with.
///
/// None of it reaches the deterministic files.
public struct Provenance: Codable, Equatable, Sendable {
  /// One run of the program.
  public struct Run: Codable, Equatable, Sendable {
    /// The program's version.
    public var programVersion: String
    /// `git describe` of the checkout that the program was built in, if any.
    public var commit: String?
    /// The compiler that built the program.
    public var compiler: String
    /// The HDF5 library that it ran with.
    public var hdf5Version: String?
    /// The machine's name.
    public var host: String
    /// The processor's model, as the system names it.
    public var processor: String?
    /// The operating system.
    public var operatingSystem: String
    /// When the run started, in UTC.
    public var started: String
    /// Wall-clock seconds from start to end.
    public var seconds: Double
    /// Trials that ran at a time.
    public var workers: Int

    /// Describes a run in this process that started at `started` and ends now.
    ///
    /// It asks the machine, and leaves out what is not available; it never fails.
    public init(started: Date, workers: Int) {
      programVersion = BuildFacts.programVersion
      commit = BuildFacts.commit()
      compiler = BuildFacts.compiler
      hdf5Version = try? HDF5Library.version()
      host = ProcessInfo.processInfo.hostName
      processor = MachineFacts.processor()
      operatingSystem = ProcessInfo.processInfo.operatingSystemVersionString
      self.started = started.formatted(.iso8601)
      seconds = (Date.now.timeIntervalSince(started) * 1000).rounded() / 1000
      self.workers = workers
    }
  }

  /// The runs, the first one first.
  public var runs: [Run] = []

  /// No runs.
  public init() {}

  /// What earlier runs left, to be continued.
  ///
  /// - Throws: `FileError` or `DecodingError`.
  public init(continuing file: String) throws {
    let bytes = try WholeFile.read(file, limit: 1 << 26)
    self = try JSONDecoder().decode(Provenance.self, from: Data(bytes))
  }

  /// Puts the file on disk, whole or not at all.
  ///
  /// - Throws: `FileError`.
  public func write(to file: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write([UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")], to: file)
  }
}
