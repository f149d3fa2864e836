/// The number of parameters and multiply-adds of a network, from its settings alone.
public struct NetworkSize: Equatable, Sendable {
  /// Weights and biases, their sigmas if they are noisy, and gains and biases of normalisations.
  public private(set) var parameters = 0
  /// Weights and biases of each layer, first to last.
  public private(set) var layerParameters: [Int] = []
  /// Shape of each layer's output for one observation: `[outputs]` or `[channels, rows, columns]`.
  public private(set) var outputShapes: [[Int]] = []
  /// Multiply-adds of all layers for one observation.
  public private(set) var multiplyAdds = 0.0
  /// Those of the first layer, whose inputs need no gradient.
  public private(set) var firstMultiplyAdds = 0.0

  /// Counts the parameters of the network that some settings describe.
  ///
  /// - Returns: `nil` if a convolution does not fit into its input, or that is not an image.
  public init?(_ hyperparameters: Hyperparameters, in environment: EnvironmentInterface) {
    guard environment.observation.misfit(of: hyperparameters.convolution) == nil else { return nil }
    let network = hyperparameters.network(for: environment)
    for (layer, hidden) in zip(network.layers, network.hiddenOutputs) {
      let outputs = layer.weightShape[0]
      let inputs = layer.weightShape[1...].reduce(1, *)
      let count = (inputs + 1) * outputs
      let work = Double(inputs) * Double(outputs) * Double(layer.outputPositions)
      if layerParameters.isEmpty { firstMultiplyAdds = work }
      layerParameters.append(count)
      outputShapes.append(layer.outputShape)
      multiplyAdds += work
      parameters += count
      if let hidden, hidden.parameterCount > 0 { parameters += 2 * hidden.grid.numbers }
      // A noisy layer has a sigma for each weight and bias.
      if hyperparameters.noisy, case .dense = layer { parameters += count }
    }
  }
}
