import Testing

@testable import DeepQ

@Suite struct DQNAgentTests {
  @Test func `nothing is learned before the warm-up is over`() {
    var agent = AgentCase { $0.replayWarmup = 10 }
    #expect(agent.updates(forSteps: 12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1])
  }

  @Test func `nothing is learned before the memory holds a batch`() {
    var agent = AgentCase { $0.batchSize = 5 }
    #expect(agent.updates(forSteps: 6) == [0, 0, 0, 0, 1, 1])
  }

  @Test func `the network learns every so many steps, so many times`() {
    var agent = AgentCase {
      $0.trainEvery = .steps(3)
      $0.gradientSteps = 2
    }
    #expect(agent.updates(forSteps: 7) == [0, 0, 2, 0, 0, 2, 0])
  }

  @Test func `the network can learn at the end of each episode`() {
    var agent = AgentCase { $0.trainEvery = .episode }
    #expect(agent.updates(forSteps: 8, episodeLength: 4) == [0, 0, 0, 1, 0, 0, 0, 1])
  }

  @Test func `a batch can be learned from transition by transition, which are so many updates`() {
    var agent = AgentCase {
      $0.batchSize = 3
      $0.fit = .sample
      $0.gradientSteps = 2
      $0.epsilon.unit = .update
      $0.epsilon.decay = 0.5
    }
    #expect(agent.updates(forSteps: 4) == [0, 0, 6, 6])
    // ε counts the batches: two at each of two steps.
    #expect(agent.agent.explorationRate == 0.0625)
  }

  @Test func `steps on a batch of equal transitions are steps on one of them`() {
    // Whatever is drawn, it is the same transition: one by one, four times as many steps.
    func weights(_ change: (inout Hyperparameters) -> Void) -> [LayerWeights] {
      var agent = AgentCase {
        $0.targetUpdateEvery = 0
        change(&$0)
      }
      _ = agent.updates(forSteps: 9)
      return agent.agent.learner.weights()
    }
    let oneByOne = weights {
      $0.batchSize = 4
      $0.fit = .sample
    }
    let alone = weights {
      $0.replayWarmup = 4
      $0.gradientSteps = 4
    }
    #expect(oneByOne == alone)
  }

  @Test func `the target network is copied every so many steps`() {
    // With reward 0 and a target network of fixed values, the loss tells which network bootstraps.
    var often = AgentCase { $0.targetUpdateEvery = 1 }
    var never = AgentCase { $0.targetUpdateEvery = 1_000 }
    var none = AgentCase { $0.targetUpdateEvery = 0 }
    _ = often.updates(forSteps: 30)
    _ = never.updates(forSteps: 30)
    _ = none.updates(forSteps: 30)
    #expect(often.agent.learner.weights() == none.agent.learner.weights())
    #expect(never.agent.learner.weights() != none.agent.learner.weights())
  }

  @Test func `a Polyak update moves the target by tau`() {
    let online = FloatBuffer([1, 8, 0, 0, 0, 0, 0, 0])
    let target = FloatBuffer([3, 4, 0, 0, 0, 0, 0, 0])
    polyakUpdate(from: online, tau: 0.25, into: target)
    #expect(target.array == [2.5, 5, 0, 0, 0, 0, 0, 0])
  }

  @Test func `the terminal penalty takes the place of the reward when the task ends`() {
    let penalised = AgentCase { $0.terminalPenalty = -10 }.storedReward(terminated: true)
    let going = AgentCase { $0.terminalPenalty = -10 }.storedReward(terminated: false)
    #expect((penalised, going) == (-10, 1))
  }

  @Test func `a truncated step still bootstraps, unless it is taken for an end`() {
    #expect(AgentCase { _ in }.discount(terminated: false, truncated: true) == 0.5)
    #expect(AgentCase { _ in }.discount(terminated: true, truncated: false) == 0)
    let merged = AgentCase { $0.onTruncation = .terminate }
    #expect(merged.discount(terminated: false, truncated: true) == 0)
  }

  @Test func `rewards are clipped for learning`() {
    #expect(AgentCase { $0.rewardClip = 0.5 }.storedReward(terminated: false) == 0.5)
  }

  @Test func `ε decides how often actions are random`() {
    var always = AgentCase { $0.epsilon.start = 1 }
    var never = AgentCase {
      $0.epsilon.start = 0
      $0.epsilon.end = 0
    }
    let random = (0..<50).map { _ in always.act() }
    #expect(Set(random).count == 2)
    #expect(Set((0..<50).map { _ in never.act() }).count == 1)
  }
}

/// An agent of one observed number and two actions, with a batch of one and no warm-up.
private struct AgentCase: ~Copyable {
  var agent: DQNAgent
  private let hyperparameters: Hyperparameters
  private var random = RandomSource(SeedSequence(entropy: 8))

  init(_ change: (inout Hyperparameters) -> Void) {
    var hyperparameters = Hyperparameters()
    hyperparameters.gamma = 0.5
    hyperparameters.hidden = [4]
    hyperparameters.batchSize = 1
    hyperparameters.replayWarmup = 0
    change(&hyperparameters)
    self.hyperparameters = hyperparameters
    agent = DQNAgent(
      hyperparameters,
      in: EnvironmentInterface(observation: .vector(1), actionCount: 2), memoryCapacity: 100,
      using: &random)
  }

  mutating func act() -> Int {
    let observation = ObservationStorage([0.3])
    return agent.act(
      on: AgentState(observation: observation.buffer), using: &random)
  }

  /// Gradient steps made at each of the next steps.
  mutating func updates(forSteps steps: Int, episodeLength: Int = .max) -> [Int] {
    (1...steps).map { step in
      remember(reward: 1, terminated: step % episodeLength == 0)
      let progress = TrainingProgress(steps: step, share: 0)
      var learned = agent.learn(
        episodeEnded: step % episodeLength == 0, at: progress, using: &random)
      while agent.isLearning {
        #expect(learned == (0, 0), "nothing is told of before all is learned")
        learned = agent.continueLearning(at: progress, using: &random)
      }
      return learned.updates
    }
  }

  private mutating func remember(reward: Double, terminated: Bool, truncated: Bool = false) {
    let observation = ObservationStorage([0.3])
    let next = ObservationStorage([0.6])
    agent.store(
      TimeStep(
        before: AgentState(observation: observation.buffer), action: 1, reward: reward,
        after: AgentState(observation: next.buffer),
        terminated: terminated, truncated: truncated))
  }

  /// The reward that is learned from when the environment gives 1.
  consuming func storedReward(terminated: Bool) -> Float {
    stored(terminated: terminated, truncated: false).reward
  }

  /// What multiplies the value of the next observation.
  consuming func discount(terminated: Bool, truncated: Bool) -> Float {
    stored(terminated: terminated, truncated: truncated).discount
  }

  private consuming func stored(
    terminated: Bool, truncated: Bool
  ) -> (reward: Float, discount: Float) {
    remember(reward: 1, terminated: terminated, truncated: truncated)
    let batch = ReplayBatch(size: 1, observation: .vector(1))
    agent.memory.gather(into: batch)
    return (batch.rewards.start[0], batch.discounts.start[0])
  }
}
