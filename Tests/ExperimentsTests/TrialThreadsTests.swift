import DeepQ
import Testing

@testable import Experiments

@Suite struct TrialThreadsTests {
  private func specification(_ environment: String, _ base: String) throws -> TrialSpecification {
    let text = "name: a\nenvironment: \(environment)\nbase: {\(base)}"
    return try Experiment(bytes: Array(text.utf8), name: "a.cfg").specification(at: 0)
  }

  private func tutorial() throws -> TrialSpecification {
    try specification(
      "ALE/Pong", "network: {convolution: [16@8x8/4, 32@4x4/2], hidden: [256]}")
  }

  @Test(arguments: [(1, 8, 8), (2, 8, 4), (3, 8, 2), (8, 8, 1), (9, 8, 1), (1, 1, 1)])
  func `cores that are left go to the trials that run`(
    workers: Int, cores: Int, threads: Int
  ) throws {
    let sharing = TrialThreads(requested: nil, workers: workers, cores: cores)
    #expect(sharing.count(for: try tutorial()) == threads)
    #expect(sharing.executor(for: try tutorial()).size == threads)
  }

  @Test func `a small network is not shared`() throws {
    let sharing = TrialThreads(requested: nil, workers: 1, cores: 64)
    #expect(sharing.count(for: try specification("CartPole-v1", "steps: 2000")) == 1)
  }

  @Test func `what is asked for is what is taken`() throws {
    let sharing = TrialThreads(requested: 3, workers: 2, cores: 2)
    #expect(sharing.count(for: try specification("CartPole-v1", "steps: 2000")) == 3)
    #expect(sharing.count(for: try tutorial()) == 3)
  }

  @Test func `trials on one thread and on three end with the same bytes`() throws {
    let scratch = try ScratchFolder()
    var digests: [[[UInt8]]] = []
    for threads in [1, 3] {
      let experiment = try ExperimentSamples.tiny(
        set: ["run.threads_per_trial=\(threads)", "network.hidden=[64,48]"])
      let folder = try scratch.run(experiment) { $0.fresh = true }.folder
      digests.append(
        try experiment.trials.map { try WholeFile.read(folder.trialFile($0.id), limit: 1 << 24) })
    }
    #expect(digests[0] == digests[1])
    #expect(digests[0].count == 4)
  }
}
