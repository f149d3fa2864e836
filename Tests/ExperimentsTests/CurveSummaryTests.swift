import Statistics
import Testing

@testable import Experiments

struct CurveSummaryTests {
  private func curve(_ scores: [Double]) throws -> LearningCurve {
    try #require(
      LearningCurve(
        scores.enumerated().map { LearningCurve.Point(step: ($0 + 1) * 10, score: $1) }))
  }

  @Test func `three curves, worked by hand`() throws {
    // Areas 10, 5 and 0; the first success at 20, at 10 and never.
    let summary = CurveSummary(
      [try curve([0, 10, 20]), try curve([10, 0, 10]), try curve([0, 0, 0])], threshold: 10)
    #expect(summary?.seeds == 3)
    #expect(summary?.area == 5)
    #expect(summary?.stepsToThreshold == 20)
    #expect(summary?.neverAtThreshold == 1)
    // One of one, and one of two.
    #expect(summary?.stability == 0.75)
    #expect(summary?.finalMinusBest == 0)
  }

  @Test func `if half of the seeds never succeed there is no median`() throws {
    let summary = CurveSummary([try curve([0, 10]), try curve([0, 0])], threshold: 10)
    #expect(summary?.stepsToThreshold == nil && summary?.neverAtThreshold == 1)
    #expect(summary?.stability == nil)
  }

  @Test func `without a threshold there are areas alone, and without curves nothing`() throws {
    let summary = CurveSummary([try curve([3, 1])], threshold: nil)
    #expect(summary?.area == 2 && summary?.areaError == nil && summary?.finalMinusBest == -2)
    #expect(summary?.stability == nil && summary?.neverAtThreshold == nil)
    #expect(CurveSummary([], threshold: 1) == nil)
  }
}
