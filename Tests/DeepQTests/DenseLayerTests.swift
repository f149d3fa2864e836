import Testing

@testable import DeepQ

@Suite struct DenseLayerTests {
  /// Odd sizes, sizes of 1, and multiples of the vector; few outputs, few inputs, and more inputs
  /// than a pass works on at once.
  static let shapes = [
    (1, 1, 1), (3, 4, 24), (32, 24, 24), (32, 24, 2), (5, 7, 9), (2, 33, 65), (9, 64, 1),
    (1, 30, 80), (33, 100, 41), (16, 49, 128), (8, 200, 90),
    (32, 30, 3), (7, 100, 4), (64, 64, 64), (16, 300, 5), (31, 9, 70), (32, 250, 33),
  ]

  @Test(arguments: shapes)
  func `forward agrees with the scalar loop bit for bit`(batch: Int, inputs: Int, outputs: Int) {
    let case_ = LayerCase(batch: batch, inputs: inputs, outputs: outputs, rectified: true)
    let twin = case_.twin(as: Float.self).forward(case_.input, batch: batch, rectified: true)
    #expect(case_.forward() == twin)
  }

  @Test(arguments: shapes)
  func `forward is within the documented rounding bound`(batch: Int, inputs: Int, outputs: Int) {
    let case_ = LayerCase(batch: batch, inputs: inputs, outputs: outputs, rectified: false)
    let exact = case_.twin(as: Double.self)
    let wide = exact.forward(case_.input.map(Double.init), batch: batch, rectified: false)
    let magnitudes = ReferenceLayer(
      inputs: inputs, outputs: outputs, weight: exact.weight.map(abs), bias: exact.bias.map(abs)
    ).forward(case_.input.map { abs(Double($0)) }, batch: batch, rectified: false)
    let unit = 0x1p-24
    let k = Double(inputs)
    for (index, value) in case_.forward().enumerated() {
      let bound = k * unit / (1 - k * unit) * magnitudes[index]
      #expect(abs(Double(value) - wide[index]) <= bound)
    }
  }

  @Test(arguments: shapes)
  func `backward agrees with the scalar loop bit for bit`(batch: Int, inputs: Int, outputs: Int) {
    let case_ = LayerCase(batch: batch, inputs: inputs, outputs: outputs, rectified: true)
    let twin = case_.twin(as: Float.self).backward(
      input: case_.input, outputGradient: case_.outputGradient, batch: batch)
    let gradients = case_.backward()
    #expect(gradients.weight == twin.weight)
    #expect(gradients.bias == twin.bias)
    let rectified = zip(twin.input, case_.input).map { $1 > 0 ? $0 : 0 }
    #expect(gradients.input == rectified)
    // The rows of observations are as long as they are; those of hidden layers are whole vectors.
    #expect(
      case_.parameterGradient(inputStride: inputs)
        == case_.parameterGradient(inputStride: paddedToVectors(inputs)))
  }

  @Test func `the inputs that follow a convolution are taken in the order of torch`() {
    // Two places of three channels with room for eight: torch counts channel by channel.
    let grid = InputGrid(positions: 2, channels: 3, channelStride: 8)
    #expect((0..<6).map(grid.offset(of:)) == [0, 8, 1, 9, 2, 10])
    #expect(grid.count == 16)
    #expect(grid.numbers == 6)
  }

  @Test func `padding stays zero`() {
    let case_ = LayerCase(batch: 3, inputs: 5, outputs: 2, rectified: false)
    let gradient = case_.parameterGradient(inputStride: 8)
    for row in 0...5 {
      for column in 2..<8 { #expect(gradient[row * 8 + column] == 0) }
    }
  }
}

/// One layer with random contents, in both layouts.
struct LayerCase {
  let batch: Int
  let layer: DenseLayer
  let weight: [Float]
  let bias: [Float]
  let input: [Float]
  let outputGradient: [Float]

  init(batch: Int, inputs: Int, outputs: Int, rectified: Bool) {
    var random = RandomSource(
      SeedSequence(entropyWords: [UInt32(batch), UInt32(inputs), UInt32(outputs)]))
    self.batch = batch
    layer = DenseLayer(
      inputs: InputGrid(numbers: inputs), outputs: outputs, rectified: rectified, offset: 0)
    weight = random.floats(inputs * outputs)
    bias = random.floats(outputs)
    // Half of the inputs are zeros, as after a rectifier.
    input = random.floats(batch * inputs).map { max($0, 0) }
    outputGradient = random.floats(batch * outputs)
  }

  func twin<Number: BinaryFloatingPoint>(as: Number.Type) -> ReferenceLayer<Number> {
    ReferenceLayer(
      inputs: layer.inputs, outputs: layer.outputs, weight: weight.map { Number($0) },
      bias: bias.map { Number($0) })
  }

  func forward() -> [Float] {
    let parameters = self.parameters()
    let input = FloatBuffer(self.input)
    let output = FloatBuffer(zeros: batch * layer.stride)
    let scratch = FloatBuffer(zeros: layer.scratchCount(batch: batch))
    layer.forward(
      input: input.start, inputStride: layer.inputs, batch: batch, parameters: parameters.start,
      panels: 0..<layer.layout.panelCount, scratch: scratch.start, into: output.start)
    return unpadded(output.array, columns: layer.outputs)
  }

  func parameterGradient(inputStride: Int) -> [Float] {
    let input = FloatBuffer(
      inputStride == layer.inputs ? self.input : padded(self.input, columns: layer.inputs))
    let outputGradient = FloatBuffer(padded(self.outputGradient, columns: layer.outputs))
    let gradient = FloatBuffer(zeros: layer.layout.count + layer.stride)
    let scratch = FloatBuffer(zeros: layer.scratchCount(batch: batch))
    layer.backwardWeights(
      input: input.start, inputStride: inputStride, batch: batch,
      outputGradient: outputGradient.start, panels: 0..<layer.layout.panelCount,
      scratch: scratch.start, into: gradient.start)
    layer.backwardBias(outputGradient.start, batch: batch, into: gradient.start)
    return gradient.array
  }

  func backward() -> (weight: [Float], bias: [Float], input: [Float]) {
    let gradient = parameterGradient(inputStride: paddedToVectors(layer.inputs))
    let parameters = self.parameters()
    let input = FloatBuffer(padded(self.input, columns: layer.inputs))
    let outputGradient = FloatBuffer(padded(self.outputGradient, columns: layer.outputs))
    let scratch = FloatBuffer(zeros: layer.scratchCount(batch: batch))
    let inputStride = paddedToVectors(layer.inputs)
    let inputGradient = FloatBuffer(zeros: paddedToVectors(batch) * inputStride)
    layer.backwardInputs(
      batch: batch, outputGradient: outputGradient.start, parameters: parameters.start,
      rectifiedInput: input.start, inputStride: inputStride, range: 0..<layer.inputs,
      scratch: scratch.start, into: inputGradient.start)
    let weight = (0..<layer.outputs).flatMap { o in
      (0..<layer.inputs).map { gradient[layer.weightOffset(output: o, input: $0)] }
    }
    let bias = (0..<layer.outputs).map { gradient[layer.biasOffset + $0] }
    return (weight, bias, unpadded(inputGradient.array, columns: layer.inputs))
  }

  private func parameters() -> FloatBuffer {
    let block = FloatBuffer(zeros: layer.layout.count + layer.stride)
    for o in 0..<layer.outputs {
      block.start[layer.biasOffset + o] = bias[o]
      for i in 0..<layer.inputs {
        block.start[layer.weightOffset(output: o, input: i)] = weight[o * layer.inputs + i]
      }
    }
    return block
  }

  private func padded(_ values: [Float], columns: Int) -> [Float] {
    let filling = Array(repeating: Float(0), count: paddedToVectors(columns) - columns)
    let rows = (0..<batch).flatMap { values[($0 * columns)..<(($0 + 1) * columns)] + filling }
    let missing = (paddedToVectors(batch) - batch) * paddedToVectors(columns)
    return rows + Array(repeating: 0, count: missing)
  }

  private func unpadded(_ values: [Float], columns: Int) -> [Float] {
    let stride = paddedToVectors(columns)
    return (0..<batch).flatMap { values[($0 * stride)..<($0 * stride + columns)] }
  }
}
