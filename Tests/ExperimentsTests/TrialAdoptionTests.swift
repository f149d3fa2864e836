import Foundation
import Testing

@testable import Experiments

@Suite struct TrialAdoptionTests {
  let scratch: ScratchFolder
  /// Where an experiment was run whose trials another one has too.
  let source: ScratchFolder
  let experiment: Experiment

  init() throws {
    scratch = try ScratchFolder()
    source = try ScratchFolder()
    experiment = try ExperimentSamples.tiny()
    try source.run(experiment)
  }

  private func run(
    _ experiment: Experiment, from paths: [String]
  ) throws -> ExperimentOutcome {
    try scratch.run(experiment) { $0.sources = paths }
  }

  @Test func `trials of another folder are copied, byte for byte, and not run`() throws {
    let wide = try ExperimentSamples.tiny(set: ["gamma=0.9,0.95"])
    let outcome = try run(wide, from: [source.file("tiny")])
    #expect(outcome.run.stored == 2)
    #expect(outcome.alreadyDone == 2)
    for trial in wide.trials.prefix(2) {
      #expect(
        try Data(contentsOf: URL(filePath: outcome.folder.trialFile(trial.id)))
          == Data(contentsOf: URL(filePath: source.results(experiment).trialFile(trial.id))))
    }
    let direct = try ScratchFolder()
    #expect(try direct.run(wide).summary.text == outcome.summary.text)
  }

  @Test func `a damaged file is left alone, and its trial is run`() throws {
    let file = source.results(experiment).trialFile(experiment.trials[1].id)
    var bytes = try Data(contentsOf: URL(filePath: file))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: file))
    let outcome = try run(experiment, from: [source.file("tiny")])
    #expect(outcome.run.stored == 1)
    #expect(outcome.alreadyDone == 3)
    #expect(try Data(contentsOf: URL(filePath: file)) == bytes)
  }

  @Test func `a failed trial is not taken over`() throws {
    let other = try ScratchFolder()
    let failing = try ExperimentSamples.diverging()
    try other.run(failing)
    let outcome = try run(failing, from: [other.file("tiny")])
    #expect(outcome.alreadyDone == 1)
    #expect(outcome.run.failures.count == 1)
  }

  @Test func `a fresh run takes trials over too`() throws {
    try scratch.run(experiment)
    let outcome = try scratch.run(experiment) {
      $0.fresh = true
      $0.sources = [source.file("tiny")]
    }
    #expect(outcome.run.stored == 0)
    #expect(outcome.alreadyDone == 4)
  }

  @Test func `the experiment's own folder is refused, by whatever name, and nothing is removed`()
    throws
  {
    let folder = try scratch.run(experiment).folder
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("link"), withDestinationPath: folder.path)
    for path in [folder.path, scratch.path + "/./tiny", scratch.file("link")] {
      let error = #expect(throws: NoTrialsError.self) {
        try scratch.run(experiment) {
          $0.fresh = true
          $0.sources = [path]
        }
      }
      #expect(error?.isOwn == true)
    }
    #expect(try folder.finishedTrials().count == 4)
  }

  @Test func `a folder without trials is refused, and nothing is touched`() throws {
    let error = #expect(throws: NoTrialsError.self) {
      try run(experiment, from: [source.file("tiny"), source.path])
    }
    #expect(error?.folder == source.path)
    #expect(try scratch.results(experiment).finishedTrials() == [])
  }

  @Test func `what is changed after it was checked is not taken over`() throws {
    let folder = scratch.results(experiment)
    try folder.create()
    let adoption = try TrialAdoption(
      of: experiment, from: [source.file("tiny")], into: folder, without: [], inspection: nil,
      stop: StopFlag())
    #expect(adoption.ids == Set(experiment.trials.map(\.id)))
    #expect(adoption.notes == ["4 trials taken over from \(source.file("tiny"))"])
    try source.put("other", in: "tiny/trials/\(experiment.trials[0].id).h5")
    #expect(throws: TrialFileError.self) { try adoption.copy() }
  }
}
