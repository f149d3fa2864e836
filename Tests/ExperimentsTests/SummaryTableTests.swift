import DeepQ
import Foundation
import Testing

@testable import Experiments

@Suite struct SummaryTableTests {
  static let columns = ["gamma", "batch_size", "network.hidden"].compactMap { key in
    HyperparameterTable.row(key).map { SummaryColumn($0) }
  }

  static let cells: [SummaryValue] = [.real(0.99), .integer(32), .text("[24, 24]")]

  static func table() -> SummaryTable {
    SummaryTable(
      hyperparameters: columns,
      rows: [
        SummaryRow(TrialSamples.record(), hyperparameters: cells),
        SummaryRow(
          TrialSamples.failed(id: "00000000000f"), hyperparameters: [.real(1), .empty, .empty]),
        SummaryRow(
          missing: "ffffffffffff", configuration: "ba9876543210", replicate: 1, seed: 42,
          hyperparameters: [.real(0.95), .integer(64), .text("[8]")]),
      ])
  }

  @Test func `the text is what RFC 4180 says, and empty where nothing applies`() {
    let done = TrialSamples.record()
    let failed = TrialSamples.failed()
    let seed = "18446744073709551615"
    #expect(
      Self.table().text == """
        trial,configuration,replicate,seed,status,episodes,steps,updates,return_last_100,\
        return_best_100,solved_at_episode,evaluation_return,loss_last,weights_sha256,result_sha256,\
        gamma,batch_size,network.hidden
        0123456789ab,ba9876543210,3,\(seed),done,3,60,7,20,20,2,200,0.125,\
        \(done.weightsDigest),\(done.resultDigest),0.99,32,"[24, 24]"
        00000000000f,ba9876543210,3,\(seed),failed,0,12,0,,,,,,\
        \(failed.weightsDigest),\(TrialSamples.failed(id: "00000000000f").resultDigest),1,,
        ffffffffffff,ba9876543210,1,42,missing,,,,,,,,,,,0.95,64,[8]

        """)
  }

  @Test func `the file has the bytes of the text`() throws {
    let scratch = try ScratchFolder()
    let tables = [
      Self.table(), SummaryTable(hyperparameters: Self.columns, rows: []),
      SummaryTable(
        hyperparameters: [], rows: [SummaryRow(TrialSamples.record(), hyperparameters: [])]),
    ]
    for table in tables {
      try table.write(to: scratch.file("summary.csv"))
      #expect(try scratch.text(of: "summary.csv") == table.text)
      #expect(!table.text.contains(",\n") || table.columnNames.count > 15)
    }
  }

  @Test func `a column that may be left out is left out where every cell is the default or empty`()
  {
    let key = "optimizer.epsilon_placement"
    let columns = ["gamma", key].compactMap { key in
      HyperparameterTable.row(key).map { SummaryColumn($0) }
    }
    func names(_ cells: [SummaryValue]) -> [String] {
      SummaryTable(
        hyperparameters: columns,
        rows: cells.map { SummaryRow(TrialSamples.record(), hyperparameters: [.real(0.9), $0]) }
      ).hyperparameters.map(\.name)
    }
    #expect(names([.text("auto"), .empty, .text("auto")]) == ["gamma"])
    #expect(names([.text("auto"), .text("inside")]) == ["gamma", key])
  }

  @Test func `the file is written whole`() throws {
    let folder = try ScratchFolder()
    try Self.table().write(to: folder.file("summary.csv"))
    #expect(try folder.text(of: "summary.csv") == Self.table().text)
    #expect(try folder.names() == ["summary.csv"])
  }

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
