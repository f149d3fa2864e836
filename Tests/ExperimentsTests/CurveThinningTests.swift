import Testing

@testable import Experiments

struct CurveThinningTests {
  @Test func `the smallest and the largest value of each column are kept`() {
    let steps = Array(0..<1_000)
    var values = steps.map { Double($0 % 7) }
    values[123] = 99
    values[456] = -99
    let kept = CurveThinning.indices(steps: steps, series: [values], columns: 10)
    #expect(kept.count <= 22)
    #expect(kept.first == 0 && kept.last == 999)
    #expect(kept.contains(123) && kept.contains(456))
    #expect(kept == kept.sorted() && Set(kept).count == kept.count)
  }

  @Test func `short curves stay as they are`() {
    #expect(
      CurveThinning.indices(steps: [1, 2, 3], series: [[1, 2, 3]], columns: 1) == [0, 1, 2])
    #expect(CurveThinning.indices(steps: [], series: [[]], columns: 4) == [])
  }

  @Test func `extremes of every series are kept`() {
    let steps = Array(1...400)
    var (low, high) = (steps.map { _ in 0.0 }, steps.map { _ in 1.0 })
    (low[50], high[300]) = (-5, 9)
    let kept = CurveThinning.indices(steps: steps, series: [low, high], columns: 4)
    #expect(kept.contains(50) && kept.contains(300))
  }
}
