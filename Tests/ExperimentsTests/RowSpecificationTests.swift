import DeepQ
import Testing

@testable import Experiments

@Suite struct RowSpecificationTests {
  private static let root = String(#filePath.split(separator: "/Tests/")[0])

  private func summary(_ name: String) throws -> SummaryTable {
    try SummaryReader.read("\(Self.root)/results/\(name)/summary.csv")
  }

  private func experiment(_ name: String) throws -> Experiment {
    try Experiment.load(path: "\(Self.root)/experiments/\(name).cfg")
  }

  @Test(arguments: ["cartpole", "family", "family-minatar", "pong", "smoke", "tutorial"])
  func `every row of a published summary says by itself what was run`(name: String) throws {
    let table = try summary(name)
    var reader = RowSpecification(of: table, experiment: nil)
    for row in table.rows {
      let trial = try reader.trial(of: row)
      #expect(CanonicalText.trialId(of: trial) == row.trial)
      #expect(CanonicalText.configurationId(of: trial) == row.configuration)
    }
    #expect(!table.rows.isEmpty)
  }

  @Test func `what no column says comes from the experiment file`() throws {
    // The map of the grid world has no column.
    let table = try summary("gridworld")
    var alone = RowSpecification(of: table, experiment: nil)
    let error = #expect(throws: RowSpecificationError.self) { try alone.trial(of: table.rows[0]) }
    #expect(error?.cause == .unknownProtocol)
    #expect(error?.description.contains("--experiment") == true)
    var reader = RowSpecification(of: table, experiment: try experiment("gridworld"))
    for row in table.rows {
      #expect(CanonicalText.trialId(of: try reader.trial(of: row)) == row.trial)
    }
    var other = RowSpecification(of: table, experiment: try experiment("smoke"))
    let wrong = #expect(throws: RowSpecificationError.self) { try other.trial(of: table.rows[0]) }
    #expect(wrong?.cause == .otherExperiment)
  }

  private func change(
    _ table: inout SummaryTable, row: Int, _ column: String, to text: String
  ) throws {
    let index = try #require(table.hyperparameters.firstIndex { $0.name == column })
    table.rows[row].hyperparameters[index] = .text(text)
  }

  @Test(arguments: [true, false])
  func `a cell that was changed is named`(withExperiment: Bool) throws {
    var table = try summary("smoke")
    try change(&table, row: 3, "gamma", to: "0.123")
    var reader = RowSpecification(
      of: table, experiment: withExperiment ? try experiment("smoke") : nil)
    let error = #expect(throws: RowSpecificationError.self) { try reader.trial(of: table.rows[3]) }
    #expect(error?.cause == .wrongCell(columns: ["gamma"]))
    #expect(
      error?.description.hasSuffix(
        "/smoke/summary.csv: trial \(table.rows[3].trial): the cell in column 'gamma' does not "
          + "belong to its id: one of them was changed") == true)
  }

  @Test func `another replicate is not the trial`() throws {
    var table = try summary("smoke")
    table.rows[0]["replicate"] = .integer(7)
    var reader = RowSpecification(of: table, experiment: nil)
    let error = #expect(throws: RowSpecificationError.self) { try reader.trial(of: table.rows[0]) }
    #expect(error?.cause == .wrongCell(columns: ["trial", "replicate", "seed"]))
  }

  @Test(arguments: ["fast", "2", "0.9\n", "{a: 1}"])
  func `a cell that is no value is named`(text: String) throws {
    var table = try summary("smoke")
    try change(&table, row: 0, "gamma", to: text)
    var reader = RowSpecification(of: table, experiment: nil)
    let error = #expect(throws: RowSpecificationError.self) { try reader.trial(of: table.rows[0]) }
    guard case .notAValue(text, column: "gamma", _)? = error?.cause else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a cell may ask for a network that no experiment can have`() throws {
    var table = try summary("smoke")
    let layers = Array(repeating: "65536", count: 16).joined(separator: ", ")
    try change(&table, row: 0, "network.hidden", to: "[\(layers)]")
    var reader = RowSpecification(of: table, experiment: nil)
    #expect(throws: RowSpecificationError.self) { try reader.trial(of: table.rows[0]) }
  }
}
