import Testing

@testable import Experiments

@Suite struct SweepIndexTests {
  @Test func `the same summary gives the same bytes`() throws {
    let image = try SweepIndex.image(of: SummaryTableTests.table(), file: "a.h5")
    #expect(try SweepIndex.image(of: SummaryTableTests.table(), file: "b.h5") == image)
  }

  @Test func `a summary without rows has an index too`() throws {
    let table = SummaryTable(hyperparameters: SummaryTableTests.columns, rows: [])
    #expect(try SweepIndex.image(of: table, file: "a.h5").count > 0)
  }

  @Test func `many trials are indexed in seconds, the same way each time`() throws {
    let row = SummaryRow(TrialSamples.record(), hyperparameters: SummaryTableTests.cells)
    let rows = (0..<100_000).map { number in
      var row = row
      let digits = String(number, radix: 16)
      row["trial"] = .text(String(repeating: "0", count: 12 - digits.count) + digits)
      return row
    }
    let table = SummaryTable(hyperparameters: SummaryTableTests.columns, rows: rows)
    var image: [UInt8] = []
    let time = try ContinuousClock().measure {
      image = try SweepIndex.image(of: table, file: "a.h5")
    }
    print("index of 100 000 trials: \(time), \(image.count) bytes")
    #expect(time < .seconds(60))
    #expect(try SweepIndex.image(of: table, file: "a.h5") == image)
  }
}
