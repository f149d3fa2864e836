/// How a layer's weights start; biases start at 0.
public enum Initialization: String, CaseIterable, Sendable {
  /// Uniform in ±√(6 / (inputs + outputs)) (Glorot and Bengio 2010); Keras's default.
  case glorotUniform = "glorot_uniform"
  /// Uniform in ±√(6 / inputs) (He et al. 2015).
  case heUniform = "he_uniform"
}

extension Initialization {
  /// The bound of the uniform distribution that a layer's weights are drawn from.
  func limit(inputs: Int, outputs: Int) -> Double {
    switch self {
    case .glorotUniform: (6 / Double(inputs + outputs)).squareRoot()
    case .heUniform: (6 / Double(inputs)).squareRoot()
    }
  }
}
