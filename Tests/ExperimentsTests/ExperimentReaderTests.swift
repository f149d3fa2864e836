import DeepQ
import Testing

@testable import Experiments

/// A wrong file and what is said about it: the place, then a part of the message.
struct BadFile: CustomTestStringConvertible, Sendable {
  var text: String
  var place: String
  var core: String

  init(_ text: String, _ place: String, _ core: String) {
    self.text = text
    self.place = place
    self.core = core
  }

  var testDescription: String { text }
}

/// Each wrong file has exactly one mistake, and it is found at its place.
struct ExperimentReaderTests {
  private func check(_ file: BadFile, preamble: String) {
    let found = mistakes(preamble + file.text)
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.hasPrefix(file.place + ": ") ?? false, "\(found)")
    #expect(found.first?.contains(file.core) ?? false, "\(found)")
  }

  @Test(arguments: [
    BadFile("environment: CartPole-v1", "1:1", "'name' is missing"),
    BadFile("name: a", "1:1", "'environment' is missing"),
    BadFile("name:\nenvironment: CartPole-v1", "1:6", "'name' is nothing"),
    BadFile("name: [a]\nenvironment: CartPole-v1", "1:7", "'name' is a list"),
    BadFile("name: .hidden\nenvironment: CartPole-v1", "1:7", "cannot name a results folder"),
    BadFile("name: a/b\nenvironment: CartPole-v1", "1:7", "cannot name a results folder"),
    BadFile("name: Cart\nenvironment: CartPole-v1", "1:7", "cannot name a results folder"),
    BadFile(
      "name: a" + String(repeating: "b", count: 64) + "\nenvironment: CartPole-v1", "1:7",
      "cannot name a results folder"),
    BadFile("name: é\nenvironment: CartPole-v1", "1:7", "cannot name a results folder"),
    BadFile("name: a\nenvironment: cartpole", "2:14", "'cartpole' is not supported"),
    BadFile(
      "name: a\nenvironment: LunarLander-v3", "2:14",
      "the environment 'LunarLander-v3' is not supported; expected a name such as 'CartPole-v1'"),
    BadFile(
      "name: a\nenvironment: Pendulum-v1", "2:14", "is not supported; expected a name such as"),
    BadFile(
      "name: a\nenvironment: Breakout-v5\nbase: {network.convolution: [16@8x8/4]}", "2:14",
      "is not supported"),
    BadFile("name: a\nenvironment: Nowhere\nalgorithm: sarsa", "2:14", "is not supported"),
    BadFile("name: a\nenvironment: cartpole-v1", "2:14", "did you mean 'CartPole-v1'?"),
    BadFile("name: a\nenvironment: Pong", "2:14", "did you mean 'ALE/Pong'?"),
    BadFile("name: a\nenvironment: ALE/SpaceInvader", "2:14", "did you mean 'ALE/SpaceInvaders'?"),
    BadFile("name: a\nenvironment: Walker", "2:14", "expected a name such as 'CartPole-v1'"),
    BadFile(
      "name: a\nenvironment: {id: ALE/Pong, frameskip: 4}", "2:29", "did you mean 'frame_skip'?"),
    BadFile(
      "name: a\nenvironment: {id: ALE/Pong, sticky_actions: 2}", "2:45", "a number from 0 to 1"),
    BadFile(
      "name: a\nenvironment: {id: ALE/Pong, mode: easy}", "2:35",
      "a whole number from 0 to 1000000, or 'default'"),
    BadFile(
      "name: a\nenvironment: {id: CartPole-v1, frame_skip: 4}", "2:32", "not a setting"),
    BadFile(
      "name: a\nenvironment: CartPole-v1\npreset: dqn-2014", "3:9", "did you mean 'dqn-2013'?"),
    BadFile("name: a\nenvironment: [CartPole-v1]", "2:14", "'environment' is a list"),
    BadFile("name: a\nenvironment: {}", "2:14", "expected an 'id'"),
    BadFile("name: a\nenvironment: {max_episode_steps: 5}", "2:14", "expected an 'id'"),
    BadFile(
      "name: a\nenvironment: {id: CartPole-v1, max_steps: 5}", "2:32",
      "'max_steps' is not a setting of 'environment'"),
    BadFile(
      "name: a\nenvironment: {id: CartPole-v1, max_episode_steps: 0}", "2:51", "'0' is out of range"
    ),
    BadFile("name: a\nenvironment: {id: CartPole-v1, id: CartPole-v0}", "2:32", "given twice"),
    BadFile("- name: a", "1:1", "the file holds a list"),
    BadFile("name", "1:1", "the file holds 'name'"),
    BadFile("\u{FEFF}environment: CartPole-v1", "1:1", "'name' is missing"),
  ])
  func `a whole file`(file: BadFile) { check(file, preamble: "") }

  @Test(arguments: [
    BadFile("algorithm: ddqn", "3:12", "did you mean 'dqn'?"),
    BadFile("algorithm: 5", "3:12", "'5' is not supported"),
    BadFile(
      "algorithm: ppo", "3:12",
      "'ppo' is not supported; expected 'dqn', 'pqn', 'stream-q', 'q-learning', "),
    BadFile("algorithm:", "3:11", "there is no value"),
    BadFile("sedes: {count: 3}", "3:1", "did you mean 'seeds'?"),
    BadFile("seed: 3", "3:1", "did you mean 'seeds'?"),
    BadFile("gamma: 0.9", "3:1", "expected it under 'base' or 'grid'"),
    BadFile("epsilon: {start: 1}", "3:1", "expected it under 'base' or 'grid'"),
    BadFile("lr: 1", "3:1", "did you mean 'base.learning_rate'?"),
    BadFile("qwertyuiop: 1", "3:1", "'qwertyuiop' is not a block"),
    BadFile("name.first: 1", "3:1", "'name.first' is not a block"),
    BadFile("seeds: 10", "3:8", "'seeds' is '10'; expected a map"),
    BadFile("seeds: [1, 2]", "3:8", "'seeds' is a list; expected a map"),
    BadFile("seeds: {cuont: 3}", "3:9", "did you mean 'count'?"),
    BadFile("seeds: {zzz: 3}", "3:9", "expected 'root' or 'count'"),
    BadFile("seeds: {count: 0}", "3:16", "'0' is out of range"),
    BadFile("seeds: {count: 2.5}", "3:16", "'2.5' is not a whole number"),
    BadFile("seeds: {root: -1}", "3:15", "'-1' is out of range"),
    BadFile("seeds: {root: 0x10}", "3:15", "write the number in decimal"),
    BadFile("seeds: {count: 3}\nseeds.count: 4", "4:1", "given twice; it is on line 3"),
    BadFile("evaluate: {every: -5}", "3:19", "out of range"),
    BadFile("evaluate: {episodes: 0}", "3:22", "out of range"),
    BadFile("evaluate: {epsilon: 2}", "3:21", "expected a number from 0 to 1"),
    BadFile("evaluate: {evry: 5}", "3:12", "did you mean 'every'?"),
    BadFile("solve: {threshold: high}", "3:20", "'high' is not a number"),
    BadFile("solve: {window: 0}", "3:17", "out of range"),
    BadFile("solve: {stop: on}", "3:15", "'on' is not a truth value"),
    BadFile("run: {workers: 0}", "3:16", "or 'auto'"),
    BadFile("run: {workers: many}", "3:16", "'many' is not a number"),
    BadFile("run: {on_failure: explode}", "3:19", "'continue' or 'stop'"),
    BadFile("run: {max_trials: 1e12}", "3:19", "out of range"),
    BadFile("run: {checkpoint_every: -1}", "3:25", "out of range"),
    BadFile("run: {worker: 1}", "3:7", "did you mean 'workers'?"),
  ])
  func `a block`(file: BadFile) { check(file, preamble: preamble) }

  @Test(arguments: [
    BadFile("algorithm: [dqn, sarsa]", "3:12", "a list of alternatives belongs under 'grid'"),
    BadFile("base: {algorithm: sarsa}", "3:8", "outside 'base'"),
    BadFile("grid: {algorithm: [sarsa, sarsa]}", "3:27", "twice"),
    BadFile("algorithm: policy-iteration\nbase: {gamma: 1}", "4:8", "'gamma' 1 gives no value"),
    BadFile(
      "algorithm: value-iteration\nbase: {steps: 9}", "4:8",
      "'steps' has no effect unless 'algorithm' is 'dqn', 'pqn', 'stream-q', 'q-learning', "),
    BadFile(
      "grid: {algorithm: [sarsa, dqn], dueling: [true, false]}", "3:33",
      "'dueling' has no effect unless 'algorithm' is 'dqn'"),
    BadFile(
      "base: {max_sweeps: 9}", "3:8",
      "no effect unless 'algorithm' is 'value-iteration' or 'policy-iteration'"),
  ])
  func `an algorithm on a grid`(file: BadFile) {
    check(file, preamble: "name: a\nenvironment: GridWorld-v1\n")
  }

  @Test func `tables and planning need states that can be numbered`() {
    let found = mistakes("name: a\nenvironment: CartPole-v1\nalgorithm: sarsa\n")
    #expect(found.count == 1 && found[0].contains("'sarsa' needs an environment of finitely many"))
  }

  @Test func `an algorithm can be varied and overridden`() throws {
    let text = """
      name: a
      environment: GridWorld-v1
      base: {learning_rate: 0.5}
      grid: {algorithm: [sarsa, dqn]}
      when: [{if: {algorithm: dqn}, grid: {learning_rate: [1e-3, 1e-4]}}]
      """
    func algorithms(_ overrides: [String]) throws -> [String] {
      try experiment(text, set: overrides).trials.map(\.specification.algorithm.id)
    }
    #expect(try algorithms([]) == ["sarsa", "dqn", "dqn"])
    #expect(try algorithms(["algorithm=q-learning"]) == ["q-learning"])
    #expect(try algorithms(["algorithm=q-learning,sarsa"]) == ["q-learning", "sarsa"])
  }

  @Test(arguments: [
    BadFile("base: 5", "3:7", "'base' is '5'; expected a map"),
    BadFile("base: {lr: 1}", "3:8", "'lr' is not a hyperparameter; did you mean 'learning_rate'?"),
    BadFile("base: {gama: 1}", "3:8", "did you mean 'gamma'?"),
    BadFile("base: {zzzzzz: 1}", "3:8", "'zzzzzz' is not a hyperparameter"),
    BadFile("base: {seeds: {count: 3}}", "3:16", "outside 'base'"),
    BadFile("base: {seed: 3}", "3:8", "as 'seeds' outside 'base'"),
    BadFile("base: {gamma: 1.01}", "3:15", "'1.01' is out of range; expected a number from 0 to 1"),
    BadFile("base: {gamma: -0.1}", "3:15", "out of range"),
    BadFile("base: {gamma: \"0.9\"}", "3:15", "leave the quotes out"),
    BadFile("base: {gamma: '0.9'}", "3:15", "'0.9' is text in quotes"),
    BadFile("base: {gamma: [0.9, 0.99]}", "3:15", "a list of alternatives belongs under 'grid'"),
    BadFile("base: {gamma: \"linspace(0, 1, 3)\"}", "3:15", "belongs under 'grid'"),
    BadFile("base: {gamma: }", "3:15", "there is no value"),
    BadFile("base: {gamma: ~}", "3:15", "there is no value"),
    BadFile("base: {gamma: none}", "3:15", "'none' is not a number"),
    BadFile("base: {gamma: {start: 1}}", "3:16", "'gamma.start' is not a hyperparameter"),
    BadFile("base: {gamma: .inf}", "3:15", "it has to be finite"),
    BadFile("base: {gamma: 0,9}", "3:17", "'9' is not a hyperparameter"),
    BadFile("base:\n  gamma: 0,9", "4:10", "decimals as 0.5"),
    BadFile("base: {steps: 010}", "3:15", "a leading zero means octal"),
    BadFile("base: {steps: 1:30}", "3:15", "in sixties"),
    BadFile("base: {steps: 0x10}", "3:15", "write the number in decimal"),
    BadFile("base: {steps: 1_000_}", "3:15", "an underscore must be between two digits"),
    BadFile("base: {steps: 0}", "3:15", "out of range"),
    BadFile("base: {steps: 1e10}", "3:15", "out of range"),
    BadFile("base: {steps: 1.5}", "3:15", "not a whole number"),
    BadFile("base: {steps: 99999999999999999999}", "3:15", "out of range"),
    BadFile("base: {steps: 5000, episodes: 5}", "3:21", "'steps' and 'episodes' are both given"),
    BadFile("base: {learning_rate: 0}", "3:23", "expected a number above 0"),
    BadFile("base: {learning_rate: 1e-400}", "3:23", "not a number"),
    BadFile("base: {double: no}", "3:16", "'no' is not a truth value"),
    BadFile("base: {double: True}", "3:16", "'True' is not a truth value"),
    BadFile("base: {double: 1}", "3:16", "'1' is not a truth value"),
    BadFile("base: {double: \"true\"}", "3:16", "'true' in quotes is not a truth value"),
    BadFile("base: {loss: hubber}", "3:14", "did you mean 'huber'?"),
    BadFile("base: {loss: MSE}", "3:14", "did you mean 'mse'?"),
    BadFile("base: {train_every: never}", "3:21", "or 'episode'"),
    BadFile("base: {gradient_clip: 0}", "3:23", "or 'none'"),
    BadFile("base: {network.hidden: 24}", "3:24", "'24' is not accepted; expected a list"),
    BadFile("base: {network.hidden: []}", "3:24", "the list is empty"),
    BadFile("base: {network.hidden: [24, 0]}", "3:29", "'0' is out of range"),
    BadFile("base: {network.hidden: [24, [24]]}", "3:29", "a list is not accepted"),
    BadFile("base: {network.hidden: [24, 2.5]}", "3:29", "not a whole number"),
    BadFile("base: {network.hidden: [100_000]}", "3:25", "out of range"),
    BadFile(
      "base: {network.hidden: [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}", "3:24",
      "the list has 17 elements"),
    BadFile("base: {network.hidden: [65536, 65536]}", "3:8", "more than 100000000"),
    BadFile("base: {network.convolution: [16]}", "3:30", "'16' is not a convolution"),
    BadFile("base: {network.convolution: [16@8x4/4]}", "3:30", "expected a convolution like"),
    BadFile("base: {network.convolution: 16@8x8/4}", "3:29", "expected a list of 0 to 8"),
    BadFile("base: {network.convolution: [16@8x8/4]}", "3:8", "observations are not images"),
    BadFile("base: {batch_size: 100k}", "3:20", "out of range"),
    BadFile(
      "base: {batch_size: 64, replay.capacity: 32}", "3:8", "is above 'replay.capacity' (32)"),
    BadFile(
      "algorithm: pqn\nbase: {minibatches: 5}", "4:8",
      "'minibatches' (5) does not divide the 512 steps of a rollout ('environments' 4 times "
        + "'rollout' 128)"),
    BadFile(
      "algorithm: pqn\nbase: {steps: 100}", "4:8",
      "the 512 steps of a rollout ('environments' 4 times 'rollout' 128) are more than 'steps' "
        + "(100): no update is made"),
    BadFile(
      "algorithm: pqn\nbase: {replay.capacity: 100}", "4:8",
      "'replay.capacity' has no effect unless 'algorithm' is 'dqn'"),
    BadFile("base: {lambda: 0.5}", "3:8", "'lambda' has no effect unless 'algorithm' is 'pqn'"),
    BadFile("base: {activation: tanh}", "3:8", "'network.activation'"),
    BadFile(
      "base: {network.layer_norm: true}", "3:28",
      "'true' is not supported; expected 'none', 'affine' or 'plain'"),
    BadFile(
      "base: {steps: 2000, batch_size: 4096}", "3:21",
      "'batch_size' (4096) is above 'steps' (2000): the replay memory never holds a batch, and no "
        + "update is made"),
    BadFile(
      "base: {steps: 2000, train_every: 2001}", "3:21",
      "'train_every' (2001) is above 'steps' (2000): no update is made"),
    BadFile(
      "base: {steps: 2000, train_every: 1500, replay.warmup: 1600}", "3:21",
      "comes for the last time at step 1500 of 'steps' (2000), before 'replay.warmup' (1600) is over"
    ),
    BadFile(
      "base: {steps: 2000, train_every: 1500, batch_size: 1501, replay.warmup: 0}", "3:21",
      "before the replay memory holds a batch ('batch_size' is 1501): no update is made"),
    BadFile(
      "base: {steps: 500, replay.warmup: 0, n_step: 501}", "3:38",
      "'n_step' (501) is above 'steps' (500): no return of so many rewards is complete"),
    BadFile(
      "base: {episodes: 3, replay.warmup: 1501}", "3:21",
      "'replay.warmup' (1501) leaves nothing of 'episodes' (3) of at most 500 steps to learn in"),
    BadFile(
      "base: {episodes: 3, batch_size: 1501}", "3:21",
      "'batch_size' (1501) is above 'episodes' (3) of at most 500 steps: the replay memory never"),
    BadFile("base: {learning_rate: 1e-46}", "3:8", "is 0 in single precision, in which networks"),
    BadFile("base: {optimizer.epsilon: 1e-46}", "3:27", "'1e-46' is 0 in single precision"),
    BadFile("base: {optimizer.beta2: 0.99999999}", "3:25", "'0.99999999' is 1 in single precision"),
    BadFile("base: {terminal_penalty: 1e39}", "3:26", "out of range"),
    BadFile("base: {gradient_clip: 1e39}", "3:23", "'1e39' is inf in single precision"),
    BadFile("base: {reward_clip: 1e-50}", "3:21", "'1e-50' is 0 in single precision"),
    BadFile("base: {target.tau: 1e-46}", "3:20", "'1e-46' is 0 in single precision"),
    BadFile(
      "base: {distribution: qr-dqn, qr.kappa: 1e-46}", "3:40", "'1e-46' is 0 in single precision"),
    BadFile(
      "base: {distribution: c51, c51.v_min: -2e38, c51.v_max: 2e38}", "3:45",
      "the distance from 'c51.v_min' (-2e+38) to 'c51.v_max' (2e+38) is infinite in single"),
    BadFile(
      "base: {distribution: c51, c51.v_min: 1e8, c51.v_max: 100_000_001}", "3:43",
      "are too close for 'c51.atoms' (51) different returns in single precision"),
    BadFile("base: {optimizer: adamw}", "3:19", "'adamw' is not supported; expected 'adam', "),
    BadFile("base: {replay.warmup: 50k}", "3:8", "leaves nothing of 'steps' (50000)"),
    BadFile("base: {steps: 1000}", "3:8", "'replay.warmup' (1000) leaves nothing"),
    BadFile("base: {epsilon: {start: 0.1, end: 0.2}}", "3:30", "is above 'epsilon.start'"),
    BadFile("base: {epsilon.start: 1, epsilon: {start: 1}}", "3:36", "given twice"),
    BadFile("base: {epsilon: 0.1}", "3:8", "did you mean 'epsilon.start'?"),
    BadFile("base: {epsilon.decay: 10}", "3:8", "let an exponential schedule grow"),
    BadFile("base: {epsilon.schedule: linear}", "3:8", "no duration for a linear schedule"),
    BadFile(
      "base: {double: true, target.update_every: 0}", "3:8", "'double' needs a target network"),
    BadFile("base: {target: {update_every: 0, tau: 0.5}}", "3:34", "unless 'target.update_every'"),
    BadFile("base: {optimizer.momentum: 0.9}", "3:8", "no effect unless 'optimizer' is"),
    BadFile("base: {optimizer: sgd, optimizer.epsilon: 1}", "3:24", "no effect unless"),
    BadFile("base: {huber_delta: 2}", "3:8", "no effect unless 'loss' is 'huber'"),
    BadFile("base: {c51.atoms: 21}", "3:8", "no effect unless 'distribution' is 'c51'"),
    BadFile("base: {distribution: c51, loss: huber}", "3:27", "unless 'distribution' is 'none'"),
    BadFile(
      "base: {distribution: c51, c51: {v_min: 5, v_max: 5}}", "3:43", "is not below 'c51.v_max'"),
    BadFile(
      "base: {replay: {priority: 0.6, replacement: false}}", "3:32", "'replay.priority' is 0"),
    BadFile("base: {munchausen: 0.9}", "3:8", "did you mean 'munchausen.alpha'?"),
    BadFile("base: {optimizer: {name: adm}}", "3:26", "did you mean 'adam'?"),
    BadFile("base: {optimizer: {nme: adam}}", "3:20", "'optimizer.nme' is not a hyperparameter"),
    BadFile("base: {optimizer: adam, optimizer.name: sgd}", "3:25", "given twice"),
    BadFile("base: {optimizer.beta1: 1}", "3:25", "a number from 0, below 1"),
  ])
  func `base`(file: BadFile) { check(file, preamble: preamble) }

  @Test(arguments: [
    BadFile("grid: [1]", "3:7", "'grid' is a list"),
    BadFile("grid: {lr: [1]}", "3:8", "did you mean 'learning_rate'?"),
    BadFile("grid: {gamma: 0.9}", "3:15", "expected a list of alternatives, such as [0.9]"),
    BadFile("grid: {gamma: }", "3:15", "there is no value"),
    BadFile("grid: {gamma: []}", "3:15", "'gamma' has no alternatives"),
    BadFile("grid: {gamma: [0.9, 0.90]}", "3:21", "'gamma' has the value 0.9 twice"),
    BadFile("grid: {gamma: [0.9, 2]}", "3:21", "out of range"),
    BadFile("grid: {gamma: [0.9, [0.95]]}", "3:21", "a list is not accepted"),
    BadFile("grid: {gamma: {values: []}}", "3:24", "'gamma' has no alternatives"),
    BadFile("grid: {gamma: {values: [0.9], step: 1}}", "3:31", "'step' is not a setting"),
    BadFile("grid: {gamma: {valeus: [0.9]}}", "3:16", "'gamma.valeus' is not a hyperparameter"),
    BadFile("grid: {network.hidden: [24, 24]}", "3:24", "expected [[24, 24]]"),
    BadFile("grid: {network.hidden: [[24], 64]}", "3:31", "'64' is not accepted"),
    BadFile("grid:\n  gamma: logspace(1, 2)", "4:10", "wrong number of arguments"),
    BadFile("grid:\n  gamma: logspase(1, 2, 3)", "4:10", "there is no 'logspase'"),
    BadFile("grid:\n  gamma: linspace(0.5, 1.5, 3)", "4:10", "'1.5' is out of range"),
    BadFile("grid:\n  batch_size: linspace(1, 2, 3)", "4:15", "'1.5' is not a whole number"),
    BadFile("grid:\n  loss: linspace(1, 2, 3)", "4:9", "'1' is not accepted"),
    BadFile("grid:\n  gamma: logspace(0.5, 0.500001, 9)", "4:10", "twice"),
    BadFile("grid: {gamma: [0.9]}\nzip: [{gamma: [0.8]}]", "4:8", "varied twice; it is on line 3"),
    BadFile("grid: {gamma: [0.9]}\ngrid.gamma: [0.8]", "4:1", "varied twice; it is on line 3"),
    BadFile("base: {steps: 5k}\ngrid: {episodes: [5, 6]}", "4:8", "both given"),
    BadFile(
      "grid: {optimizer: [adam, sgd], optimizer.momentum: [0, 0.9]}", "3:32", "with optimizer: adam"
    ),
    BadFile(
      "grid: {epsilon.end: [0.1, 0.5], epsilon.start: [0.2, 1]}", "3:8",
      "(with epsilon.end: 0.5, epsilon.start: 0.2)"),
    BadFile("zip: {gamma: [0.9]}", "3:6", "'zip' is a map; expected a list of maps"),
    BadFile("zip: [5]", "3:7", "'zip' is '5'; expected a map"),
    BadFile(
      "zip: [{gamma: [0.9, 0.8], batch_size: [32]}]", "3:27",
      "'batch_size' has 1 values but 'gamma' has 2"),
    BadFile("zip: [{gamma: [0.9, 0.9], n_step: [1, 1]}]", "3:8", "twice"),
    BadFile("exclude: {gamma: 0.9}", "3:10", "expected a list of maps"),
    BadFile("exclude: [{}]", "3:11", "expected keys and values"),
    BadFile("exclude: [{gamma: 0.9}]", "3:12", "'gamma' does not vary"),
    BadFile(
      "grid: {gamma: [0.9, 0.8]}\nexclude: [{gamma: 0.7}]", "4:19",
      "never is 0.7; expected one of 0.9, 0.8"),
    BadFile("grid: {gamma: [0.9, 0.8]}\nexclude: [{gama: 0.9}]", "4:12", "did you mean 'gamma'?"),
    BadFile("grid: {gamma: [0.9, 0.8]}\nexclude: [{gamma: x}]", "4:19", "'x' is not a number"),
    BadFile(
      "grid: {gamma: [0.9]}\nexclude: [{gamma: 0.9}]", "4:11", "every configuration is excluded"),
    BadFile(
      "zip: [{gamma: [0.9, 0.8], n_step: [1, 2]}]\nexclude: [{gamma: 0.9, n_step: 2}]", "4:11",
      "no configuration meets this 'exclude'"),
    BadFile("when: [{if: {double: true}}]", "3:8", "'grid' is missing"),
    BadFile("when: [{grid: {gamma: [0.9]}}]", "3:8", "'if' is missing"),
    BadFile(
      "when: [{if: {double: true}, gird: {gamma: [0.9]}, grid: {n_step: [1]}}]", "3:29",
      "did you mean 'grid'?"),
    BadFile("when: [{if: 5, grid: {gamma: [0.9]}}]", "3:13", "'if' is '5'"),
    BadFile(
      "grid: {double: [true]}\nwhen: [{if: {double: false}, grid: {gamma: [0.9]}}]", "4:22",
      "'double' never is false; expected true"),
    BadFile(
      "grid: {gamma: [0.9], double: [true, false]}\nwhen: [{if: {double: true}, grid: {gamma: [0.8]}}]",
      "4:36", "varied twice"),
    BadFile(
      "when:\n- {if: {loss: mse}, grid: {gamma: [0.9]}}\n- {if: {loss: mse}, grid: {gamma: [0.8]}}",
      "5:28", "varied twice; it is on line 4"),
    BadFile(
      "when:\n- {if: {loss: mse}, grid: {n_step: [1]}}\n- {if: {n_step: 1}, grid: {gamma: [0.8]}}",
      "5:9", "'n_step' is itself an axis of a 'when'"),
    BadFile("when: [{if: {loss: l2}, grid: {gamma: [0.9]}}]", "3:20", "'mse' or 'huber'"),
    BadFile("seeds: {count: 1000001}", "3:1", "1000001 (replicates) = 1000001 trials"),
    BadFile(
      "seeds: {count: 10}\nrun: {max_trials: 15}\ngrid: {gamma: [0.9, 0.8]}", "5:1",
      "2 (gamma) x 10 (replicates) = 20 trials; expected at most 15"),
    BadFile(
      "run: {max_trials: 2}\ngrid: {loss: [mse, huber]}\nwhen: [{if: {loss: huber}, grid: {n_step: [1, 2]}}]",
      "4:1", "at least 3 trials"),
  ])
  func `grid, zip, exclude and when`(file: BadFile) { check(file, preamble: preamble) }

  @Test func `a mistake does not breed others`() {
    let text =
      preamble + """
        base: {replay.capacity: abc, steps: 900, replay.wramup: 5}
        grid: {batch_size: [32, 100_000], gamma: [0.9, 0.8]}
        exclude: [{gamma: 0.8, batch_size: 5}]
        """
    #expect(
      mistakes(text) == [
        "3:25: 'replay.capacity': 'abc' is not a number; expected a whole number from 1 to 1000000000",
        "3:42: 'replay.wramup' is not a hyperparameter; did you mean 'replay.warmup'?",
        "4:25: 'batch_size': '100_000' is out of range; expected a whole number from 1 to 65536",
      ])
  }

  @Test func `dotted keys and nested maps mean the same`() throws {
    let nested = try experiment(
      preamble + """
        base: {optimizer: {name: rmsprop, momentum: 0.95}, network: {hidden: [8]}}
        grid: {epsilon: {decay: [0.9, 0.99]}, gamma: {values: [0.9]}}
        seeds: {root: 7, count: 2}
        """)
    let dotted = try experiment(
      preamble + """
        base.optimizer: rmsprop
        base.optimizer.momentum: 0.95
        base.network.hidden: [8]
        grid.epsilon.decay: [0.9, 0.99]
        grid.gamma: [0.9]
        seeds.root: 7
        seeds.count: 2
        """)
    #expect(ExperimentDifference.between(nested, dotted).isEmpty)
    #expect(Array(nested.trials) == Array(dotted.trials))
    #expect(nested.trials[0].specification.hyperparameters.optimizer.momentum == 0.95)
  }
}
