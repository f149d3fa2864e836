import DeepQ
import Foundation
import Testing

@testable import Experiments

struct GateTests {
  /// The folder of the experiments that gates run.
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../experiments/gates").standardized.path

  @Test(arguments: Gate.all.map(\.name))
  func `a gate's experiment is what the gate asks for`(name: String) throws {
    let gate = try #require(Gate.named(name))
    let experiment = try Experiment.load(path: "\(Self.folder)/\(gate.experiment).cfg")
    #expect(throws: Never.self) {
      try Certification(name, experiments: Self.folder, seeds: nil)
    }
    #expect(experiment.trialCount == gate.seeds)
    if case .trainingReturns(let steps) = gate.measure { #expect(gate.steps > steps) }
  }

  @Test(arguments: Gate.all.map(\.name))
  func `committed scores are those of the gate's experiment`(name: String) throws {
    let gate = try #require(Gate.named(name))
    let experiment = try Experiment.load(path: "\(Self.folder)/\(gate.experiment).cfg")
    let results = ResultsFolder(results: "\(Self.folder)/../../results", name: experiment.name)
    let rows = try GateScores(in: results).rows
    #expect(
      rows.isEmpty
        || rows.filter { $0.gate == name }.map(\.trial) == experiment.trials.map(\.id))
  }

  @Test func `no name is used twice, and every experiment in the folder has a gate`() throws {
    #expect(Set(Gate.all.map(\.name)).count == Gate.all.count)
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
    #expect(Set(files) == Set(Gate.all.map { $0.experiment + ".cfg" }))
  }

  @Test func `a score of the table says whose it is`() {
    let score = GateReference("dopamine", "ALE/Pong", "QR-DQN", "5M frames")
    #expect(score.value == 8.9)
    #expect(score.spread?.deviation == 1.5 && score.spread?.seeds == 5)
    #expect(score.source == "8.9 +- 1.5, QR-DQN at 5M frames, 5 seeds (dopamine)")
    #expect(GateReference("minatar", "MinAtar/Freeway-v0", "DQN", "1M frames").spread == nil)
  }
}
