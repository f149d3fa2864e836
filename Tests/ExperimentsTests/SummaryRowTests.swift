import DeepQ
import Testing

@testable import Experiments

@Suite struct SummaryRowTests {
  @Test func `a row says what came of a trial`() {
    let row = SummaryRow(TrialSamples.record(), hyperparameters: [])
    #expect(row.status == .done)
    #expect(row["episodes"] == .integer(3))
    #expect(row["steps"] == .integer(60))
    #expect(row["updates"] == .integer(7))
    #expect(row["return_last_100"] == .real(20))  // (10 + 20 + 30) / 3: fewer than 100, so all
    #expect(row["return_best_100"] == .real(20))
    #expect(row["solved_at_episode"] == .integer(2))
    #expect(row["evaluation_return"] == .real(200))  // (100 + 300) / 2 of the last evaluation
    #expect(row["loss_last"] == .real(0.125))
  }

  @Test func `means are taken over the last and the best hundred`() {
    // Returns 0...149, then a fall to 0 for 50: the best hundred are 50...149.
    var episodes = EpisodeCurves()
    episodes.returns = (0..<200).map { $0 < 150 ? Double($0) : 0 }
    episodes.lengths = [Int](repeating: 1, count: 200)
    episodes.steps = Array(1...200)
    episodes.epsilons = [Double](repeating: 0, count: 200)
    episodes.losses = episodes.epsilons
    episodes.terminated = [Bool](repeating: true, count: 200)
    episodes.truncated = [Bool](repeating: false, count: 200)
    var result = TrialSamples.result()
    result.episodes = episodes
    let row = SummaryRow(TrialSamples.record(result: result), hyperparameters: [])
    #expect(row["return_last_100"] == .real(62.25))  // (100 + ... + 149) / 100 = 6225 / 100
    #expect(row["return_best_100"] == .real(99.5))  // (50 + ... + 149) / 100 = 9950 / 100
  }

  @Test func `a failed trial keeps what it has, and has no final evaluation`() {
    var result = TrialSamples.result()
    result.failure = "the loss is not finite"
    let row = SummaryRow(TrialSamples.record(result: result), hyperparameters: [])
    #expect(row.status == .failed)
    #expect(row["episodes"] == .integer(3))
    #expect(row["evaluation_return"] == .empty)
  }

  @Test func `a loss that is not a number is an empty cell`() {
    var result = TrialSamples.result()
    result.episodes.losses[2] = .nan
    let row = SummaryRow(TrialSamples.record(result: result), hyperparameters: [])
    #expect(row["loss_last"] == .empty)
  }

  @Test func `a trial without episodes has no means`() {
    let row = SummaryRow(TrialSamples.failed(), hyperparameters: [])
    #expect(row["episodes"] == .integer(0))
    #expect(row["return_last_100"] == .empty)
    #expect(row["return_best_100"] == .empty)
    #expect(row["loss_last"] == .empty)
  }
}
