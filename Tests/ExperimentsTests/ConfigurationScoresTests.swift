import DeepQ
import Testing

@testable import Experiments

@Suite struct ConfigurationScoresTests {
  func scores(_ added: [(Double, Int)], seedCount: Int = 3) -> ConfigurationScores {
    var scores = ConfigurationScores(seedCount: seedCount) { "lr \($0)" }
    for (score, index) in added { scores.add(score, ofTrial: index) }
    return scores
  }

  @Test func `the best is the configuration with the highest mean, whatever its best seed is`() {
    let scores = scores([(500, 0), (100, 1), (350, 3), (350, 4), (350, 5)])
    #expect(scores.best == ConfigurationScores.Best(configuration: 1, mean: 350, seeds: 3))
    #expect(scores.text?.score == "350.0")
    #expect(scores.text?.configuration == "lr 1")
  }

  @Test func `a best whose mean falls gives way, and says how many seeds it has`() {
    #expect(scores([(400, 0), (300, 3)]).text?.configuration == "lr 0; 1 of 3 seeds")
    let fallen = scores([(400, 0), (300, 3), (100, 1)])
    #expect(fallen.best == ConfigurationScores.Best(configuration: 1, mean: 300, seeds: 1))
  }

  @Test func `of equal means the first in the grid is the best`() {
    #expect(scores([(7, 6), (7, 0), (7, 3)]).best?.configuration == 0)
  }

  @Test func `with one configuration there is nothing to name`() {
    var scores = ConfigurationScores(seedCount: 1) { _ in "" }
    #expect(scores.text == nil)
    scores.add(12.34, ofTrial: 0)
    #expect(scores.text?.score == "12.3")
    #expect(scores.text?.configuration == "")
  }

  @Test func `earlier trials count, failed and missing ones do not`() throws {
    let experiment = try ExperimentSamples.tiny()
    let scratch = try ScratchFolder()
    var rows = try scratch.run(experiment).summary.rows
    for (index, score) in [10.0, 30, 500, 21].enumerated() {
      rows[index]["evaluation_return"] = .real(score)
    }
    rows[2]["status"] = .text("failed")
    let scores = ConfigurationScores(of: experiment, rows: rows)
    #expect(scores.best == ConfigurationScores.Best(configuration: 1, mean: 21, seeds: 1))
    #expect(scores.text?.configuration == "gamma 0.99; 1 of 2 seeds")
  }
}
