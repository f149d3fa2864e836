extension Hyperparameters {
  /// The network that these settings make for an environment.
  func networkShape(for interface: EnvironmentInterface) -> NetworkShape {
    NetworkShape(
      observation: interface.observation, convolution: convolution, hidden: hidden,
      actionCount: interface.actionCount, outputsPerAction: distribution.outputsPerAction,
      dueling: dueling)
  }
}
