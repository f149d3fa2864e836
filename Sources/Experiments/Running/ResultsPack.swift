import Foundation
import HDF5
import Hashing

/// One file with an experiment, its summary and some of its trials, to be sent: a plain ustar
/// archive with one folder, in which `sha256sum -c SHA256SUMS` holds too.
///
/// The same folder gives the same bytes.
public struct ResultsPack {
  /// More than this is not read into memory.
  static let byteLimit = 1 << 32
  private static let sumsFile = "SHA256SUMS"
  private static let plainFiles = ["experiment.cfg", "provenance.json", "summary.csv"]
  private static let neededFiles = ["experiment.cfg", "summary.csv"]

  /// The name of the experiment and of the folder in the archive.
  public let name: String
  /// The files without the sums, by their paths below that folder, sorted.
  private let files: [(path: String, bytes: [UInt8])]

  /// The ids of the trials in it.
  public var trials: [String] {
    files.compactMap {
      $0.path.hasPrefix("trials/") ? String($0.path.dropFirst(7).dropLast(3)) : nil
    }
  }

  // MARK: - Packing

  /// Packs some trials of a folder.
  ///
  /// - Parameters:
  ///   - trials: ids of trials that have a row in the summary and a file.
  ///   - folder: where they are.
  ///   - inspection: reads the files before they are packed.
  ///   - stop: ends the reading early when it is set.
  /// - Throws: `PackError` if a trial's file is damaged, or has no row; `FileError`.
  public init(
    _ trials: [String], of folder: ResultsFolder, inspection: FileInspection?, stop: StopFlag
  ) throws {
    name = try folder.experiment().name
    let summary = try SummaryReader.read(folder.summaryFile)
    let rows = Set(summary.rows.lazy.filter { $0.status != .missing }.map(\.trial))
    for trial in trials where !rows.contains(trial) {
      throw PackError(
        file: folder.summaryFile, cause: "it has no results of trial \(trial)", isPack: false)
    }
    let readings = try inspection?.read(trials, in: folder, stop: stop) ?? []
    for (trial, reading) in zip(trials, readings) {
      switch reading {
      case .good: break
      case .damaged(let cause): throw PackError(file: "trial \(trial)", cause: cause, isPack: true)
      case .fatal(let cause):
        throw PackError(file: folder.trialFile(trial), cause: cause, isPack: true)
      }
    }
    var files: [(path: String, bytes: [UInt8])] = []
    for file in Self.plainFiles where FolderListing.exists(folder.path + "/" + file) {
      files.append((file, try WholeFile.read(folder.path + "/" + file, limit: Self.byteLimit)))
    }
    for trial in trials.sorted() {
      let bytes = try WholeFile.read(folder.trialFile(trial), limit: HDF5Limits.fileBytes)
      files.append(("trials/\(trial).h5", bytes))
    }
    self.files = files
  }

  /// The bytes of the archive.
  var archive: [UInt8] {
    let sums = (path: Self.sumsFile, bytes: Array(sums.utf8))
    return TarFormat.archive(of: ([sums] + files).map { (name + "/" + $0.path, $0.bytes) })
  }

  private var sums: String {
    files.map { "\(SHA256.hash($0.bytes).hexadecimal)  \($0.path)\n" }.joined()
  }

  /// Puts the pack on disk, whole or not at all.
  ///
  /// - Throws: `FileError`.
  public func write(to file: String) throws { try AtomicFile.write(archive, to: file) }

  // MARK: - Reading

  /// Reads a pack, of which nothing is trusted.
  ///
  /// - Throws: `PackError` if it is not what `write` writes; `FileError`.
  public init(file: String) throws {
    let bytes = try WholeFile.read(file, limit: Self.byteLimit, from: .user)
    try self.init(bytes: bytes, file: file)
  }

  init(bytes: [UInt8], file: String) throws(PackError) {
    func failure(_ cause: String, isPack: Bool = true) -> PackError {
      PackError(file: file, cause: cause, isPack: isPack)
    }
    guard bytes.dropFirst(257).starts(with: "ustar".utf8) else {
      throw failure("it is not an archive of 'sweep pack'", isPack: false)
    }
    let entries: [(name: String, bytes: ArraySlice<UInt8>)]
    do throws(TarProblem) { entries = try TarFormat.files(in: bytes) } catch {
      throw failure(error.description)
    }
    let name = String(entries.first?.name.prefix { $0 != "/" } ?? "")
    guard ExperimentName.isValid(name) else {
      throw failure("\(Quotation.quoted(name)) cannot be the name of an experiment")
    }
    var files: [(path: String, bytes: [UInt8])] = []
    for entry in entries {
      let path = String(entry.name.dropFirst(name.count + 1))
      guard entry.name == name + "/" + path, Self.isOwn(path) else {
        throw failure("\(Quotation.quoted(entry.name)) is not a file that a pack has")
      }
      files.append((path, Array(entry.bytes)))
    }
    for needed in [Self.sumsFile] + Self.neededFiles
    where !files.contains(where: { $0.path == needed }) {
      throw failure("there is no '\(needed)' in it")
    }
    let sums = files.removeFirst().bytes
    self.name = name
    self.files = files
    guard sums == Array(self.sums.utf8) else {
      let lines = Set(String(decoding: sums, as: UTF8.self).split(separator: "\n").map(String.init))
      let changed = files.first {
        !lines.contains("\(SHA256.hash($0.bytes).hexadecimal)  \($0.path)")
      }
      throw failure(
        "\(changed.map { "'\($0.path)'" } ?? "the list of files") does not have the hash that "
          + "\(Self.sumsFile) names")
    }
  }

  private static func isOwn(_ path: String) -> Bool {
    if path == sumsFile || plainFiles.contains(path) { return true }
    guard path.hasPrefix("trials/") else { return false }
    return ResultsFolder.trialID(ofFile: String(path.dropFirst(7))) != nil
  }

  /// Calls a function with a temporary results folder that holds the files, and removes it.
  ///
  /// - Throws: `FileError`; what the function throws.
  public func withFolder<Value>(_ body: (ResultsFolder) throws -> Value) throws -> Value {
    let root = NSTemporaryDirectory() + "sweep-verify-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: root) }
    let folder = ResultsFolder(results: root, name: name)
    try FolderListing.create(folder.trialsFolder)
    for (path, bytes) in files { try AtomicFile.write(bytes, to: folder.path + "/" + path) }
    return try body(folder)
  }
}

/// A pack that cannot be made or trusted.
public struct PackError: ExitStatusError, Equatable {
  /// The file.
  public let file: String
  /// What is wrong.
  public let cause: String
  /// Whether it is a pack at all: one that was changed, or whose parts are damaged.
  public let isPack: Bool

  /// What the program ends with.
  public var exitStatus: ExitStatus { isPack ? .failed : .wrongInput }

  /// For example: `pong.tar: it ends within 'pong/trials/3f2a91c07b5e.h5'`.
  public var description: String { "\(file): \(cause)" }
}
