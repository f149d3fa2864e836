import Testing

@testable import DeepQ

@Suite struct PanelLayoutTests {
  @Test(arguments: [
    (8, [8]), (16, [16]), (24, [24]), (32, [16, 16]), (40, [16, 24]), (48, [16, 16, 16]),
  ])
  func `panels are 16 columns wide but for the last`(columns: Int, widths: [Int]) {
    let layout = PanelLayout(rows: 3, columns: columns)
    #expect((0..<layout.panelCount).map { layout.panel($0).width } == widths)
  }

  @Test(arguments: [8, 16, 24, 32, 40, 56])
  func `every element has a place of its own`(columns: Int) {
    let layout = PanelLayout(rows: 5, columns: columns)
    let places = (0..<5).flatMap { row in
      (0..<columns).map { layout.offset(row: row, column: $0) }
    }
    #expect(places.sorted() == Array(0..<layout.count))
  }

  @Test func `the rows of a panel follow one another`() {
    let layout = PanelLayout(rows: 3, columns: 40)
    #expect(layout.offset(row: 2, column: 1) == 2 * 16 + 1)
    #expect(layout.offset(row: 0, column: 16) == 3 * 16)
    #expect(layout.offset(row: 1, column: 39) == 3 * 16 + 24 + 23)
  }
}
