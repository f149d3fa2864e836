import DeepQ
import Foundation
import Testing

@testable import Experiments

struct GridTests {
  private func values(_ text: String, _ keys: String...) throws -> [String] {
    let grid = try experiment(preamble + text).grid
    return (0..<grid.count).map { index in
      keys.map { key in
        HyperparameterTable.row(key)?.get(grid.hyperparameters(at: index)).description ?? "?"
      }.joined(separator: " ")
    }
  }

  @Test func `the order is that of the file, the last key fastest`() throws {
    #expect(
      try values("grid: {gamma: [0.9, 0.8], n_step: [1, 2, 3]}", "gamma", "n_step") == [
        "0.9 1", "0.9 2", "0.9 3", "0.8 1", "0.8 2", "0.8 3",
      ])
    #expect(
      try values(
        "zip: [{gamma: [0.9, 0.8], batch_size: [8, 16]}]\ngrid: {n_step: [2, 1]}",
        "gamma", "batch_size", "n_step") == ["0.9 8 2", "0.9 8 1", "0.8 16 2", "0.8 16 1"])
  }

  @Test func `an axis takes the place of base`() throws {
    #expect(try values("base: {gamma: 0.5}\ngrid: {gamma: [0.9]}", "gamma") == ["0.9"])
  }

  @Test func `excluded combinations are left out`() throws {
    #expect(
      try values(
        "grid: {gamma: [0.9, 0.8], n_step: [1, 2, 3]}\nexclude: [{gamma: 0.9, n_step: [1, 3]}, {n_step: 2}]",
        "gamma", "n_step") == ["0.8 1", "0.8 3"])
    #expect(
      try values(
        "grid: {network.hidden: [[8], [4, 4]]}\nexclude: [{network.hidden: [8]}]", "network.hidden")
        == ["[4, 4]"])
  }

  @Test func `a conditional axis exists only where its condition holds`() throws {
    let text = """
      base: {optimizer.momentum: 0.5}
      grid: {optimizer: [adam, rmsprop, sgd], gamma: [0.9, 0.8]}
      when: [{if: {optimizer: rmsprop}, grid: {optimizer.momentum: [0.0, 0.95], optimizer.centered: [true]}}]
      """
    #expect(
      try values(text, "optimizer", "gamma", "optimizer.momentum", "optimizer.centered") == [
        "adam 0.9 0 false", "adam 0.8 0 false", "rmsprop 0.9 0 true", "rmsprop 0.9 0.95 true",
        "rmsprop 0.8 0 true", "rmsprop 0.8 0.95 true", "sgd 0.9 0.5 false", "sgd 0.8 0.5 false",
      ])
  }

  @Test func `two conditions may both hold, or one of several values`() throws {
    let text = """
      grid: {loss: [mse, huber], double: [true, false]}
      when:
        - {if: {loss: huber}, grid: {huber_delta: [1, 2]}}
        - {if: {loss: [huber], double: true}, grid: {n_step: [1, 3]}}
      exclude: [{huber_delta: 2, n_step: 3}]
      """
    #expect(
      try values(text, "loss", "double", "huber_delta", "n_step") == [
        "mse true 1 1", "mse false 1 1", "huber true 1 1", "huber true 1 3", "huber true 2 1",
        "huber false 1 1", "huber false 2 1",
      ])
  }

  @Test func `one configuration without any axis`() throws {
    let found = try experiment(preamble)
    #expect(found.configurationCount == 1)
    #expect(found.trialCount == 1)
    #expect(
      found.trials[0].specification
        == {
          var trial = CanonicalTextTests.defaultTrial
          trial.replicate = 0
          return trial
        }())
  }

  @Test func `a grid of a trillion is refused at once`() throws {
    let keys = [
      "gamma", "learning_rate", "epsilon.start", "epsilon.decay", "learning_rate_end", "target.tau",
    ]
    let axes = keys.map { "  \($0): linspace(0.1, 0.9, 100)\n" }.joined()
    let before = try residentBytes()
    let start = ContinuousClock.now
    let found = mistakes(preamble + "grid:\n" + axes)
    let duration = ContinuousClock.now - start
    #expect(
      found == [
        "3:1: the experiment has 100 (gamma) x 100 (learning_rate) x 100 (epsilon.start) x 100 "
          + "(epsilon.decay) x 100 (learning_rate_end) x 100 (target.tau) x 1 (replicates) = "
          + "1000000000000 trials; expected at most 1000000, which 'run.max_trials' can raise"
      ])
    #expect(duration < .milliseconds(100))
    #expect(try residentBytes() - before < 50 << 20)
  }

  @Test func `a product beyond any integer is refused`() {
    let keys = [
      "gamma", "learning_rate", "epsilon.start", "epsilon.decay", "learning_rate_end", "target.tau",
      "gradient_clip", "reward_clip", "terminal_penalty", "optimizer.beta1",
    ]
    let axes = keys.map { "  \($0): linspace(0.1, 0.9, 1000)\n" }.joined()
    let found = mistakes(preamble + "grid:\n" + axes + "seeds: {count: 1000}\n")
    #expect(found.count == 1)
    #expect(found.first?.contains("= more than 10^18 trials") ?? false, "\(found)")
  }

  @Test func `a million trials are planned in seconds`() throws {
    let text =
      preamble + """
        grid:
          gamma: linspace(0.5, 0.9, 100)
          learning_rate: linspace(0.1, 0.9, 100)
        seeds: {count: 100}
        """
    let found = try experiment(text)
    #expect(found.trialCount == 1_000_000)
    #expect(found.trials[999_999].specification.hyperparameters.learningRate == 0.9)
    var seen = 0
    for trial in found.trials.lazy.prefix(20_000) where trial.index == seen { seen += 1 }
    #expect(seen == 20_000)
  }

  private func residentBytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(
      separator: " ")
    return (Int(pages[1]) ?? 0) * 4096
  }
}
