@testable import Experiments

/// The two lines that every experiment needs; what a test adds starts on line 3.
let preamble = "name: a\nenvironment: CartPole-v1\n"

func experiment(_ text: String, set overrides: [String] = []) throws -> Experiment {
  try Experiment(bytes: Array(text.utf8), name: "a.cfg", overrides: overrides)
}

/// The mistakes of a text as `line:column: message`, or `--set …: message`.
func mistakes(_ text: String, set overrides: [String] = []) -> [String] {
  mistakes(Array(text.utf8), set: overrides)
}

func mistakes(_ bytes: [UInt8], set overrides: [String] = []) -> [String] {
  do throws(ConfigurationErrors) {
    _ = try Experiment(bytes: bytes, name: "", overrides: overrides)
    return []
  } catch {
    return error.errors.map { error in
      guard let line = error.line, let column = error.column else {
        return error.file.isEmpty ? error.message : "\(error.file): \(error.message)"
      }
      return "\(line):\(column): \(error.message)"
    }
  }
}

/// The file of the contract, `experiment-file.md`, word for word.
let sample = """
  name: cartpole                       # names the results folder; [a-z0-9][a-z0-9._-]*, at most 64
  environment: CartPole-v1
  algorithm: dqn
  base:                                # fixed for all trials; whatever is not named has the documented default
    steps: 50_000                      # training length: environment steps, or `episodes: 500`
    network.hidden: [24, 24]
    optimizer: adam
    loss: mse
    batch_size: 32
    replay.capacity: 50_000
    replay.warmup: 1_000
    target.update_every: 500           # 0 = no target network: the tutorial's version
    terminal_penalty: -10
    epsilon: {start: 1.0, end: 0.01, decay: 0.995, schedule: exponential, per: episode}
  grid:                                # every combination; file order, last key fastest
    gamma: [0.95, 0.99]
    learning_rate: logspace(1e-4, 1e-2, 3)
    epsilon.decay: [0.99, 0.995]
    network.hidden: [[24, 24], [64, 64]]
  zip:                                 # keys that move together: one more axis
    - {batch_size: [32, 64], train_every: [1, 2]}
  exclude:                             # combinations to leave out
    - {gamma: 0.95, learning_rate: 1e-2}
  when:                                # an axis that exists only for some configurations
    - {if: {optimizer: rmsprop}, grid: {optimizer.momentum: [0.0, 0.95]}}
  seeds: {root: 42, count: 10}         # replicates: never part of the configuration
  evaluate: {every: 5_000, episodes: 20, epsilon: 0.0}
  solve: {threshold: 475, window: 100}
  run: {workers: auto, on_failure: continue, checkpoint_every: 10_000}
  """
