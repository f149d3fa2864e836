import DeepQ
import Testing

@testable import Experiments

@Suite struct ReturnComparisonTests {
  private let stored = Evaluation(step: 9, returns: [1, 2, 3])

  @Test func `fewer and more episodes than the stored ones are compared as far as both go`() {
    #expect(ReturnComparison([1], with: stored) == .identical(count: 1, stored: 3, step: 9))
    #expect(
      ReturnComparison([1, 2, 3, 4], with: stored) == .identical(count: 3, stored: 3, step: 9))
  }

  @Test func `the first return that differs is named`() {
    #expect(
      ReturnComparison([1, 5, 6], with: stored)
        == .differs(episode: 2, step: 9, stored: 2, again: 5))
  }

  @Test func `without episodes or evaluation there is nothing to compare`() {
    #expect(ReturnComparison([], with: stored) == .none)
    #expect(ReturnComparison([1], with: nil) == .none)
  }
}
