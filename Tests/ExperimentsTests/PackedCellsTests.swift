import Testing

@testable import Experiments

@Suite struct PackedCellsTests {
  static let cells: [SummaryValue] = [
    .empty, .integer(0), .integer(-1), .integer(.max), .integer(.min), .unsigned(.max),
    .real(0), .real(-0.0), .real(.infinity), .real(.leastNonzeroMagnitude), .real(0.1), .text(""),
    .text("a"),
    .text("ab"), .text("AB"), .text("0123456789ab"), .text("[24, 24]"), .text("é\u{1F40D}\n,"),
    .text(String(repeating: "0f", count: 32)), .text(String(repeating: "0f", count: 255)),
    .text(String(repeating: "0f", count: 256)), .text(String(repeating: "x", count: 70_000)),
  ]

  @Test func `what is packed is what comes out, one by one and together`() {
    let packed = PackedCells(Self.cells)
    #expect(packed.count == Self.cells.count)
    #expect(packed.values == Self.cells)
    for (index, cell) in Self.cells.enumerated() { #expect(packed[index] == cell) }
    #expect(PackedCells([]).values == [])
  }

  @Test func `a cell that is replaced is another one, and the others stay`() {
    for index in Self.cells.indices {
      var cells = Self.cells
      cells[index] = .text("other")
      let packed = PackedCells(Self.cells).replacing(index, with: .text("other"))
      #expect(packed == PackedCells(cells))
      #expect(packed.values == cells)
    }
  }

  @Test func `rows are equal if their bits are`() {
    #expect(PackedCells(Self.cells) == PackedCells(Self.cells))
    #expect(PackedCells([.real(0)]) != PackedCells([.real(-0.0)]))
    #expect(PackedCells([.integer(1)]) != PackedCells([.unsigned(1)]))
    #expect(PackedCells([.empty]) != PackedCells([.empty, .empty]))
  }
}
