import DeepQ
import Testing

@testable import Experiments

@Suite struct MissingTrialsTests {
  @Test func `all trials are missing at first, in grid order`() throws {
    let experiment = try ExperimentSamples.tiny()
    let missing = MissingTrials(of: experiment, done: [])
    #expect(missing.indices == [0, 1, 2, 3])
    for (position, trial) in experiment.trials.enumerated() {
      #expect(missing.trial(at: position) == trial)
    }
  }

  @Test func `what is done is left out, and the rest keeps its places`() throws {
    let experiment = try ExperimentSamples.tiny()
    let trials = Array(experiment.trials)
    let missing = MissingTrials(of: experiment, done: [trials[0].id, trials[2].id, "elsewhere"])
    #expect(missing.count == 2)
    #expect(missing.indices == [1, 3])
    #expect(missing.trial(at: 1).id == trials[3].id)
    #expect(missing.position(ofIndex: 1) == 0)
    #expect(missing.position(ofIndex: 3) == 1)
  }

  @Test func `the cost is that of the trials that are missing`() throws {
    let experiment = try ExperimentSamples.tiny(set: ["network.hidden=[4],[64]", "gamma=0.9"])
    let trials = Array(experiment.trials)
    let costs = trials.map { CostModel().cost(of: $0.specification) }
    let all = MissingTrials(of: experiment, done: [])
    #expect(all.largest == costs[2].memory)
    #expect(abs(all.seconds - costs.reduce(0) { $0 + $1.seconds }) < 1e-12)
    let small = MissingTrials(of: experiment, done: [trials[2].id, trials[3].id])
    #expect(small.largest == costs[0].memory)
    #expect(small.largest.bytes < all.largest.bytes)
    #expect(abs(small.seconds - 2 * costs[0].seconds) < 1e-12)
  }

  @Test func `nothing is missing of an experiment that is done`() throws {
    let experiment = try ExperimentSamples.tiny()
    let missing = MissingTrials(of: experiment, done: Set(experiment.trials.map(\.id)))
    #expect(missing.count == 0)
    #expect(missing.seconds == 0)
    #expect(missing.largest == .none)
  }
}
