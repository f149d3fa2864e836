import DeepQ
import Foundation
import Testing

@testable import Experiments

struct ConfigurationCheckTests {
  @Test(arguments: [
    // The memory holds a batch at the last step, which is an update's.
    "{steps: 2000, batch_size: 2000, replay.warmup: 1999}",
    "{steps: 2000, train_every: 2000}",
    "{steps: 2000, train_every: episode, replay.warmup: 1999}",
    "{steps: 40, replay.warmup: 0, n_step: 40}",
    // An episode may have as many steps.
    "{episodes: 3, replay.warmup: 1500}",
    "{episodes: 1, batch_size: 500, replay.warmup: 0}",
    // Tables learn at every step, and a planning has none.
    "{steps: 5}",
  ])
  func `what could make an update is accepted`(base: String) {
    let isTable = base == "{steps: 5}"
    let text =
      isTable
      ? "name: a\nenvironment: GridWorld-v1\ngrid: {algorithm: [q-learning]}\n" : preamble
    #expect(mistakes(text + "base: \(base)\n") == [])
  }

  @Test func `without a limit on episodes nothing is refused for being too short`() throws {
    let surroundings = ConfigurationCheck.Surroundings(interface: nil, maxEpisodeSteps: nil)
    var values = Hyperparameters()
    values.length = .episodes(1)
    values.batchSize = 60_000
    values.replayCapacity = 60_000
    values.replayWarmup = 1_000_000
    values.nStep = 1_000
    for check in ConfigurationCheck.learning {
      #expect(check.problem(values, surroundings) == nil)
    }
  }

  @Test func `a grid's error names the values that collide, and how often they do`() {
    #expect(
      mistakes(
        preamble + """
          base: {replay.warmup: 100}
          grid: {steps: [2000, 8000], batch_size: [32, 4096], gamma: [0.9, 0.99]}
          """) == [
          "4:29: 'batch_size' (4096) is above 'steps' (2000): the replay memory never holds a batch, "
            + "and no update is made (with batch_size: 4096, steps: 2000, and in 1 more configuration)"
        ])
  }

  @Test func `an axis of 'when' is named too`() {
    let found = mistakes(
      preamble + """
        base: {steps: 2000, replay.warmup: 100}
        grid: {optimizer: [adam, sgd]}
        when: [{if: {optimizer: sgd}, grid: {train_every: [1, 5000]}}]
        """)
    #expect(
      found == [
        "5:38: 'train_every' (5000) is above 'steps' (2000): no update is made "
          + "(with train_every: 5000)"
      ])
  }

  @Test func `every experiment that comes with the program is accepted`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../experiments").standardized.path(percentEncoded: false)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      $0.hasSuffix(".cfg")
    }
    #expect(files.count >= 10)
    for file in files.sorted() {
      #expect(throws: Never.self, "\(file)") {
        try Experiment.load(path: folder + "/" + file)
      }
    }
  }
}
