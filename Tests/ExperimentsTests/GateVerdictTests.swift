import Statistics
import Testing

@testable import Experiments

struct GateVerdictTests {
  /// A gate with a published score of 10.
  private func gate(
    _ requirements: GateRequirement..., seeds: Int,
    reference: GateReference = GateReference(10, source: "10, somebody")
  ) -> Gate {
    Gate(
      name: "sample", title: "a sample", experiment: "sample", environment: "CartPole-v1",
      steps: 1000, seeds: seeds, measure: .finalEvaluation, reference: reference,
      requirements: requirements)
  }

  private func outcome(
    _ requirement: GateRequirement, _ scores: [Double?], wanted: Int? = nil
  ) -> GateVerdict.Outcome {
    GateVerdict(gate(requirement, seeds: wanted ?? scores.count), scores: scores).outcome
  }

  @Test func `a mean is equivalent where the 90 % interval lies within the margin`() throws {
    // SciPy: ttest_1samp against 8.4 (greater) and 9.8 (less).
    let close = gate(
      .equivalence(margin: 0.7), seeds: 5, reference: GateReference(9.1, source: ""))
    let verdict = GateVerdict(close, scores: [8.9, 9.4, 8.1, 9.9, 9.0])
    let p = try #require(verdict.findings[0].p)
    #expect(abs(p - 0.04544170143548815) < 1e-13)
    #expect(verdict.outcome == .passed)
    // The interval reaches from 8.425 to 9.695.
    #expect(outcome(.equivalence(margin: 0.7), [8.9, 9.4, 8.1, 9.9, 9.0]) == .undecided)
    #expect(outcome(.equivalence(margin: 0.2), [8.9, 9.4, 8.1, 9.9, 9.0]) == .failed)
  }

  @Test func `superiority is a one-sided test, and its opposite a failure`() {
    #expect(outcome(.superiority, [11, 12, 13]) == .passed)
    #expect(outcome(.superiority, [9, 12, 13]) == .undecided)
    #expect(outcome(.superiority, [7, 8, 9]) == .failed)
    #expect(outcome(.superiority, [12]) == .undecided)
    #expect(outcome(.superiority, [11, 11]) == .passed)
    #expect(outcome(.superiority, [10, 10]) == .undecided)
    #expect(outcome(.superiority, [9, 9]) == .failed)
  }

  @Test
  func `a bound that holds on some of the seeds is undecided, and one that does not has failed`() {
    #expect(outcome(.everySeed(atLeast: 5), [5, 6], wanted: 3) == .undecided)
    #expect(outcome(.everySeed(atLeast: 5), [5, 6, 7], wanted: 3) == .passed)
    #expect(outcome(.everySeed(atLeast: 5), [4.9], wanted: 3) == .failed)
    #expect(outcome(.everySeedAtMost(5), [5, .infinity], wanted: 3) == .failed)
    #expect(outcome(.everySeedAtMost(5), [5, 4], wanted: 2) == .passed)
    // A mean can still change.
    #expect(outcome(.mean(atLeast: 5), [4], wanted: 2) == .undecided)
    #expect(outcome(.mean(atLeast: 5), [4, 5], wanted: 2) == .failed)
    #expect(outcome(.mean(atLeast: 5), [4, 6], wanted: 2) == .passed)
  }

  @Test func `a test decides when all seeds are there`() {
    #expect(outcome(.superiority, [11, 12, 13], wanted: 4) == .undecided)
    #expect(outcome(.superiority, [7, 8, 9], wanted: 4) == .undecided)
    #expect(outcome(.equivalence(margin: 2), [10, 10.1, 10.2], wanted: 3) == .passed)
    #expect(outcome(.equivalence(margin: 2), [10, 10.1, 10.2], wanted: 4) == .undecided)
    #expect(outcome(.equivalence(margin: 2), [20, 20.1, 20.2], wanted: 4) == .undecided)
  }

  @Test func `a failed trial fails a gate, and no trial decides nothing`() {
    #expect(outcome(.superiority, [11, 12, nil]) == .failed)
    #expect(outcome(.everySeed(atLeast: 5), [nil], wanted: 3) == .failed)
    #expect(outcome(.superiority, [], wanted: 3) == .undecided)
  }

  @Test func `all that is required has to hold`() {
    let both = gate(.superiority, .everySeed(atLeast: 11.5), seeds: 3)
    #expect(GateVerdict(both, scores: [11, 12, 13]).outcome == .failed)
    #expect(GateVerdict(both, scores: [11.5, 12, 13]).outcome == .passed)
    let more = gate(.superiority, .everySeed(atLeast: 11.5), seeds: 4)
    #expect(GateVerdict(more, scores: [11.5, 12, 13]).outcome == .undecided)
  }

  @Test func `a published deviation is part of the test`() {
    // Exact, 8.9 would be exceeded; with 1.5 over 5 seeds it is not.
    let pong = gate(
      .superiority, seeds: 3,
      reference: GateReference("dopamine", "ALE/Pong", "QR-DQN", "5M frames"))
    #expect(GateVerdict(pong, scores: [9.5, 9.7, 9.6]).outcome == .undecided)
    #expect(GateVerdict(pong, scores: [15, 16, 15]).outcome == .passed)
  }

  @Test func `the text has scores, interval, requirement and verdict`() {
    let verdict = GateVerdict(
      gate(.superiority, .everySeed(atLeast: 5), seeds: 4), scores: [11, 12, 13])
    #expect(
      GateText.of(verdict) == """
        sample: a sample
        measured    mean return of the evaluation at the end
        published   10, somebody
        scores      11 12 13
        ours        12 +- 1.7 (90 %), seeds from 11 to 13
        undecided   mean above 10: one-sided t test, p = 0.037
        undecided   every seed at least 5
        sample: UNDECIDED, 3 of 4 seeds

        """)
  }

  @Test func `a score that misses a bound is not rounded to it`() {
    let breakout = gate(.everySeed(atLeast: 46.9), seeds: 3)
    let text = GateText.of(GateVerdict(breakout, scores: [46.89519650655022, 46.9, 46.90004]))
    #expect(text.contains("\nscores      46.895 46.9 46.90004\n"))
    #expect(text.contains(", seeds from 46.895 to 46.90004\n"))
    let steps = gate(.everySeedAtMost(123_456.2), seeds: 1)
    #expect(
      GateText.of(GateVerdict(steps, scores: [123_456.4])).contains("\nscores      123456.4\n"))
  }

  @Test func `the mean that is judged is the one that is shown, in any order of the seeds`() {
    let stable = gate(.mean(atLeast: 0.98), seeds: 20)
    let scores = [1, 1, 1, 1, 1, 1, 0.95, 1, 1, 0.9, 1, 0.95, 1, 1, 1, 0.9, 0.95, 0.95, 1, 1]
    for order in [scores, scores.sorted(), scores.reversed()] {
      let verdict = GateVerdict(stable, scores: order)
      #expect(verdict.statistics?.mean == 0x1.f5c28f5c28f5dp-1)
      #expect(verdict.outcome == .passed)
    }
  }

  @Test func `the text says on how many seeds nothing was reached`() {
    let speed = gate(.everySeedAtMost(20_000), seeds: 3)
    let text = GateText.of(GateVerdict(speed, scores: [3000, .infinity, 27_000]))
    #expect(text.contains("\nscores      3000 never 27000\n"))
    #expect(text.contains("\nours        never on 1 of 3 seeds, else 3000 to 27000\n"))
    let none = GateText.of(GateVerdict(speed, scores: [.infinity, .infinity]))
    #expect(none.contains("\nours        never on 2 of 2 seeds\n"))
  }

  @Test func `the text says that a trial failed`() {
    let text = GateText.of(GateVerdict(gate(.superiority, seeds: 2), scores: [nil, 12]))
    #expect(text.contains("\nscores      none 12\n"))
    #expect(text.contains("\nfailed      1 trial without a score: failed, or nothing to measure\n"))
    #expect(text.hasSuffix("\nsample: FAILED, 2 seeds\n"))
  }
}
