import DeepQ
import Foundation
import Synchronization
import Testing

@testable import Experiments

@Suite struct WeightRetentionTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  /// Trials that are evaluated several times, and whose files keep some of their parameters.
  private func experiment(_ weights: String, set overrides: [String] = []) throws -> Experiment {
    try ExperimentSamples.tiny(
      "output: {weights: \(weights)}",
      set: ["evaluate.every=30", "evaluate.episodes=3"] + overrides)
  }

  private func run(
    _ weights: String, in scratch: ScratchFolder? = nil, set overrides: [String] = [],
    stop: StopFlag = StopFlag()
  ) throws -> ExperimentOutcome {
    try (scratch ?? self.scratch).run(try experiment(weights, set: overrides), stop: stop)
  }

  @Test(arguments: ["none", "best"])
  func `ids, hashes and the summary do not depend on what is kept`(weights: String) throws {
    let whole = try ScratchFolder()
    let last = try run("last", in: whole)
    let kept = try run(weights)
    #expect(kept.summary.text == last.summary.text)
    for row in last.summary.rows {
      let record = try kept.folder.readTrial(row.trial)
      #expect(record.retention == WeightRetention(rawValue: weights))
      #expect(record.weightsDigest == row["weights_sha256"].text)
      #expect(record.resultDigest == row["result_sha256"].text)
      #expect(try last.folder.readTrial(row.trial).retention == .last)
    }
  }

  @Test func `without parameters a file is smaller, and a run, a replay and a status accept it`()
    throws
  {
    let outcome = try run("none")
    let id = try #require(outcome.summary.rows.first?.trial)
    let record = try outcome.folder.readTrial(id)
    #expect(record.result.weights == [])
    #expect(try run("none").run.stored == 0)
    #expect(try ExperimentStatus(of: outcome.folder).state == .done)
    #expect(try replay(outcome).allSatisfy(\.isIdentical))
    #expect(throws: PlaybackError.noPolicy(file: outcome.folder.trialFile(id))) {
      try WatchedTrial(file: outcome.folder.trialFile(id))
    }
  }

  @Test func `the best parameters are those that the best evaluation was made with`() throws {
    let outcome = try run("best")
    for row in outcome.summary.rows {
      let record = try outcome.folder.readTrial(row.trial)
      let means = record.result.evaluations.map { $0.returns.reduce(0, +) / 3 }
      let best = try #require(means.max())
      let evaluation = record.result.evaluations[try #require(means.firstIndex(of: best))]
      #expect(record.result.weightsStep == evaluation.step)
      // The stored parameters, played on the streams of that evaluation, give its very returns.
      let specification = try CanonicalText.trial(from: record.canonicalText)
      var returns: [Double] = []
      if var player = PolicyPlayer(specification, result: record.result) {
        for episode in 0..<3 {
          if episode > 0 { player.startEpisode() }
          while !player.hasEnded { _ = player.step() }
          returns.append(player.episodeReturn)
        }
      }
      #expect(returns == evaluation.returns)
    }
    #expect(try replay(outcome).allSatisfy(\.isIdentical))
  }

  @Test(arguments: ["none", "best"])
  func `a changed byte of what is kept is found`(weights: String) throws {
    let outcome = try run(weights)
    let file = outcome.folder.trialFile(try #require(outcome.summary.rows.first?.trial))
    let whole = try Data(contentsOf: URL(filePath: file))
    var found = 0
    for position in stride(from: 600, to: whole.count, by: whole.count / 40) {
      var bytes = whole
      bytes[position] ^= 4
      try bytes.write(to: URL(filePath: file))
      // Bytes that no value depends on may change without harm.
      if let record = try? TrialRecord.read(from: file) {
        #expect(try record.fileImage(named: file) == Array(whole))
      } else {
        found += 1
      }
    }
    #expect(found > 20)
  }

  @Test func `the best parameters survive a stop, and come out the same`() throws {
    let long = ["steps=4000", "evaluate.every=100", "seeds.count=1", "gamma=0.99"]
    let direct = try ScratchFolder()
    let whole = try run("best", in: direct, set: long)
    let experiment = try experiment("best", set: long)
    let trial = experiment.trials[0]
    let folder = scratch.results(experiment)
    try folder.create()
    let training = CheckpointedTraining(
      folder: folder, every: 0, threads: TrialThreads(requested: 1, workers: 1, cores: 1),
      frameCompression: .none, keepsBestWeights: true, warn: { Issue.record("\($0)") })
    var result: TrialResult?
    for limit in stride(from: 500, through: 6_000, by: 500) where result == nil {
      result = try training.train(trial) { $0 < limit }
    }
    let record = TrialRecord(trial.specification, result: try #require(result)).keeping(.best)
    #expect(
      try record.fileImage(named: "")
        == Array(try Data(contentsOf: URL(filePath: whole.folder.trialFile(trial.id)))))
  }

  @Test func `a checkpoint without the best parameters is no good for a run that keeps them`()
    throws
  {
    let specification = try experiment("best").trials[0].specification
    var trial = Trial(specification)
    while trial.stepsTaken < 60 || trial.isEvaluating { trial.advance(steps: 1) }
    let checkpoint = trial.checkpoint()
    func restore(keepingBest: Bool) throws -> Int {
      var transitions: [UInt8]? = trial.save(transitions: checkpoint.transitions)
      let restored = try Trial(
        specification, execution: TrialExecution(keepsBestWeights: keepingBest),
        state: checkpoint.state
      ) {
        defer { transitions = nil }
        return transitions
      }
      return restored.stepsTaken
    }
    #expect(try restore(keepingBest: false) == checkpoint.stepsTaken)
    #expect(throws: ArchiveError.self) { try restore(keepingBest: true) }
  }

  @Test func `a table is kept whatever is asked for`() throws {
    let experiment = try Experiment(
      bytes: Array(
        """
        name: table
        environment: GridWorld-v1
        algorithm: q-learning
        base: {steps: 200}
        evaluate: {episodes: 1}
        output: {weights: none}
        """.utf8), name: "table.cfg")
    let outcome = try scratch.run(experiment)
    let record = try outcome.folder.readTrial(experiment.trials[0].id)
    #expect(record.retention == .last)
    #expect(record.result.actionValues != nil)
  }

  private func replay(_ outcome: ExperimentOutcome) throws -> [ExperimentReplay.Verdict] {
    let verdicts = Mutex<[ExperimentReplay.Verdict]>([])
    _ = try ExperimentReplay(of: outcome.folder).run(
      outcome.summary.rows.map(\.trial), workers: 1, stop: StopFlag(),
      machine: ExperimentSamples.machine
    ) { verdict in verdicts.withLock { $0.append(verdict) } }
    return verdicts.withLock { $0 }
  }
}
