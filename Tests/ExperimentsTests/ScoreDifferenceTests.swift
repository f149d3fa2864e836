import Statistics
import Testing

@testable import Experiments

struct ScoreDifferenceTests {
  @Test func `scores are paired where the seeds are the same, in any order`() throws {
    let difference = try #require(
      ScoreDifference([("a", 1), ("b", 2), ("c", 4)], [("c", 5), ("a", 3), ("b", 3)]))
    #expect(difference.pairs == SampleStatistics([1, 2, 1]))
    #expect(difference.test == difference.paired)
    // Eight sign patterns; only all plus and all minus are as far from 0.
    #expect(difference.permutationP == 2 / 8.0)
  }

  @Test func `other seeds, missing ones and nameless ones are not paired`() throws {
    for second in [[("a", 1.0), ("d", 2)], [("a", 1)], [("a", 1), ("a", 2)]] {
      let scores = second.map { (seed: String?.some($0.0), score: $0.1) }
      let difference = try #require(ScoreDifference([("a", 1), ("b", 2)], scores))
      #expect(difference.pairs == nil && difference.test == difference.welch)
    }
    let nameless = try #require(ScoreDifference([(nil, 1), (nil, 2)], [(nil, 1), (nil, 2)]))
    #expect(nameless.pairs == nil)
  }

  @Test func `the cross-check's figures, the second minus the first`() throws {
    let a = [500, 487.2, 463.9, 498.1, 312.4, 500, 471.5, 489.0, 455.3, 500]
    let b = [420.5, 398.0, 451.2, 377.9, 500, 289.6, 441.3, 402.8]
    let difference = try #require(
      ScoreDifference(b.map { (nil, $0) }, a.map { (nil, $0) }))
    #expect(abs((difference.welch?.t ?? 0) - 2.0363215209207266) < 1e-12)
    #expect(difference.ranks.u == 65.5)
    #expect(difference.permutationP == 2455.0 / 43758)
    #expect(abs((difference.effect ?? 0) - 0.974995152610505) < 1e-12)
    #expect(difference.seedsNeeded == 18)
  }

  @Test func `no scores have no difference`() {
    #expect(ScoreDifference([], [("a", 1)]) == nil)
    #expect(ScoreDifference([("a", 1)], []) == nil)
  }
}
