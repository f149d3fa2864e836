/// The number of parameters and multiply-adds of a network, from its settings alone.
public struct NetworkSize: Equatable, Sendable {
  /// Weights and biases, and their sigmas if they are noisy.
  public private(set) var parameters = 0
  /// Parameters of each layer, first to last, without their sigmas.
  public private(set) var layerParameters: [Int] = []
  /// Multiply-adds of all layers for one observation.
  public private(set) var multiplyAdds = 0.0
  /// Those of the first layer, whose inputs need no gradient.
  public private(set) var firstMultiplyAdds = 0.0

  /// Counts the network that some settings make for an environment.
  ///
  /// - Returns: `nil` if a convolution does not fit into what it is given, or is given no image.
  public init?(_ hyperparameters: Hyperparameters, in environment: EnvironmentInterface) {
    var inputs = environment.observation.count
    var image: (channels: Int, rows: Int, columns: Int)?
    if case .image(let channels, let rows, let columns, _) = environment.observation {
      image = (channels, rows, columns)
    }
    for convolution in hyperparameters.convolution {
      guard let (channels, rows, columns) = image, convolution.fits(rows: rows, columns: columns)
      else { return nil }
      let window = channels * convolution.kernel * convolution.kernel
      let output = (
        channels: convolution.filters, rows: convolution.outputLength(of: rows),
        columns: convolution.outputLength(of: columns)
      )
      add(inputs: window, outputs: convolution.filters, positions: output.rows * output.columns)
      inputs = output.channels * output.rows * output.columns
      image = output
    }
    let head =
      (environment.actionCount + (hyperparameters.dueling ? 1 : 0))
      * hyperparameters.distribution.outputsPerAction
    let convolved = parameters
    for units in hyperparameters.hidden + [head] {
      add(inputs: inputs, outputs: units, positions: 1)
      inputs = units
    }
    // A noisy layer has a sigma for each weight and bias.
    if hyperparameters.noisy { parameters += parameters - convolved }
  }

  private mutating func add(inputs: Int, outputs: Int, positions: Int) {
    let work = Double(inputs) * Double(outputs) * Double(positions)
    if parameters == 0 { firstMultiplyAdds = work }
    parameters += (inputs + 1) * outputs
    layerParameters.append((inputs + 1) * outputs)
    multiplyAdds += work
  }
}
