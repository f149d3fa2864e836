extension Hyperparameters {
  /// The network that these settings make for an environment.
  func network(for interface: EnvironmentInterface) -> Network {
    Network(
      observation: interface.observation, convolution: convolution, hidden: hidden,
      actionCount: interface.actionCount, outputsPerAction: distribution.outputsPerAction,
      dueling: dueling)
  }
}
