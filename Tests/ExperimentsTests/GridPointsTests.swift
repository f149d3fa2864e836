import Testing

@testable import Experiments

@Suite struct GridPointsTests {
  @Test func `points that follow each other are one run`() {
    var points = GridPoints()
    for main in 0..<100_000 { points.append(GridPoint(main: main, conditional: 0)) }
    #expect(points.count == 100_000)
    #expect(points.runs.count == 1)
    #expect(points[99_999] == GridPoint(main: 99_999, conditional: 0))
  }

  @Test func `points with gaps and conditional axes come out in their order`() {
    // Every fifth is left out; every third has three points of its own.
    let expected = (0..<100).filter { $0 % 5 != 0 }.flatMap { main in
      (0..<(main % 3 == 0 ? 3 : 1)).map { GridPoint(main: main, conditional: $0) }
    }
    var points = GridPoints()
    for point in expected { points.append(point) }
    #expect(points.count == expected.count)
    #expect(points.runs.count < expected.count)
    #expect((0..<points.count).map { points[$0] } == expected)
  }

  @Test func `a grid of ten thousand configurations is one run`() throws {
    let axes = "  gamma: linspace(0.9, 0.99, 100)\n  learning_rate: logspace(1e-4, 1e-2, 100)\n"
    let grid = try experiment(preamble + "grid:\n" + axes).grid
    #expect(grid.count == 10_000)
    #expect(grid.points.runs.count == 1)
  }
}
