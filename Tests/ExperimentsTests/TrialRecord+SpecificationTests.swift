import DeepQ
import HDF5
import Testing

@testable import Experiments

@Suite struct TrialRecordSpecificationTests {
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
