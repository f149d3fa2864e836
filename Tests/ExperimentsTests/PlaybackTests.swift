import DeepQ
import Testing

@testable import Experiments

/// What every environment's pictures promise, and that they change nothing.
@Suite struct PlaybackTests {
  static let ids =
    Environments.registry.map(\.id)
    + (Environments.definition(of: "ALE/Pong")?.absence() == nil ? ["ALE/Pong"] : [])

  /// The record of a trial of a few steps.
  static func record(
    _ environment: String, base: String = "network.hidden: [4], batch_size: 4, replay.warmup: 20",
    evaluate: String = "episodes: 2, epsilon: 0.1"
  ) throws -> TrialRecord {
    let experiment = try experiment(
      """
      name: played
      environment: {id: \(environment), max_episode_steps: 40}
      algorithm: dqn
      base: {steps: 40, \(base)}
      evaluate: {\(evaluate)}
      """)
    return TrialRecord(
      experiment.trials[0].specification, result: Trial.run(experiment.trials[0].specification))
  }

  private func frames(
    _ record: TrialRecord, _ episodes: Range<Int> = 0..<2, withText: Bool = false
  ) throws -> [PlaybackFrame] {
    var frames: [PlaybackFrame] = []
    try Playback(record, name: "a.h5").play(episodes, withText: withText) { frame in
      frames.append(frame)
      return true
    }
    return frames
  }

  @Test(arguments: ids) func `every environment is drawn on its stage`(id: String) throws {
    let record = try Self.record(id)
    let playback = try Playback(record, name: "a.h5")
    let stage = playback.stage
    #expect(stage.width > 0 && stage.height > 0)
    #expect(playback.stepsPerSecond > 0)
    var pictures: [Picture] = []
    for frame in try frames(record) {
      #expect(frame.actionValues.count == (frame.action == nil ? 0 : playback.actionNames.count))
      pictures.append(frame.picture)
      switch (frame.picture, stage.content) {
      case (.shapes(let shapes), .drawing): #expect(!shapes.isEmpty)
      case (.raster(let pixels), .raster(let palette)):
        #expect(pixels.count == stage.width * stage.height)
        #expect(pixels.allSatisfy { Int($0) < palette.count })
      default: Issue.record("a picture of another kind than its stage")
      }
    }
    #expect(pictures.count > 2)
    #expect(pictures.contains { $0 != pictures[0] }, "nothing moves")
  }

  @Test(arguments: ids) func `every action has a name of its own`(id: String) throws {
    let definition = try #require(Environments.definition(of: id))
    let names = definition.actionNames(definition.specification)
    #expect(names.count == definition.interface(definition.specification).actionCount)
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: ids)
  func `pictures change nothing, and the returns are those of the evaluation`(id: String) throws {
    let record = try Self.record(id)
    let specification = try CanonicalText.trial(from: record.canonicalText)
    guard var plain = PolicyPlayer(specification, result: record.result) else {
      Issue.record("the policy cannot be played")
      return
    }
    let frames = try frames(record, withText: true)
    var returns: [Double] = []
    for (index, frame) in frames.enumerated() {
      if index > 0, frame.step == 0 { plain.startEpisode() }
      let (length, sum, hasEnded) = (plain.length, plain.episodeReturn, plain.hasEnded)
      #expect(frame.step == length && frame.episodeReturn == sum)
      guard let action = frame.action else {
        #expect(hasEnded)
        returns.append(frame.episodeReturn)
        continue
      }
      let taken = plain.step()
      #expect(taken.action == action && taken.reward == frames[index + 1].reward)
    }
    #expect(returns == record.result.evaluations.last?.returns)
  }

  @Test(arguments: [
    "network.hidden: [4], distribution: c51, dueling: true, replay.warmup: 20, batch_size: 4",
    "network.hidden: [4], distribution: qr-dqn, noisy: true, replay.warmup: 20, batch_size: 4",
  ])
  func `the greedy action is the one of the largest value`(base: String) throws {
    let record = try Self.record("CartPole-v1", base: base, evaluate: "episodes: 2")
    let frames = try frames(record)
    #expect(
      frames.filter { $0.action != nil }.allSatisfy { frame in
        frame.actionValues.max() == frame.action.map { frame.actionValues[$0] }
      })
    #expect(
      frames.filter { $0.action == nil }.map(\.episodeReturn)
        == record.result.evaluations.last?.returns)
  }

  @Test func `the values of a table are the row of the state`() throws {
    let trial = try TrialLayoutTests.cells().trials[0]
    let record = TrialRecord(trial.specification, result: Trial.run(trial.specification))
    let values = try #require(record.result.actionValues)
    let start = try frames(record)[0]
    #expect(start.place == "cell 1,1")
    #expect(start.actionValues == (0..<4).map { values[0, $0] })
  }

  @Test func `a later episode is the same alone`() throws {
    let record = try Self.record("MountainCar-v0")
    #expect(try frames(record, 1..<2) == frames(record, 0..<2).filter { $0.episode == 2 })
  }

  @Test func `whoever watches can have enough`() throws {
    var shown = 0
    try Playback(Self.record("Acrobot-v1"), name: "a.h5").play(0..<9) { _ in
      shown += 1
      return shown < 2
    }
    #expect(shown == 2)
  }

  @Test func `only the stored episodes are compared with the stored evaluation`() throws {
    let record = try Self.record("CartPole-v1")
    #expect(try Playback(record, name: "a").evaluation == record.result.evaluations.last)
    #expect(
      try Playback(record, name: "a", epsilon: 0.1, rootSeed: record.rootSeed).evaluation
        == record.result.evaluations.last)
    #expect(try Playback(record, name: "a", epsilon: 0.2).evaluation == nil)
    #expect(try Playback(record, name: "a", rootSeed: 5).evaluation == nil)
  }

  @Test func `another seed gives another episode`() throws {
    let record = try Self.record("CartPole-v1")
    var pictures: [Picture] = []
    try Playback(record, name: "a", rootSeed: 5).play(0..<1) { frame in
      pictures.append(frame.picture)
      return false
    }
    #expect(try pictures.first != frames(record).first?.picture)
  }
}
