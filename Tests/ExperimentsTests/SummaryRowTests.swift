import DeepQ
import Testing

@testable import Experiments

@Suite struct SummaryRowTests {
  @Test func `a row says what came of a trial`() {
    let row = SummaryRow(TrialSamples.record(), hyperparameters: [])
    #expect(row.status == .done)
    #expect(row.episodes == 3)
    #expect(row.steps == 60)
    #expect(row.updates == 7)
    #expect(row.returnLast100 == 20)  // (10 + 20 + 30) / 3: fewer than 100, so all
    #expect(row.returnBest100 == 20)
    #expect(row.solvedAtEpisode == 2)
    #expect(row.evaluationReturn == 200)  // (100 + 300) / 2 of the last evaluation
    #expect(row.lossLast == 0.125)
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
    #expect(row.returnLast100 == 62.25)  // (100 + ... + 149) / 100 = 6225 / 100
    #expect(row.returnBest100 == 99.5)  // (50 + ... + 149) / 100 = 9950 / 100
  }

  @Test func `a failed trial keeps what it has, and has no final evaluation`() {
    var result = TrialSamples.result()
    result.failure = "the loss is not finite"
    let row = SummaryRow(TrialSamples.record(result: result), hyperparameters: [])
    #expect(row.status == .failed)
    #expect(row.episodes == 3)
    #expect(row.evaluationReturn == nil)
  }

  @Test func `a loss that is not a number is an empty cell`() {
    var result = TrialSamples.result()
    result.episodes.losses[2] = .nan
    #expect(SummaryRow(TrialSamples.record(result: result), hyperparameters: []).lossLast == nil)
  }

  @Test func `a trial without episodes has no means`() {
    let row = SummaryRow(TrialSamples.failed(), hyperparameters: [])
    #expect(row.episodes == 0)
    #expect(row.returnLast100 == nil)
    #expect(row.returnBest100 == nil)
    #expect(row.lossLast == nil)
  }
}
