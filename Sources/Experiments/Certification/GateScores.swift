import DeepQ
import Foundation

/// `gates.csv`: the score that each gate of an experiment takes of each trial, in the experiment's
/// results folder; the same bytes on every machine.
public struct GateScores: Equatable, Sendable {
  /// One gate's score of one trial.
  struct Row: Equatable, Sendable {
    let gate: String
    let trial: String
    let replicate: Int
    /// `nil` of a trial that failed or has nothing to measure.
    let score: Double?
  }

  private static let columns = ["gate", "trial", "replicate", "score"]

  /// As `init(_:of:in:)` makes them, in the order of the gates' names, then of the seeds.
  private(set) var rows: [Row]

  /// Measures the trials of an experiment that are done.
  ///
  /// - Parameters:
  ///   - gates: Gates that the experiment is of.
  ///   - experiment: The experiment.
  ///   - folder: Its results.
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError` if a trial's file cannot be read.
  init(_ gates: [Gate], of experiment: Experiment, in folder: ResultsFolder) throws {
    let finished = Set(try folder.finishedTrials())
    rows = try experiment.trials.lazy.filter { finished.contains($0.id) }.flatMap { trial in
      let result = try folder.readTrial(trial.id).result
      return gates.map { gate in
        Row(
          gate: gate.name, trial: trial.id, replicate: trial.specification.replicate,
          score: gate.measure.score(of: result))
      }
    }
    rows.sort { ($0.gate, $0.replicate) < ($1.gate, $1.replicate) }
  }

  /// Reads a results folder's file; without one there are no rows.
  ///
  /// - Throws: `FileError` or `CSVError`.
  init(in folder: ResultsFolder) throws {
    let file = folder.gatesFile
    rows = []
    guard FileManager.default.fileExists(atPath: file) else { return }
    let text = try WholeFile.text(file, limit: 1 << 24)
    for (index, line) in try CSVText.lines(of: text, file: file).enumerated() {
      func wrong(_ cause: String) -> CSVError {
        CSVError(file: file, line: line.number, column: nil, cause: cause)
      }
      guard index > 0 else {
        guard line.cells == Self.columns else {
          throw wrong("the heading is not \(Self.columns.joined(separator: ","))")
        }
        continue
      }
      guard line.cells.count == Self.columns.count, let replicate = Int(line.cells[2]) else {
        throw wrong("it is no row of scores")
      }
      let score = Double(line.cells[3])
      guard score != nil || line.cells[3].isEmpty else {
        throw wrong("'\(line.cells[3])' is not a number")
      }
      rows.append(
        Row(gate: line.cells[0], trial: line.cells[1], replicate: replicate, score: score))
    }
  }

  /// The scores of a gate, in the order of the seeds.
  func scores(of gate: Gate) -> [Double?] {
    rows.filter { $0.gate == gate.name }.map(\.score)
  }

  /// Writes the file, in place of one that is there.
  ///
  /// - Throws: `FileError`.
  func write(to file: String) throws {
    let lines = rows.map { row in
      [row.gate, row.trial, "\(row.replicate)", row.score.map { shortest($0) } ?? ""]
    }
    try AtomicFile.write(([Self.columns] + lines).map(CSVText.line).joined(), to: file)
  }
}
