import ArgumentParser
import Experiments

/// Lists what an experiment file can name, environments, algorithms or hyperparameters, or the gates.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List environments, algorithms, hyperparameters or gates.",
    discussion: """
      Of a gate, CPU time is about what all its seeds took on one core; the gates of
      CartPole that are DQN's have the same trials.

      EXAMPLES
        sweep list environments
        sweep list hyperparameters
        sweep list gates
      """)

  /// What there is to list.
  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case environments, algorithms, hyperparameters, gates
  }

  @Argument(help: "What to list.")
  var subject: Subject

  func run() throws {
    switch subject {
    case .environments: try StandardOutput.write(RegistryTable.environments)
    case .algorithms: try StandardOutput.write(RegistryTable.algorithms)
    case .hyperparameters: try StandardOutput.write(RegistryTable.hyperparameters)
    case .gates: try StandardOutput.write(GateText.gates)
    }
  }
}
