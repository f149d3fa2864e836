import ArgumentParser
import DeepQ
import Experiments

/// Steps an environment from a seed with given actions, and prints the observations as CSV.
///
/// It compares an environment with Gymnasium's, seed for seed.
struct RolloutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollout",
    abstract: "Step an environment with given actions, to compare it with another.",
    discussion: """
      Prints step,action,reward,terminated,truncated and the observation as CSV; row
      0 is the reset. An image is printed as its SHA-256. It stops when the episode
      ends.

      EXAMPLES
        sweep rollout CartPole-v1 --seed 42 --actions 0,1,1,0
        sweep rollout CartPole-v1 --seed 42 --actions @moves.txt
        sweep rollout CartPole-v1 --seed 1 --actions 0,1 --set max_episode_steps=10
        sweep rollout ALE/Pong --seed 7 --actions @moves.txt --set sticky_actions=0
      """)

  @Argument(
    help: ArgumentHelp("The environment's name.", valueName: "environment"),
    completion: .list(Environments.names))
  var environment: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("As in Gymnasium's reset(seed=...).", valueName: "s"))
  var seed: UInt64

  @Option(
    help: ArgumentHelp(
      "Actions, separated by commas, or a file of them; - for standard input.",
      valueName: "0,1,...|@file|-"))
  var actions: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Change a setting of the environment. Repeatable.", valueName: "key=value"))
  var overrides: [String] = []

  func run() throws {
    let specification = try EnvironmentSpecification.named(environment, settings: overrides)
    try EnvironmentAbsenceError.check(specification)
    let actions = try RolloutActions.read(actions, for: specification)
    let rollout = Rollout(of: specification, seed: seed, actions: actions)
    try StandardOutput.write(rollout.csv)
  }
}
