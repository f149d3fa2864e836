import DeepQ
import Testing

@testable import Experiments

struct WatchedTrialTests {
  /// Writes the file of a trial that was run.
  private func file(_ experiment: Experiment, in folder: ScratchFolder) throws -> String {
    let trial = try #require(experiment.trials.first)
    let record = TrialRecord(trial.specification, result: Trial.run(trial.specification))
    try record.write(to: folder.file("a.h5"))
    return folder.file("a.h5")
  }

  private func lines(_ trial: WatchedTrial, episodes: Int) -> [String] {
    var lines: [String] = []
    trial.play(episodes: episodes) { _, line in
      lines.append(line)
      return true
    }
    return lines
  }

  @Test func `the optimal policy of a grid is played`() throws {
    let folder = try ScratchFolder()
    let trial = try WatchedTrial(file: file(TrialLayoutTests.cells(), in: folder))
    #expect(trial.introduction.hasPrefix("GridWorld-v1, value-iteration, trial "))
    #expect(trial.introduction.contains("S *    → *\n"))
    #expect(
      lines(trial, episodes: 2) == [
        "episode 1  cell 1,1", "step 1  cell 1,2  action right  reward -1  return -1",
        "episode 2  cell 1,1", "step 1  cell 1,2  action right  reward -1  return -1",
      ])
  }

  @Test func `a network plays the episodes of its last evaluation`() throws {
    let folder = try ScratchFolder()
    let file = try file(ExperimentSamples.tiny(), in: folder)
    let played = try #require(lines(WatchedTrial(file: file), episodes: 1).last)
    let score = try #require(TrialRecord.read(from: file).result.evaluations.last?.returns[0])
    #expect(played.hasSuffix("return \(shortest(score))"))
  }

  @Test func `whoever watches can have enough`() throws {
    let folder = try ScratchFolder()
    let trial = try WatchedTrial(file: file(TrialLayoutTests.cells(), in: folder))
    var shown = 0
    trial.play(episodes: 9) { _, _ in
      shown += 1
      return shown < 2
    }
    #expect(shown == 2)
  }

}
