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
}
