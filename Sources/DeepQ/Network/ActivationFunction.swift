/// The activation function of the hidden layers and convolutions.
///
/// All are computed with the basic operations and `exponential`, so that no result depends on the
/// CPU. Each maps 0 to 0, so that padding stays 0, and not a number to not a number.
public enum ActivationFunction: String, CaseIterable, Sendable {
  /// `max(x, 0)` (Nair and Hinton 2010).
  case relu
  /// The hyperbolic tangent.
  case tanh
  /// `x` above 0, else `eˣ - 1` (Clevert et al. 2016, with α = 1).
  case elu
  /// `x / (1 + e⁻ˣ)` (Elfwing et al. 2018).
  case silu
  /// `x` above 0, else `0.01·x` (Maas et al. 2013).
  case leakyReLU = "leaky_relu"
}

extension ActivationFunction {
  /// Slope of the leaky ReLU below 0, that of `torch.nn.LeakyReLU`.
  private static let leakySlope = Vector(0.01)

  /// Computes the function of each lane.
  @inline(__always)
  func value(_ x: Vector) -> Vector {
    switch self {
    case .relu: x.rectified
    case .tanh: hyperbolicTangent(x)
    case .elu:
      exponentialMinusOne(x.replacing(with: 0, where: x .> 0)).replacing(with: x, where: x .> 0)
    case .silu: x / (1 + exponential(-x))
    case .leakyReLU: x.replacing(with: Self.leakySlope * x, where: x .< 0)
    }
  }

  /// Computes the gradient of the function's operand from that of its value, lane by lane.
  ///
  /// At 0, ReLU and leaky ReLU take the derivative from below, as PyTorch does.
  ///
  /// - Parameters:
  ///   - gradient: that of the value.
  ///   - x: the operand.
  ///   - y: the value.
  /// - Returns: the gradient of the operand.
  @inline(__always)
  func gradient(_ gradient: Vector, at x: Vector, value y: Vector) -> Vector {
    switch self {
    case .relu: return gradient.masked(by: y)
    case .tanh: return gradient * Vector(1).addingProduct(-y, y)
    case .elu:
      return gradient.addingProduct(gradient, y).replacing(with: gradient, where: y .> 0)
    case .silu:
      let logistic = 1 / (1 + exponential(-x))
      return gradient * (logistic * Vector(1).addingProduct(x, 1 - logistic))
    case .leakyReLU:
      return (Self.leakySlope * gradient).replacing(with: gradient, where: y .> 0)
    }
  }
}

/// The hyperbolic tangent of each lane, `-m / (2 + m)` with `m = e^(-2·|x|) - 1`, and the sign of x.
///
/// The error is below 3 units in the last place. Edge cases: results of numbers beyond ±9.1 are ±1;
/// that of NaN is NaN.
@inline(__always)
func hyperbolicTangent(_ x: Vector) -> Vector {
  let magnitude = x.replacing(with: -x, where: x .< 0)
  let m = exponentialMinusOne(-2 * magnitude)
  let result = -m / (2 + m)
  return result.replacing(with: -result, where: x .< 0)
}
