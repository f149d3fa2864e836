/// One layer's parameters in the layout of `torch.nn`.
public struct LayerWeights: Equatable, Sendable {
  /// Two digits that give the layer's place, then its kind: `00_dense`.
  public var name: String
  /// Shape of `weight`: dense `[outputs, inputs]`, convolution `[filters, channels, rows,
  /// columns]`.
  public var weightShape: [Int]
  /// Weights, row-major.
  public var weight: [Float]
  /// One bias for each output.
  public var bias: [Float]

  /// Creates a layer's record.
  public init(name: String, weightShape: [Int], weight: [Float], bias: [Float]) {
    self.name = name
    self.weightShape = weightShape
    self.weight = weight
    self.bias = bias
  }
}
