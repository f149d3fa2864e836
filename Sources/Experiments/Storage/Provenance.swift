public import Foundation
import HDF5
import Platform

/// `provenance.json`: what each run in a results folder was made with.
///
/// None of it reaches the deterministic files.
public struct Provenance: Codable, Equatable, Sendable {
  /// One run of the program.
  public struct Run: Codable, Equatable, Sendable {
    /// The program's version.
    public var programVersion: String
    /// The program's file, without symbolic links; `nil` if the system does not say.
    public static var executable: String? { MachineFacts.executable() }

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

/// What the program was built from and with.
public enum BuildFacts {
  /// The program's version.
  public static let programVersion = "0.1.0"

  /// The compiler's version, as exactly as is available: Swift lets a program test only "at
  /// least this one".
  static var compiler: String {
    #if compiler(>=6.4)
      "Swift 6.4 or later"
    #elseif compiler(>=6.3.3)
      "Swift 6.3.3 or later"
    #elseif compiler(>=6.3.2)
      "Swift 6.3.2"
    #elseif compiler(>=6.3.1)
      "Swift 6.3.1"
    #else
      "Swift 6.3"
    #endif
  }

  /// The program's file, without symbolic links; `nil` if the system does not say.
  public static var executable: String? { MachineFacts.executable() }

  /// `git describe` of the checkout that contains the executable; `nil` if it was installed
  /// elsewhere, or without git.
  static func commit() -> String? {
    guard let root = checkout(above: MachineFacts.executable()) else { return nil }
    return output(of: "git", ["-C", root, "describe", "--always", "--dirty", "--tags"])
  }

  /// The nearest folder above `path` that is a git checkout of a Swift package, as that of this
  /// program is.
  static func checkout(above path: String?) -> String? {
    guard var folder = path.map(AtomicFile.parentFolder) else { return nil }
    while folder != "/", folder != "." {
      if FolderListing.exists(folder + "/.git") {
        return FolderListing.exists(folder + "/Package.swift") ? folder : nil
      }
      folder = AtomicFile.parentFolder(of: folder)
    }
    return nil
  }

  /// The longest that results wait for another program to say something of little weight.
  private static let patience = Duration.seconds(2)

  /// The first line that a program prints, if it can be run and succeeds in time.
  static func output(of program: String, _ arguments: [String]) -> String? {
    guard let child = try? ChildProcess(program, arguments) else { return nil }
    let deadline = ContinuousClock.now + patience
    let isInTime = { ContinuousClock.now < deadline }
    guard case .text(let line) = child.readLine(while: isInTime),
      child.finish(while: isInTime) == .exited(status: 0)
    else { return nil }
    return line
  }
}
