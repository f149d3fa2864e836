import DeepQ
import Testing

@testable import Experiments

struct CostModelTests {
  /// CartPole for 10 000 steps with a network 4-24-24-2.
  func specification(_ change: (inout TrialSpecification) -> Void = { _ in }) -> TrialSpecification
  {
    var specification = PlannedTrial.sample(0).specification
    specification.hyperparameters.length = .steps(10_000)
    change(&specification)
    return specification
  }

  @Test func `a trial's cost counts multiply-adds, steps and updates`() {
    let cost = CostModel().cost(of: specification())
    #expect(cost.steps == 10_000)
    // After a warm-up of 1000, one update a step.
    #expect(cost.updates == 9_000)
    // Twenty episodes of 500 at the end.
    #expect(cost.evaluationSteps == 10_000)
    // 4·24 + 24·24 + 24·2 = 720 for one observation; an update: 32 observations, four passes but
    // for the gradient of the observation, and ten operations on each of 770 parameters.
    let multiplyAdds = 720 * 20_000 + (32 * (4 * 720 - 4 * 24) + 770 * 10) * 9_000
    #expect(cost.multiplyAdds == Double(multiplyAdds))
    // 885.492e6 / 25e9 s for the network, 1e-6 s for each of 20 000 steps and 9 000 updates.
    let seconds: Double = 0.035_419_68 + 0.02 + 0.009
    #expect(abs(cost.seconds - seconds) < 1e-12)
  }

  @Test func `distributions cost by their parts, and wider heads`() {
    let plain = CostModel().cost(of: specification())
    let atoms = CostModel().cost(
      of: specification { $0.hyperparameters.distribution.kind = .categorical })
    // A head of 102 outputs for 2: 24·100 multiply-adds and 25·100 parameters more.
    let head = 2400 * 20_000 + (32 * 4 * 2400 + 2500 * 10) * 9_000
    #expect(atoms.multiplyAdds - plain.multiplyAdds == Double(head))
    // 32 rows of 102 atoms, 8e-9 s each.
    let extra = Double(head) / 25e9 + 9_000 * 32 * 102 * 8e-9
    #expect(abs(atoms.seconds - plain.seconds - extra) < 1e-9)
    let quantiles = specification {
      $0.hyperparameters.distribution.kind = .quantile
      $0.hyperparameters.distribution.quantiles = 51
    }
    // 32 rows of 51² pairs, 4e-10 s each.
    let pairs = Double(head) / 25e9 + 9_000 * 32 * 2601 * 4e-10
    #expect(abs(CostModel().cost(of: quantiles).seconds - plain.seconds - pairs) < 1e-9)
  }

  @Test func `the training interval and the gradient steps scale the updates`() {
    let sparse = specification {
      $0.hyperparameters.trainEvery = .steps(4)
      $0.hyperparameters.gradientSteps = 2
    }
    #expect(CostModel().cost(of: sparse).updates == 4_500)
    let episodic = specification { $0.hyperparameters.trainEvery = .episode }
    // Episodes of 250 steps, half the limit.
    #expect(CostModel().cost(of: episodic).updates == 36)
  }

  @Test func `a length in episodes is taken to have episodes of half the limit`() {
    let episodes = specification { $0.hyperparameters.length = .episodes(100) }
    #expect(CostModel().cost(of: episodes).steps == 25_000)
  }

  @Test func `an evaluation at the very end is not counted twice`() {
    let evaluated = specification { $0.evaluation.every = 5_000 }
    #expect(CostModel().cost(of: evaluated).evaluationSteps == 20_000)
  }

  @Test func `the cost so far grows with the steps up to less than the whole`() {
    let model = CostModel()
    let trial = specification { $0.evaluation.every = 1_000 }
    let costs = [0, 500, 1_000, 5_000, 10_000, 20_000].map {
      model.seconds(of: trial, afterSteps: $0)
    }
    #expect(costs[0] == 0)
    #expect(costs == costs.sorted())
    #expect(costs[4] == costs[5])
    #expect(costs[4] <= model.cost(of: trial).seconds)
    // The warm-up is cheap.
    #expect(costs[1] < costs[3] / 20)
  }

  @Test func `a sweep takes no less than its longest trial`() {
    let model = CostModel()
    #expect(model.wallSeconds(total: 100, longest: 10, workers: 4) == 25)
    #expect(model.wallSeconds(total: 100, longest: 40, workers: 4) == 40)
  }

  @Test func `memory is the trial's own estimate, and four times its file on top`() {
    let trial = specification {
      $0.hyperparameters.length = .steps(100)
      $0.evaluation = EvaluationSchedule(every: 1, episodes: 10_000)
    }
    let cost = CostModel().cost(of: trial)
    #expect(cost.memory.training == Trial.bytesNeeded(by: trial))
    #expect(cost.bytes == Trial.bytesNeeded(by: trial) + Int(4 * cost.fileBytes))
  }

  @Test func `a checkpoint counts three times, where that is more than the file does`() {
    let trial = specification { $0.hyperparameters.hidden = [1024, 1024] }
    let cost = CostModel().cost(of: trial)
    let transitions = Trial.replayBytes(of: trial, frameCompression: .none)
    #expect(cost.memory.checkpoint == Trial.checkpointBytes(of: trial) + transitions)
    #expect(
      cost.bytes
        == Trial.bytesNeeded(by: trial) + 3 * Trial.checkpointBytes(of: trial) + 2 * transitions)
  }

  @Test func `a file holds as many episodes as there can be`() throws {
    let definition = try #require(Environments.definition(of: "GridWorld-v1"))
    let setting = try #require(definition.settings.first { $0.name == "map" })
    // A map whose only step ends the episode, and one with a longer way.
    func file(_ map: String, _ length: TrainingLength) -> Double {
      CostModel().cost(
        of: specification {
          $0.environment = definition.specification
          $0.environment.set(setting, to: .text(map))
          $0.hyperparameters.algorithm = .qLearning
          $0.hyperparameters.length = length
        }
      ).fileBytes
    }
    // 100 000 episodes of 42 bytes, against a third of that; the maps have a few states each.
    #expect(abs(file("S*", .steps(100_000)) - 4_200_000) < 30_000)
    #expect(abs(file("S..*", .steps(100_000)) - 1_400_000) < 30_000)
    #expect(file("S..*", .episodes(100_000)) > 4_200_000)
    // More than a chunk of 16 MiB fills whole chunks: 8 · 3·10⁶ bytes are two of them, five times.
    #expect(abs(file("S*", .steps(3_000_000)) - (10 * 16_777_216 + 6_000_000)) < 30_000)
  }
}
