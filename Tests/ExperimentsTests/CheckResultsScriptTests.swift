import DeepQ
import Foundation
import Testing

@testable import Experiments

/// Holds the files against a reader that shares no code with the writer.
///
/// Runs where `python3` has
/// h5py and pandas.
@Suite(.enabled(if: Python.canRead))
struct CheckResultsScriptTests {
  @Test func `Python reads every file and finds the same hashes`() throws {
    let scratch = try ScratchFolder()
    let folder = try Self.sweep(in: scratch)
    let (status, output) = Python.run([Self.script, folder.path])
    #expect(status == 0, "\(output)")
    #expect(output.contains("3 trials, 0 complaints"))
    // By hand, for the observation [-0.05, -0.016667, 0.016667, 0.05]:
    // h = relu([-0.025 + 0.016667 + 0.033333 + 0 + 0.5, -0.05 - 0.016667 - 0.004167 + 0.15 - 0.5]),
    // which is [0.525, 0]; the values are [1 h, 3 h + 1] = [0.525, 2.575], so action 1 is best.
    #expect(output.contains("done: action 1 of [0.525"))
  }

  @Test func `Python finds a value that was changed`() throws {
    let scratch = try ScratchFolder()
    let folder = try Self.sweep(in: scratch)
    let trial = try #require(try folder.finishedTrials().first)
    let change = """
      import h5py, sys
      with h5py.File(sys.argv[1], "r+") as file: file["episodes/length"][1] += 1
      """
    #expect(Python.run(["-c", change, folder.trialFile(trial)]).status == 0)
    let (status, output) = Python.run([Self.script, folder.path])
    #expect(status == 1)
    #expect(output.contains("\(trial): does not have the hash that it names"))
  }

  // Recorded from Python 3.11: the start of hashlib.sha256 of each trial's canonical text.
  private static let identities = ["ae680fb8ba18", "e2a3bd69f501"]

  /// A finished, a failed and a missing trial.
  private static func sweep(in scratch: ScratchFolder) throws -> ResultsFolder {
    let folder = ResultsFolder(results: scratch.path, name: "smoke")
    try folder.create()
    var failed = TrialResult()
    failed.failure = "the loss is not finite"
    var rows: [SummaryRow] = []
    for (replicate, result) in [TrialSamples.result(), failed].enumerated() {
      var record = TrialSamples.record(replicate: replicate, result: result)
      record.canonicalText += "seeds.replicate: \(replicate)\n"
      record.id = identities[replicate]
      try record.write(to: folder.trialFile(record.id))
      rows.append(SummaryRow(record, hyperparameters: [.real(0.99), .integer(32), .text("[2]")]))
    }
    rows.append(
      SummaryRow(
        missing: "ffffffffffff", configuration: "ba9876543210", replicate: 2, seed: 42,
        hyperparameters: [.real(0.99), .integer(32), .text("[2]")]))
    let table = SummaryTable(hyperparameters: SummaryTableTests.columns, rows: rows)
    try table.write(to: folder.summaryFile)
    try SweepIndex.write(table, to: folder.indexFile)
    return folder
  }

  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../scripts/check_results.py").standardizedFileURL
    .path(percentEncoded: false)
}

/// The Python that a user would start.
private enum Python {
  static let canRead = run(["-c", "import h5py, numpy, pandas"]).status == 0

  static func run(_ arguments: [String]) -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.standardOutput = pipe
    process.standardError = pipe
    guard (try? process.run()) != nil else { return (-1, "") }
    let output = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
