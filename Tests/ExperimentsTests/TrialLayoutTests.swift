import DeepQ
import HDF5
import Testing

@testable import Experiments

/// Files of trials in environments of finitely many states.
struct TrialLayoutTests {
  /// A grid of two cells, by three kinds of algorithms.
  static func cells() throws -> Experiment {
    try experiment(
      """
      name: cells
      environment: {id: GridWorld-v1, map: [S*], max_episode_steps: 5}
      base: {steps: 60, gamma: 0.5, learning_rate: 0.5}
      grid: {algorithm: [value-iteration, q-learning, dqn]}
      when: [{if: {algorithm: dqn}, grid: {replay.warmup: [40], network.hidden: [[4]]}}]
      evaluate: {every: 20, episodes: 2}
      """)
  }

  @Test func `values, errors and sweeps are read back as they were written`() throws {
    let folder = try ScratchFolder()
    for trial in try Self.cells().trials {
      let written = TrialRecord(trial.specification, result: Trial.run(trial.specification))
      try written.write(to: folder.file("a.h5"))
      let read = try TrialRecord.read(from: folder.file("a.h5"))
      #expect(read.result == written.result)
      #expect(read.record == written.record)
    }
  }

  @Test func `a summary tells how far from the optimum each trial ended`() throws {
    let folder = try ScratchFolder()
    let experiment = try Self.cells()
    #expect(try folder.run(experiment).summary.rows.allSatisfy { $0.status == .done })
    let file = folder.results(experiment).summaryFile
    let table = try SummaryReader.read(file)
    #expect(table.columnNames.contains("regret"))
    #expect(try table.text == folder.text(of: "cells/summary.csv"))
    let planned = table.rows[0]
    #expect(planned.status == .done)
    #expect((planned["episodes"], planned["steps"]) == (.empty, .empty))
    // Left, up and down lead back; right ends: -1 is exact after the second sweep.
    #expect((planned["value_error"], planned["regret"]) == (.real(0), .real(0)))
    #expect(planned["evaluation_return"] == .real(-1))
    #expect(planned["weights_sha256"] != .empty)
    #expect(table.rows[1]["regret"] == .real(0))
    #expect(table.rows[2]["value_error"] != .empty)
  }

  @Test func `elsewhere there are no such columns`() throws {
    let table = SummaryTable(of: try ExperimentSamples.tiny()) { _ in nil }
    #expect(!table.columnNames.contains("regret"))
  }
}
