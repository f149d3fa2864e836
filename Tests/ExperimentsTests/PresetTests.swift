import DeepQ
import Testing

@testable import Experiments

@Suite struct PresetTests {
  private func base(_ text: String) throws -> Hyperparameters {
    let file = "name: a\nenvironment: ALE/Pong\n" + text
    return try Experiment(bytes: Array(file.utf8), name: "a.cfg").grid.base
  }

  @Test func `a preset is what base starts from`() throws {
    let base = try base("preset: dqn-2015\nbase: {steps: 100_000, gamma: 0.9}")
    #expect(base.gamma == 0.9)
    #expect(base.length == .steps(100_000))
    #expect(base.convolution.map(\.description) == ["32@8x8/4", "64@4x4/2", "64@3x3/1"])
    #expect(base.hidden == [512])
    #expect(base.loss == .huber && base.targetUpdateEvery == 10_000)
  }

  @Test func `a preset's values are those that base could give`() throws {
    let preset = try base("preset: dqn-2013\nbase: {steps: 1M}")
    let spelled = try base(
      """
      base:
        steps: 1M
        learning_rate: 2.5e-4
        optimizer: {name: rmsprop, decay: 0.95, epsilon: 0.01, centered: true}
        replay: {capacity: 1M, warmup: 50k}
        epsilon: {end: 0.1, decay: 1M, schedule: linear, per: step}
        reward_clip: 1
        target.update_every: 0
        network: {convolution: [16@8x8/4, 32@4x4/2], hidden: [256], initialization: he_uniform}
      """)
    #expect(preset == spelled)
  }

  @Test func `rainbow has everything that its paper combines`() throws {
    let preset = try base("preset: rainbow\nbase: {steps: 1M}")
    let spelled = try base(
      """
      base:
        steps: 1M
        learning_rate: 6.25e-5
        optimizer: {name: adam, epsilon: 1.5e-4}
        train_every: 4
        replay: {capacity: 1M, warmup: 20k, priority: 0.5, importance: 0.4, importance_end: 1}
        target.update_every: 8k
        epsilon: {start: 0, end: 0}
        reward_clip: 1
        network: {convolution: [32@8x8/4, 64@4x4/2, 64@3x3/1], hidden: [512]}
        network.initialization: he_uniform
        double: true
        dueling: true
        n_step: 3
        distribution: c51
        c51: {atoms: 51, v_min: -10, v_max: 10}
        noisy: true
        noisy_sigma: 0.5
      """)
    #expect(preset == spelled)
  }

  @Test func `what a preset sets may lose its effect`() throws {
    #expect(
      try base("preset: dqn-2013\nbase: {steps: 1M, optimizer: adam}").optimizer.rule == .adam)
  }

  @Test func `names are unique and every preset differs from the defaults`() {
    #expect(Set(Preset.all.map(\.name)).count == Preset.all.count)
    for preset in Preset.all {
      #expect(preset.hyperparameters != Hyperparameters())
      #expect(!preset.summary.contains("\n"))
    }
  }
}
