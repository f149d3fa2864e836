import Testing

@testable import DeepQ

/// The passes as a whole are in `NetworkTests`.
@Suite struct HiddenOutputTests {
  @Test func `a normalised layer has the values worked by hand`() {
    // Mean 3, differences -2, 0, 2, variance 8/3.
    let hidden = output(.relu, .plain, outputs: 3)
    let scale = 1 / (Float(8) / 3 + 1e-5).squareRoot()
    let pass = forward(hidden, sums: [1, 3, 5, 0, 0, 0, 0, 0], parameters: [])
    #expect(pass.saved == [-2 * scale, 0, 2 * scale, 0, 0, 0, 0, 0])
    #expect(pass.output == [0, 0, 2 * scale, 0, 0, 0, 0, 0])
  }

  @Test func `gain and bias come between normalisation and activation`() {
    let hidden = output(.leakyReLU, .affine, outputs: 2)
    // Mean 0, variance 1: x̂ = ∓1/√(1 + 1e-5).
    let scale = 1 / Float(1 + 1e-5 as Float).squareRoot()
    let parameters: [Float] = [3, 4, 0, 0, 0, 0, 0, 0, 0.5, -1, 0, 0, 0, 0, 0, 0]
    let pass = forward(hidden, sums: [-1, 1, 0, 0, 0, 0, 0, 0], parameters: parameters)
    let below = Float(0.5).addingProduct(3, -scale)
    #expect(pass.output[0] == 0.01 * below)
    #expect(pass.output[1] == Float(-1).addingProduct(4, scale))
  }

  @Test func `equal sums are normalised to zeros`() {
    let pass = forward(
      output(.tanh, .plain, outputs: 8), sums: Array(repeating: 7, count: 8), parameters: [])
    #expect(pass.output == Array(repeating: 0, count: 8))
  }

  @Test func `gradients have the values worked by hand`() {
    // Two outputs at x̂ = ∓s with s = 1/√(1 + 1e-5), both above 0 after gain and bias. dx̂ = du · gain
    // = (6, 20): mean 13, projection (20 - 6)/2 · s = 7s. dz = s · (dx̂ - 13 - x̂ · 7s).
    let hidden = output(.relu, .affine, outputs: 2)
    let parameters = FloatBuffer([3, 4, 0, 0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0])
    let saved = FloatBuffer([-1, 1, 0, 0, 0, 0, 0, 0])
    let scales = FloatBuffer(zeros: 8)
    let output = FloatBuffer(zeros: 8)
    let gradient = FloatBuffer([2, 5, 7, .nan, 7, 7, 7, 7])
    hidden.forward(
      rows: 0..<1, saved: saved.start, scales: scales.start, parameters: parameters.start,
      into: output.start)
    let parameterGradient = FloatBuffer(zeros: 16)
    hidden.backward(
      batch: 1, saved: saved.start, scales: scales.start, output: output.start,
      parameters: parameters.start, executor: .alone, gradient: gradient.start,
      into: parameterGradient.start)
    let s = scales.array[0]
    let projection = Float(20 * s).addingProduct(6, -s) / 2
    #expect(abs(projection - 7 * s) < 1e-6)
    let twin: [Float] = [6 - 13, 20 - 13]
    #expect(gradient.array[0] == twin[0].addingProduct(s, projection) * s)
    #expect(gradient.array[1] == twin[1].addingProduct(-s, projection) * s)
    #expect(Array(gradient.array[2...]) == [0, 0, 0, 0, 0, 0])
    #expect(Array(parameterGradient.array[..<2]) == [-2 * s, 5 * s])
    #expect(Array(parameterGradient.array[8..<10]) == [2, 5])
  }

  private func output(
    _ activation: ActivationFunction, _ normalization: LayerNormalization, outputs: Int
  ) -> HiddenOutput {
    HiddenOutput(
      activation: activation, normalization: normalization,
      grid: InputGrid(positions: 1, channels: outputs, channelStride: paddedToVectors(outputs)),
      rowStride: paddedToVectors(outputs), offset: 0)
  }

  private func forward(
    _ hidden: HiddenOutput, sums: [Float], parameters: [Float]
  ) -> (saved: [Float], output: [Float]) {
    let saved = FloatBuffer(sums)
    let scales = FloatBuffer(zeros: 8)
    let output = FloatBuffer(zeros: sums.count)
    let parameters = FloatBuffer(parameters)
    hidden.forward(
      rows: 0..<1, saved: saved.start, scales: scales.start, parameters: parameters.start,
      into: output.start)
    return (saved.array, output.array)
  }
}
