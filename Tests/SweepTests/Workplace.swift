import Foundation
import Testing

/// A folder of a test's own in which the program is run; removed with everything in it when the
/// test ends.
///
/// All names are relative to it, as a user's are, so what the program prints is the same every time.
final class Workplace {
  let path: String
  /// What the program prints is kept out of its sight.
  let logs: String
  private let root: String

  init() throws {
    root = NSTemporaryDirectory() + "sweep-end-to-end-" + UUID().uuidString
    path = root + "/work"
    logs = root + "/logs"
    for folder in [path, logs] {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    }
  }

  /// A folder with an experiment file, `<name>.cfg`.
  convenience init(_ experiment: SampleExperiment) throws {
    try self.init()
    try put(experiment.text, in: experiment.file)
  }

  /// A folder in which an experiment was run; that is done once, and copied.
  static func finished(_ experiment: SampleExperiment) throws -> Workplace {
    let place = try Workplace(experiment)
    let results = try FinishedExperiments.folder(of: experiment).path + "/results"
    try FileManager.default.copyItem(atPath: results, toPath: place.path + "/results")
    return place
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  // MARK: - Running

  /// Runs the program to its end.
  func sweep(_ arguments: String...) throws -> SweepProgram.Outcome {
    try start(arguments).finish()
  }

  /// Runs the program to its end, which must be a good one.
  @discardableResult
  func succeed(
    _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> SweepProgram.Outcome {
    let outcome = try start(arguments).finish()
    #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
    return outcome
  }

  /// Starts the program.
  func start(_ arguments: [String]) throws -> RunningSweep {
    try RunningSweep(try SweepProgram.path(), arguments, in: self)
  }

  // MARK: - Files

  func put(_ text: String, in name: String) throws {
    try Data(text.utf8).write(to: url(name))
  }

  func put(_ bytes: Data, in name: String) throws { try bytes.write(to: url(name)) }

  func text(of name: String) throws -> String {
    String(decoding: try bytes(of: name), as: UTF8.self)
  }

  func bytes(of name: String) throws -> Data { try Data(contentsOf: url(name)) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(at: url(name)) }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/" + name)
  }

  /// What lies in a folder, sorted; nothing if it is not there.
  func names(in folder: String = ".") -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path + "/" + folder)) ?? []).sorted()
  }

  /// The trials that have a file.
  func trials(in folder: String) -> [String] {
    names(in: folder + "/trials").filter { !$0.hasPrefix(".") && $0.hasSuffix(".h5") }
      .map { String($0.dropLast(3)) }
  }

  /// Waits until as many trials have a file, which happens within a moment.
  func wait(forTrials count: Int, in folder: String) throws {
    let deadline = Date.now.addingTimeInterval(60)
    while trials(in: folder).count < count {
      try #require(Date.now < deadline, "still \(trials(in: folder).count) trials")
      usleep(1_000)
    }
  }

  private func url(_ name: String) -> URL { URL(filePath: path + "/" + name) }
}
