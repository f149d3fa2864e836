import DeepQ
import Foundation
import HDF5
import Testing

@testable import Experiments

@Suite struct TrialRecordTests {
  @Test func `the file of a trial has the layout that the README describes`() throws {
    let record = TrialSamples.record().record
    #expect(
      record.fields.map { "\($0.path) \($0.values.typeName) \($0.shape)" } == [
        "/episodes/epsilon float64 [3]",
        "/episodes/length int64 [3]",
        "/episodes/loss float64 [3]",
        "/episodes/return float64 [3]",
        "/episodes/step int64 [3]",
        "/episodes/terminated uint8 [3]",
        "/episodes/truncated uint8 [3]",
        "/evaluations/return float64 [2, 2]",
        "/evaluations/step int64 [2]",
        "/random/environment uint64 [6]",
        "/random/initialization uint64 [6]",
        "/weights/00_dense/bias float32 [2]",
        "/weights/00_dense/weight float32 [2, 4]",
        "/weights/01_dense/bias float32 [2]",
        "/weights/01_dense/weight float32 [2, 2]",
      ])
    #expect(
      record.attributes.filter { $0.object == "/" }.map(\.name) == [
        "algorithm", "canonical_text", "configuration", "environment", "failure", "format_version",
        "random_generator", "replicate", "result_sha256", "root_seed", "solved_at_episode",
        "status", "steps", "trial", "updates", "weights_sha256",
      ])
    #expect(record.fields.allSatisfy { !$0.units.isEmpty && !$0.description.isEmpty })
  }

  // Recorded from Python 3.11: hashlib.sha256(struct.pack("<16f", .5, -1, 2, 0, 1, 1, -.25, 3, .5,
  // -.5,
  //   1, 2, 3, -4, 0, 1)).hexdigest()
  @Test func `weights are hashed layer by layer, weight before bias`() {
    #expect(
      TrialSamples.record().weightsDigest
        == "664ea44127585cf6819ce2031b5e0c6ba0ef270806262e31499d445fb3d83e45")
  }

  @Test func `not-a-number has the same bits whichever way it came about`() {
    var result = TrialSamples.result()
    result.episodes.losses[0] = -Double.nan
    result.weights[0].weight[0] = .nan
    var other = result
    other.episodes.losses[0] = Double(nan: 5, signaling: false)
    other.weights[0].weight[0] = -Float(nan: 7, signaling: false)
    let one = TrialSamples.record(result: result)
    #expect(one.record == TrialSamples.record(result: other).record)
    #expect(one.weightsDigest == TrialSamples.record(result: other).weightsDigest)
  }

  @Test func `two runs write the same file`() throws {
    let folder = try ScratchFolder()
    try TrialSamples.record().write(to: folder.file("a.h5"))
    try TrialSamples.record().write(to: folder.file("b.h5"))
    #expect(
      try WholeFile.read(folder.file("a.h5"), limit: 1 << 20)
        == WholeFile.read(folder.file("b.h5"), limit: 1 << 20))
    #expect(try folder.names() == ["a.h5", "b.h5"])
  }

  @Test func `a trial's file takes milliseconds`() throws {
    let folder = try ScratchFolder()
    let record = TrialSamples.record()
    let time = try ContinuousClock().measure {
      for number in 0..<200 { try record.write(to: folder.file("\(number).h5")) }
    }
    print("one trial's file: \(time / 200)")
    #expect(time < .seconds(20))
  }

  let trial: TrialSpecification

  init() throws {
    trial = try ExperimentSamples.tiny().specification(at: 3)
  }

  @Test func `the ids are those of the specification's text`() throws {
    let record = TrialRecord(trial, result: .sample())
    #expect(record.id == CanonicalText.trialId(of: trial))
    #expect(record.configuration == CanonicalText.configurationId(of: trial))
    #expect(record.canonicalText == CanonicalText.text(of: trial))
    #expect(record.replicate == 1)
    #expect(record.evaluationEpisodes == 1)
  }

  @Test func `the text gives the specification back`() throws {
    let record = TrialRecord(trial, result: .sample())
    #expect(try CanonicalText.trial(from: record.canonicalText, name: "a") == trial)
  }

  @Test func `settings that apply are kept with their types, those that do not are left out`() {
    let settings = TrialRecord(trial, result: .sample()).hyperparameters
    func value(_ name: String) -> RecordValue? { settings.first { $0.name == name }?.value }
    #expect(value("steps") == .int64(120))
    #expect(value("gamma") == .float64(0.99))
    #expect(value("double") == .bool(false))
    #expect(value("optimizer") == .text("adam"))
    #expect(value("network.hidden") == .int64s([4]))
    // Of other training lengths, losses and optimisers; and a limit that is not set.
    for name in ["episodes", "huber_delta", "optimizer.momentum", "gradient_clip"] {
      #expect(value(name) == nil)
    }
  }

  @Test func `a hyperparameter that came later changes no file of before`() {
    func settings(_ fit: Fit) -> [String] {
      var trial = trial
      trial.hyperparameters.fit = fit
      return TrialRecord(trial, result: .sample()).hyperparameters.map(\.name)
    }
    #expect(!settings(.batch).contains("fit"))
    #expect(settings(.sample).contains("fit"))
  }
}
