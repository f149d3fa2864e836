import DeepQ
import Foundation
import Testing

@testable import Experiments

@Suite struct SummaryTableExperimentTests {
  let experiment: Experiment

  init() throws { experiment = try ExperimentSamples.tiny() }

  @Test func `a trial without a file is missing, with its settings all the same`() throws {
    let table = SummaryTable(of: experiment) { _ in nil }
    #expect(table.rows.map(\.trial) == experiment.trials.map(\.id))
    #expect(table.rows.allSatisfy { $0.status == .missing })
    #expect(cells("gamma", in: table) == ["0.9", "0.9", "0.99", "0.99"])
  }

  @Test func `a trial with a file has its results`() throws {
    let trial = experiment.trials[2]
    let record = TrialRecord(trial.specification, result: .sample(evaluation: [20]))
    let summary = TrialFileSummary(record, fileBytes: [])
    let row = SummaryTable(of: experiment) { $0 == trial.id ? summary : nil }.rows[2]
    #expect(row.status == .done)
    #expect(row["steps"] == .integer(1000))
    #expect(row["evaluation_return"] == .real(20))
    #expect(row["result_sha256"] == .text(record.resultDigest))
  }

  @Test func `there is a column for each hyperparameter, empty where one does not apply`() throws {
    let table = SummaryTable(of: experiment) { _ in nil }
    #expect(
      table.hyperparameters.map(\.name)
        == HyperparameterTable.rows.filter { $0.storedDefault != .nowhere }.map(\.column))
    #expect(cells("max_steps", in: table) == ["120", "120", "120", "120"])
    #expect(cells("max_episodes", in: table) == ["", "", "", ""])
    #expect(cells("gradient_clip", in: table) == ["", "", "", ""])
    #expect(cells("network.hidden", in: table).first == "[4]")
  }

  @Test func `an optional column is there where a trial has another value than the default`() throws
  {
    let column = "optimizer.epsilon_placement"
    func table(_ placements: String) throws -> SummaryTable {
      let experiment = try ExperimentSamples.tiny(
        "when: [{if: {optimizer: rmsprop}, grid: {\(column): [\(placements)]}}]",
        set: ["optimizer=adam,rmsprop", "gamma=0.9", "seeds.count=1"])
      return SummaryTable(of: experiment) { _ in nil }
    }
    #expect(cells(column, in: try table("auto")) == [])
    let varied = try table("auto, inside")
    #expect(cells(column, in: varied) == ["", "auto", "inside"])
    let place = varied.hyperparameters.firstIndex { $0.name == column }
    #expect(place.map { varied.hyperparameters[$0 - 1].name } == "optimizer.centered")
  }

  @Test(arguments: ["smoke", "gridworld"])
  func `the settings of a stored summary are still written the same`(name: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
      .standardized.path(percentEncoded: false)
    let experiment = try Experiment.load(path: "\(root)/experiments/\(name).cfg")
    let stored = try SummaryReader.read("\(root)/results/\(name)/summary.csv")
    let table = SummaryTable(of: experiment) { _ in nil }
    #expect(table.columnNames == stored.columnNames)
    #expect(table.rows.map(\.trial) == stored.rows.map(\.trial))
    for (row, stored) in zip(table.rows, stored.rows) {
      #expect(row.hyperparameters.map(\.text) == stored.hyperparameters.map(\.text))
    }
  }

  @Test func `columns are stored as what their values are`() throws {
    let kinds = SummaryTable(of: experiment) { _ in nil }.hyperparameters
    func kind(_ name: String) -> SummaryColumn.Kind? { kinds.first { $0.name == name }?.kind }
    #expect(kind("batch_size") == .integer)
    #expect(kind("gamma") == .real)
    #expect(kind("gradient_clip") == .real)
    #expect(kind("train_every") == .text)
    #expect(kind("optimizer") == .text)
  }

  private func cells(_ column: String, in table: SummaryTable) -> [String] {
    guard let place = table.hyperparameters.firstIndex(where: { $0.name == column }) else {
      return []
    }
    return table.rows.map { $0.hyperparameters[place].text }
  }
}
