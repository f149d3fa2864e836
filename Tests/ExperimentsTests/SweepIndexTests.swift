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

  @Test func `columns are packed, and text is as wide as its longest cell`() {
    let layout = SummaryLayout(SummaryTableTests.table())
    var offset = 0
    for member in layout.members {
      #expect(member.offset == offset)
      offset += member.size
    }
    #expect(layout.rowSize == offset)
    let (kinds, sizes) = (layout.members.map(\.kind), layout.members.map(\.size))
    #expect(kinds.prefix(5) == [.text, .text, .integer, .unsigned, .text])
    #expect(sizes.prefix(5) == [12, 12, 8, 8, 7])  // "missing"
    #expect(kinds.suffix(3) == [.real, .integer, .text])
    #expect(sizes.suffix(3) == [8, 8, 8])  // "[24, 24]"
  }

  @Test func `empty cells are -1 and not-a-number`() {
    let table = SummaryTableTests.table()
    let layout = SummaryLayout(table)
    let bytes = layout.bytes(of: table, rows: 0..<3)
    #expect(bytes.count == 3 * layout.rowSize)
    #expect((0..<3).flatMap { layout.bytes(of: table, rows: $0..<$0 + 1) } == bytes)
    let row = bytes.suffix(layout.rowSize)
    func cell(_ name: String) -> [UInt8] {
      layout.members.filter { $0.name == name }.flatMap { member in
        row.dropFirst(member.offset).prefix(member.size)
      }
    }
    #expect(cell("episodes") == [UInt8](repeating: 255, count: 8))
    #expect(cell("loss_last") == [0, 0, 0, 0, 0, 0, 0xF8, 0x7F])
    #expect(cell("batch_size") == [64, 0, 0, 0, 0, 0, 0, 0])
    #expect(cell("network.hidden") == Array("[8]".utf8) + [0, 0, 0, 0, 0])
    #expect(cell("weights_sha256") == [UInt8](repeating: 0, count: 64))
  }
}
