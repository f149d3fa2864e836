import DeepQ
import Experiments
import Foundation

/// Whole trials, and the files that keep them.
enum TrialCases {
  static let all: [Case] = [
    Case("Whole trials", "a trial of 3 000 steps with three evaluations") {
      Repeated { count in for _ in 0..<count { use(Trial.run(small)) } }
    },
    Case("Whole trials", "its HDF5 file, in memory") {
      let record = TrialRecord(small, result: Trial.run(small))
      return Repeated { count in
        for _ in 0..<count { use(try record.fileImage(named: "trial.h5")) }
      }
    },
    Case("Whole trials", "its HDF5 file, on disk") { try Writing() },
  ]

  /// One trial of experiments/smoke.cfg.
  static let small: TrialSpecification = {
    var hyperparameters = Hyperparameters()
    hyperparameters.length = .steps(3_000)
    hyperparameters.replayWarmup = 200
    hyperparameters.targetUpdateEvery = 100
    return specification(hyperparameters, evaluation: EvaluationSchedule(every: 1_000, episodes: 5))
  }()
}

/// Writes one trial's file under new names, in a folder that goes away with the workload.
private final class Writing: Workload {
  private let folder: URL
  private let record: TrialRecord
  private var written = 0

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("sweep-bench-\(ProcessInfo.processInfo.processIdentifier)")
    record = TrialRecord(TrialCases.small, result: Trial.run(TrialCases.small))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func run(_ count: Int) throws {
    for _ in 0..<count {
      written += 1
      try record.write(to: folder.appendingPathComponent("\(written % 1_000).h5").path)
    }
  }
}
