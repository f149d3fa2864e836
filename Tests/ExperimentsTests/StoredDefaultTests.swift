import DeepQ
import Foundation
import Testing

@testable import Experiments

/// What adding a hyperparameter does to results that exist: nothing.
@Suite struct StoredDefaultTests {
  /// A row as somebody adds it, in the middle of the table: it says nothing of where its default is
  /// stored.
  private static let added = Hyperparameter.flag(
    "added_later", \.noisy, help: "a hyperparameter of the next version")

  private static let rows: [Hyperparameter] = {
    var rows = HyperparameterTable.rows
    rows.insert(added, at: rows.count / 2)
    return rows
  }()

  @Test(arguments: ["smoke", "gridworld"])
  func `a new hyperparameter changes no committed summary`(name: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
      .standardized.path(percentEncoded: false)
    let experiment = try Experiment.load(path: "\(root)/experiments/\(name).cfg")
    let committed = try SummaryReader.read("\(root)/results/\(name)/summary.csv")
    let table = SummaryTable(of: experiment, hyperparameters: Self.rows) { _ in nil }
    #expect(table.columnNames == committed.columnNames)
    for (row, stored) in zip(table.rows, committed.rows) {
      #expect(row.trial == stored.trial)
      #expect(row.hyperparameters.map(\.text) == stored.hyperparameters.map(\.text))
    }
  }

  @Test func `a new hyperparameter changes no trial's file`() throws {
    let trial = try ExperimentSamples.tiny().specification(at: 0)
    let result = TrialResult.sample(evaluation: [20])
    let before = TrialRecord(trial, result: result)
    let after = TrialRecord(trial, result: result, rows: Self.rows)
    #expect(after.record == before.record)
    #expect(after.resultDigest == before.resultDigest)
    #expect(
      CanonicalText.configurationText(of: trial, rows: Self.rows)
        == CanonicalText.configurationText(of: trial))
  }

  @Test func `another value than the default is in the summary and in the file`() throws {
    let experiment = try ExperimentSamples.tiny(set: ["noisy=true", "gamma=0.9"])
    let table = SummaryTable(of: experiment, hyperparameters: Self.rows) { _ in nil }
    let index = try #require(table.hyperparameters.firstIndex { $0.name == "added_later" })
    #expect(table.rows.map { $0.hyperparameters[index].text } == ["true", "true"])
    let trial = experiment.specification(at: 0)
    let record = TrialRecord(
      trial, result: TrialResult.sample(evaluation: [20]), rows: Self.rows)
    #expect(record.hyperparameters.contains { $0.name == "added_later" })
    #expect(
      CanonicalText.configurationText(of: trial, rows: Self.rows)
        .contains("\nadded_later: true\n"))
  }

  /// Whoever adds a row must not add it here: results that exist would change.
  @Test func `the hyperparameters whose default is stored are those that were`() {
    func keys(_ storedDefault: StoredDefault) -> [String] {
      HyperparameterTable.rows.filter { $0.storedDefault == storedDefault }.map(\.key)
    }
    #expect(keys(.nowhere).contains("optimizer.epsilon_placement"))
    #expect(
      keys(.inSummary) == [
        "fit", "replay.priority", "replay.importance", "replay.importance_end",
        "replay.priority_offset", "munchausen.alpha", "munchausen.temperature",
        "munchausen.lowest", "distribution", "c51.atoms", "c51.v_min", "c51.v_max",
        "qr.quantiles", "qr.kappa", "noisy", "noisy_sigma",
      ])
    #expect(keys(.inSummaryAndTrial).count == 42)
  }
}
