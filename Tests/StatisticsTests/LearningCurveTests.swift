import Testing

@testable import Statistics

struct LearningCurveTests {
  private func curve(_ points: (Int, Double)...) throws -> LearningCurve {
    try #require(LearningCurve(points.map { LearningCurve.Point(step: $0.0, score: $0.1) }))
  }

  /// By hand: (10·5 + 30·25) / 40 = 800 / 40.
  @Test func `the area is the trapezoidal mean over the steps`() throws {
    #expect(try curve((10, 0), (20, 10), (50, 40)).area == 20)
  }

  /// A third of the steps would not be exact, so that weights would not add up to 1.
  @Test func `the area of a constant curve is its score`() throws {
    #expect(try curve((5_000, 0.1), (10_000, 0.1), (15_000, 0.1), (20_000, 0.1)).area == 0.1)
    #expect(try curve((7, -21)).area == -21)
  }

  @Test func `areas of the largest scores do not overflow`() throws {
    let largest = Double.greatestFiniteMagnitude
    #expect(try curve((0, largest), (1 << 40, largest)).area == largest)
    #expect(try curve((0, -largest), (1 << 40, largest)).area == 0)
  }

  @Test func `steps to the threshold are those before the first score that reaches it`() throws {
    let curve = try curve((100, 20), (200, 475), (300, 500), (400, 30))
    #expect(curve.firstSuccess(threshold: 475) == 1)
    #expect(curve.stepsToThreshold(475) == 200)
    #expect(curve.stepsToThreshold(475.5) == 300)
    #expect(curve.stepsToThreshold(500.5) == nil)
  }

  @Test func `stability is the share of successes after the first one`() throws {
    let curve = try curve((1, 9), (2, 3), (3, 8), (4, 7), (5, 1))
    // After the first success at 9: 3, 8, 7, 1.
    #expect(curve.stability(threshold: 7) == 0.5)
    // After the first success at 3: 3, 8, 7, 1 again.
    #expect(curve.stability(threshold: 2) == 0.75)
    #expect(curve.stability(threshold: 10) == nil)
  }

  @Test func `a first success at the end says nothing of stability`() throws {
    #expect(try curve((1, 0), (2, 5)).stability(threshold: 5) == nil)
  }

  @Test func `the final score is held against the best`() throws {
    let curve = try curve((1, -20), (2, 18), (3, 15.5))
    #expect(curve.best == 18)
    #expect(curve.final == 15.5)
    #expect(curve.finalMinusBest == -2.5)
  }

  @Test func `what is not ascending, not finite or empty is no curve`() {
    func point(_ step: Int, _ score: Double) -> LearningCurve.Point {
      LearningCurve.Point(step: step, score: score)
    }
    #expect(LearningCurve([]) == nil)
    #expect(LearningCurve([point(2, 0), point(2, 1)]) == nil)
    #expect(LearningCurve([point(2, 0), point(1, 1)]) == nil)
    #expect(LearningCurve([point(-1, 0)]) == nil)
    #expect(LearningCurve([point(1, .nan)]) == nil)
    #expect(LearningCurve([point(1, .infinity)]) == nil)
    #expect(LearningCurve([point(0, 0)]) != nil)
  }
}
