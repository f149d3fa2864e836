import Testing

@testable import Statistics

struct BootstrapTests {
  private let a = [500, 487.2, 463.9, 498.1, 312.4, 500, 471.5, 489.0, 455.3, 500]
  private let b = [420.5, 398.0, 451.2, 377.9, 500, 289.6, 441.3, 402.8]

  @Test
  func `intervals of interquartile means agree with the cross-check to the resampling's error`()
    throws
  {
    var random = SplitMix(state: 1)
    let bootstrap = Bootstrap(resamples: 50_000)
    for (scores, low, high) in [(a, 445.5, 497.55), (b, 367.1, 451.2)] {
      let interval = bootstrap.interquartileMean(
        try sample(scores), using: &random)
      #expect(abs(interval.lowerBound - low) <= 1, "\(interval)")
      #expect(abs(interval.upperBound - high) <= 1, "\(interval)")
    }
  }

  @Test func `the stratified interval agrees with rliable's to the resampling's error`() throws {
    let recording = try SciPyRecording.shared.get()
    let tasks = try recording.tasks.map { try sample($0) }
    let all = try sample(recording.tasks.flatMap { $0 })
    #expect(agree(all.interquartileMean, recording.tasksInterquartileMean))
    var random = SplitMix(state: 2)
    let interval = Bootstrap(resamples: 50_000).interquartileMean(tasks: tasks, using: &random)
    #expect(abs(interval.lowerBound - recording.tasksInterval[0]) <= 0.1, "\(interval)")
    #expect(abs(interval.upperBound - recording.tasksInterval[1]) <= 0.1, "\(interval)")
  }

  @Test func `the probability of improvement agrees with rliable's`() throws {
    let recording = try SciPyRecording.shared.get()
    let x = try sample(recording.tasks[0])
    let y = try sample(recording.other)
    #expect(agree(MannWhitneyTest(x, y).probabilityOfImprovement, recording.improvement))
    var random = SplitMix(state: 3)
    let interval = Bootstrap(resamples: 50_000).probabilityOfImprovement(x, over: y, using: &random)
    #expect(abs(interval.lowerBound - recording.improvementInterval[0]) <= 0.02, "\(interval)")
    #expect(abs(interval.upperBound - recording.improvementInterval[1]) <= 0.02, "\(interval)")
  }

  @Test func `the same generator gives the same interval, in any order of the scores`() throws {
    var first = SplitMix(state: 4)
    var second = SplitMix(state: 4)
    var other = SplitMix(state: 5)
    let scored = try sample(a)
    let interval = Bootstrap().interquartileMean(scored, using: &first)
    let reversed = try sample(a.reversed())
    #expect(Bootstrap().interquartileMean(reversed, using: &second) == interval)
    #expect(Bootstrap().interquartileMean(scored, using: &other) != interval)
  }

  @Test func `one score, and equal scores, have an interval of one point`() throws {
    var random = SplitMix(state: 6)
    for scores in [[7.0], [7, 7, 7, 7, 7]] {
      let scored = try sample(scores)
      #expect(Bootstrap().interquartileMean(scored, using: &random) == 7...7)
      #expect(
        Bootstrap().probabilityOfImprovement(scored, over: scored, using: &random) == 0.5...0.5)
    }
  }

  @Test func `scores as large as there are have an interval`() throws {
    var random = SplitMix(state: 8)
    let large = Double.greatestFiniteMagnitude
    let scored = try sample([large, large, large])
    #expect(Bootstrap().interquartileMean(scored, using: &random) == large...large)
  }
}
