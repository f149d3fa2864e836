@testable import DeepQ

/// The naive twin of `HiddenOutput`, for one observation in the layout of `torch.nn`, `[channels,
/// positions]`.
struct ReferenceHiddenOutput<Number: BinaryFloatingPoint> {
  var activation: ActivationFunction
  var normalization: LayerNormalization
  var channels: Int
  var positions: Int
  var gain: [Number]
  var bias: [Number]

  /// The twin of a layer's output; `weights` are its gain and bias, if it has any.
  init(_ hidden: HiddenOutput, weights: LayerWeights?) {
    activation = hidden.activation
    normalization = hidden.normalization
    channels = hidden.grid.channels
    positions = hidden.grid.positions
    gain = weights?.weight.map { Number($0) } ?? []
    bias = weights?.bias.map { Number($0) } ?? []
  }

  func forward(_ sums: [Number]) -> [Number] {
    let normalized = normalization == .none ? sums : normalize(sums)
    return normalized.indices.map { index in
      var operand = normalized[index]
      if normalization == .affine { operand = bias[index].addingProduct(gain[index], operand) }
      return value(operand)
    }
  }

  private func normalize(_ sums: [Number]) -> [Number] {
    let count = Number(sums.count)
    let mean = total(sums) { $0 += $1 } / count
    let differences = sums.map { $0 - mean }
    let variance = total(differences) { $0.addProduct($1, $1) } / count
    let scale = 1 / (variance + Number(HiddenOutput.epsilon)).squareRoot()
    return differences.map { $0 * scale }
  }

  /// Eight partial sums, position by position, added in halves.
  private func total(_ numbers: [Number], _ add: (inout Number, Number) -> Void) -> Number {
    var partials = Array(repeating: Number(0), count: 8)
    for position in 0..<positions {
      for channel in 0..<channels {
        add(&partials[channel % 8], numbers[channel * positions + position])
      }
    }
    let four = (0..<4).map { partials[$0] + partials[$0 + 4] }
    return (four[0] + four[2]) + (four[1] + four[3])
  }

  /// In `Float` the function of the library, in `Double` the exact one.
  private func value(_ x: Number) -> Number {
    Number.significandBitCount == Float.significandBitCount
      ? Number(activation.value(Vector(repeating: Float(x)))[0])
      : Number(activation.reference(Double(x)))
  }
}
