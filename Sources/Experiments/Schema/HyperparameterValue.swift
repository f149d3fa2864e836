public import DeepQ

/// The value of one hyperparameter or setting, whatever its type.
public enum HyperparameterValue: Hashable, Sendable {
  /// A whole number.
  case integer(Int)
  /// A finite number.
  case real(Double)
  /// `true` or `false`.
  case flag(Bool)
  /// One of the hyperparameter's words.
  case word(String)
  /// A list of whole numbers.
  case integers([Int])
  /// A list of convolutions, written `16@8x8/4`.
  case convolutions([ConvolutionSettings])
  /// No value: there is no such limit.
  case none
}

extension HyperparameterValue: CustomStringConvertible {
  /// The value as an experiment file writes it; the canonical text and messages use the same form.
  public var description: String {
    switch self {
    case .integer(let value): String(value)
    case .real(let value): shortest(value)
    case .flag(let value): value ? "true" : "false"
    case .word(let value): value
    case .integers(let values): "[" + values.map(String.init).joined(separator: ", ") + "]"
    case .convolutions(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .none: "none"
    }
  }
}
